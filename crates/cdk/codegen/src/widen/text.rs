//! Properties that AWS's data takes for references, and that are none.

/// Properties that take any text: AWS's data derives their references from a few templates, and they hold for those only.
#[rustfmt::skip]
pub(crate) const TEXT: &[(&str, &[&str])] = &[
    // A name that the author gives to the thing itself or to a part of it.
    ("AWS::CloudFront::Distribution", &["Origin.Id", "DefaultCacheBehavior.TargetOriginId", "CacheBehavior.TargetOriginId"]),
    ("AWS::CodeDeploy::Application", &["ApplicationName"]),
    ("AWS::CodeGuruProfiler::ProfilingGroup", &["ProfilingGroupName", "AgentPermissions.Principals"]),
    ("AWS::Glue::Database", &["DatabaseInput.Name"]),
    ("AWS::Logs::LogGroup", &["LogGroupName"]),
    // Mostly `FARGATE` or `FARGATE_SPOT`.
    ("AWS::ECS::Cluster", &["CapacityProviders", "CapacityProviderStrategyItem.CapacityProvider"]),
    ("AWS::ECS::ClusterCapacityProviderAssociations", &["CapacityProviders", "CapacityProviderStrategy.CapacityProvider"]),
    ("AWS::ECS::Service", &["CapacityProviderStrategyItem.CapacityProvider"]),
    ("AWS::ECS::TaskSet", &["CapacityProviderStrategyItem.CapacityProvider"]),
    // Mostly the bucket of the app's assets, which none of its stacks makes.
    ("AWS::ApiGateway::RestApi", &["S3Location.Bucket"]),
    ("AWS::Lambda::Function", &["Code.S3Bucket"]),
    ("AWS::Lambda::LayerVersion", &["Content.S3Bucket"]),
    ("AWS::Synthetics::Canary", &["Code.S3Bucket"]),
    // A prefix of names.
    ("AWS::ECR::ReplicationConfiguration", &["RepositoryFilter.Filter"]),
    // The value of a setting, parameter or dimension whose name is beside it.
    ("AWS::AutoScaling::ScalingPolicy", &["MetricDimension.Value"]),
    ("AWS::CloudTrail::Trail", &["DataResource.Values"]),
    ("AWS::DataPipeline::Pipeline", &["Field.StringValue", "ParameterValue.StringValue"]),
    ("AWS::ElasticBeanstalk::ConfigurationTemplate", &["ConfigurationOptionSetting.Value"]),
    ("AWS::ElasticBeanstalk::Environment", &["OptionSetting.Value"]),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", &["LoadBalancerAttribute.Value"]),
    ("AWS::Events::Rule", &["RunCommandTarget.Values"]),
    ("AWS::KinesisFirehose::DeliveryStream", &["ProcessorParameter.ParameterValue"]),
    ("AWS::SSM::Association", &["Target.Values", "Name"]),
    ("AWS::SSM::Parameter", &["Value"]),
    // Things of many types, an address, or a document.
    ("AWS::ACMPCA::Certificate", &["TemplateArn"]),
    ("AWS::ApiGatewayV2::Api", &["Target"]),
    ("AWS::ApiGatewayV2::Integration", &["IntegrationUri"]),
    ("AWS::ApiGatewayV2::Route", &["Target"]),
    ("AWS::AppConfig::ConfigurationProfile", &["Validators.Content"]),
    ("AWS::AppSync::DataSource", &["HttpConfig.Endpoint"]),
    ("AWS::ApplicationAutoScaling::ScalingPolicy", &["ResourceId", "ScalingTargetId"]),
    ("AWS::ApplicationAutoScaling::ScalableTarget", &["ResourceId"]),
    ("AWS::Backup::BackupSelection", &["BackupSelectionResourceType.Resources"]),
    ("AWS::CE::AnomalySubscription", &["Subscriber.Address"]),
    ("AWS::CodeStarNotifications::NotificationRule", &["Target.TargetAddress"]),
    ("AWS::Config::ConfigRule", &["Scope.ComplianceResourceId", "Source.SourceIdentifier"]),
    ("AWS::EC2::EIPAssociation", &["EIP"]),
    ("AWS::EC2::SecurityGroup", &["Ingress.SourceSecurityGroupName"]),
    ("AWS::EC2::SecurityGroupIngress", &["GroupName", "SourceSecurityGroupName"]),
    ("AWS::EMR::Studio", &["DefaultS3Location"]),
    ("AWS::Glue::Crawler", &["S3Target.Path", "DynamoDBTarget.Path"]),
    ("AWS::LakeFormation::PrincipalPermissions", &["DataLakePrincipal.DataLakePrincipalIdentifier"]),
    ("AWS::RDS::EventSubscription", &["SourceIds"]),
    ("AWS::Redshift::Cluster", &["ElasticIp"]),
    ("AWS::Route53::HealthCheck", &["HealthCheckConfig.IPAddress"]),
    // The zone of a load balancer, a distribution, a bucket.
    ("AWS::Route53::RecordSet", &["AliasTarget.HostedZoneId"]),
    ("AWS::Route53::RecordSetGroup", &["AliasTarget.HostedZoneId"]),
    ("AWS::StepFunctions::StateMachine", &["DefinitionString"]),
    // Also an AWS API by a made-up ARN.
    ("AWS::Scheduler::Schedule", &["Target.Arn"]),
    // Mostly a service: `apigateway.amazonaws.com`.
    ("AWS::Lambda::Permission", &["Principal"]),
    // Mostly an ARN with a path or a wildcard, made by `join`.
    ("AWS::Lambda::Permission", &["SourceArn"]),
    // Also an e-mail address or an URL.
    ("AWS::SNS::Subscription", &["Endpoint"]),
    // Also an e-mail address or an URL.
    ("AWS::SNS::Topic", &["Subscription.Endpoint"]),
    // An ARN that names the function's ARN, or an URL.
    ("AWS::ApiGateway::Method", &["Integration.Uri"]),
    // An ARN with a key in it, or a parameter's name.
    ("AWS::ECS::TaskDefinition", &["Secret.ValueFrom"]),
    // Of a classic load balancer.
    ("AWS::ECS::Service", &["LoadBalancer.LoadBalancerName"]),
    // A bucket's ARN, with a folder or without.
    ("AWS::EC2::FlowLog", &["LogDestination"]),
    // A VPC, a subnet, an interface, a gateway.
    ("AWS::EC2::FlowLog", &["ResourceId"]),
    // An `s3://` URL.
    ("AWS::Synthetics::Canary", &["ArtifactS3Location"]),
    // Any host.
    ("AWS::CloudFront::Distribution", &["Origin.DomainName"]),
    // Stages of APIs have an ARN that no attribute gives.
    ("AWS::WAFv2::WebACLAssociation", &["ResourceArn"]),
    // A cluster or an instance of any database service.
    ("AWS::SecretsManager::SecretTargetAttachment", &["TargetId"]),
    // An instance, an address, a function or a load balancer.
    ("AWS::ElasticLoadBalancingV2::TargetGroup", &["TargetDescription.Id"]),
];
