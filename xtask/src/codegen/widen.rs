//! Where AWS's own data about references is too narrow, too wide or has two names for one thing. Each entry says why.

/// A type and one of its attributes.
pub(super) type Pair = (&'static str, &'static str);

#[derive(Clone, Copy)]
pub(super) enum Change {
    /// Takes these as well.
    Also(&'static [Pair]),
    /// Takes these and no others.
    Only(&'static [Pair]),
}

use Change::{Also, Only};

const BUCKET_ARN: Pair = ("AWS::S3::Bucket", "Arn");
const FUNCTION: Pair = ("AWS::Lambda::Function", "Arn");
const FUNCTION_NAME: Pair = ("AWS::Lambda::Function", "FunctionName");
const FUNCTION_VERSION: Pair = ("AWS::Lambda::Version", "FunctionArn");
const FUNCTION_ALIAS: Pair = ("AWS::Lambda::Alias", "AliasArn");
const QUEUE: Pair = ("AWS::SQS::Queue", "Arn");
const TOPIC: Pair = ("AWS::SNS::Topic", "TopicArn");
const KEY: Pair = ("AWS::KMS::Key", "Arn");
const KEY_ID: Pair = ("AWS::KMS::Key", "KeyId");
const KEY_ALIAS: Pair = ("AWS::KMS::Alias", "AliasName");
const REPLICA_KEY: Pair = ("AWS::KMS::ReplicaKey", "Arn");
const REPLICA_KEY_ID: Pair = ("AWS::KMS::ReplicaKey", "KeyId");
const STREAM: Pair = ("AWS::Kinesis::Stream", "Arn");
const DELIVERY_STREAM: Pair = ("AWS::KinesisFirehose::DeliveryStream", "Arn");
const STATE_MACHINE: Pair = ("AWS::StepFunctions::StateMachine", "Arn");
const SCALING_POLICY: Pair = ("AWS::AutoScaling::ScalingPolicy", "Arn");
const TASK_SCALING_POLICY: Pair = ("AWS::ApplicationAutoScaling::ScalingPolicy", "Arn");
const LOG_GROUP: Pair = ("AWS::Logs::LogGroup", "Arn");
const ECS_CLUSTER: Pair = ("AWS::ECS::Cluster", "Arn");
const ECS_CLUSTER_NAME: Pair = ("AWS::ECS::Cluster", "ClusterName");
const LOAD_BALANCER: Pair = ("AWS::ElasticLoadBalancingV2::LoadBalancer", "LoadBalancerArn");
const REST_API: Pair = ("AWS::ApiGateway::RestApi", "RestApiId");
const REST_API_ROOT: Pair = ("AWS::ApiGateway::RestApi", "RootResourceId");
const REST_API_RESOURCE: Pair = ("AWS::ApiGateway::Resource", "ResourceId");
const SECURITY_GROUP: Pair = ("AWS::EC2::SecurityGroup", "Id");
const ROLE: Pair = ("AWS::IAM::Role", "Arn");
const ROLE_NAME: Pair = ("AWS::IAM::Role", "RoleName");
const SUBNET: Pair = ("AWS::EC2::Subnet", "SubnetId");
const VPC: Pair = ("AWS::EC2::VPC", "VpcId");
const ADDRESS: Pair = ("AWS::EC2::EIP", "AllocationId");
const ATTACHMENT: Pair = ("AWS::EC2::TransitGatewayAttachment", "Id");
const VPC_ATTACHMENT: Pair = ("AWS::EC2::TransitGatewayVpcAttachment", "Id");
const PEERING_ATTACHMENT: Pair = ("AWS::EC2::TransitGatewayPeeringAttachment", "TransitGatewayAttachmentId");
const CONNECT_ATTACHMENT: Pair = ("AWS::EC2::TransitGatewayConnect", "TransitGatewayAttachmentId");
const BUCKET: Pair = ("AWS::S3::Bucket", "BucketName");
const CERTIFICATE: Pair = ("AWS::CertificateManager::Certificate", "CertificateArn");
const SERVER_CERTIFICATE: Pair = ("AWS::IAM::ServerCertificate", "Arn");
const TARGET_GROUP: Pair = ("AWS::ElasticLoadBalancingV2::TargetGroup", "TargetGroupArn");
const HOSTED_ZONE: Pair = ("AWS::Route53::HostedZone", "Id");
const BUS: Pair = ("AWS::Events::EventBus", "Arn");
const ANY_FUNCTION: &[Pair] = &[FUNCTION, FUNCTION_VERSION, FUNCTION_ALIAS];
const FUNCTION_OR_NAME: &[Pair] = &[FUNCTION_NAME, FUNCTION, FUNCTION_VERSION, FUNCTION_ALIAS];
const CLUSTERS: &[Pair] = &[ECS_CLUSTER, ECS_CLUSTER_NAME];
const KEYS: &[Pair] = &[KEY, KEY_ID, KEY_ALIAS, REPLICA_KEY, REPLICA_KEY_ID];
const KEY_ARNS: &[Pair] = &[KEY, REPLICA_KEY];
const NAMESPACES: &[Pair] = &[
    ("AWS::ServiceDiscovery::HttpNamespace", "Id"),
    ("AWS::ServiceDiscovery::PrivateDnsNamespace", "Id"),
    ("AWS::ServiceDiscovery::PublicDnsNamespace", "Id"),
];
const INVOKE_DESTINATIONS: &[Pair] =
    &[QUEUE, TOPIC, FUNCTION, FUNCTION_VERSION, FUNCTION_ALIAS, BUS, BUCKET_ARN];
const SECRET: Pair = ("AWS::SecretsManager::Secret", "Id");

const ALARM_ACTIONS: &[Pair] = &[
    TOPIC,
    FUNCTION,
    FUNCTION_VERSION,
    FUNCTION_ALIAS,
    SCALING_POLICY,
    TASK_SCALING_POLICY,
    ("AWS::SSMIncidents::ResponsePlan", "Arn"),
];
const EVENT_TARGETS: &[Pair] = &[
    TOPIC,
    QUEUE,
    FUNCTION,
    FUNCTION_VERSION,
    FUNCTION_ALIAS,
    STREAM,
    DELIVERY_STREAM,
    STATE_MACHINE,
    LOG_GROUP,
    ECS_CLUSTER,
    ("AWS::Events::EventBus", "Arn"),
    ("AWS::Events::ApiDestination", "Arn"),
    ("AWS::Batch::JobQueue", "JobQueueArn"),
    ("AWS::CodeBuild::Project", "Arn"),
    ("AWS::AppSync::GraphQLApi", "Arn"),
    ("AWS::SSMIncidents::ResponsePlan", "Arn"),
    ("AWS::Inspector::AssessmentTemplate", "Arn"),
];

/// Type, property (`PropertyType.Property` inside a property type), change, why.
#[rustfmt::skip]
pub(super) const PROPERTIES: &[(&str, &str, Change, &str)] = &[
    ("AWS::CloudWatch::Alarm", "AlarmActions", Only(ALARM_ACTIONS), "whatever an alarm can do"),
    ("AWS::CloudWatch::Alarm", "OKActions", Only(ALARM_ACTIONS), "as alarm actions"),
    ("AWS::CloudWatch::Alarm", "InsufficientDataActions", Only(ALARM_ACTIONS), "as alarm actions"),
    ("AWS::CloudWatch::CompositeAlarm", "AlarmActions", Only(ALARM_ACTIONS), "as an alarm's"),
    ("AWS::CloudWatch::CompositeAlarm", "OKActions", Only(ALARM_ACTIONS), "as an alarm's"),
    ("AWS::CloudWatch::CompositeAlarm", "InsufficientDataActions", Only(ALARM_ACTIONS), "as an alarm's"),
    ("AWS::Events::Rule", "Target.Arn", Only(EVENT_TARGETS), "whatever a rule can send to"),
    ("AWS::Events::Rule", "DeadLetterConfig.Arn", Only(&[QUEUE]), "a queue alone"),
    ("AWS::Lambda::Permission", "FunctionName", Only(FUNCTION_OR_NAME), "name or ARN"),
    ("AWS::Lambda::EventSourceMapping", "FunctionName", Only(FUNCTION_OR_NAME), "name or ARN"),
    ("AWS::Lambda::Url", "TargetFunctionArn", Only(&[FUNCTION_NAME, FUNCTION]), "name or ARN; the qualifier is a property of its own"),
    ("AWS::Lambda::Function", "DeadLetterConfig.TargetArn", Only(&[QUEUE, TOPIC]), "a queue or a topic"),
    ("AWS::S3::BucketPolicy", "Bucket", Only(&[BUCKET]), "a bucket"),
    ("AWS::ApiGateway::Resource", "ParentId", Only(&[REST_API_ROOT, REST_API_RESOURCE]), "the root is an attribute of the API"),
    ("AWS::ApiGateway::Method", "ResourceId", Only(&[REST_API_ROOT, REST_API_RESOURCE]), "the root is an attribute of the API"),
    ("AWS::ApiGateway::RestApi", "CloneFrom", Only(&[REST_API]), "an API"),
    (
        "AWS::Logs::SubscriptionFilter",
        "DestinationArn",
        Only(&[
            FUNCTION,
            FUNCTION_ALIAS,
            FUNCTION_VERSION,
            STREAM,
            DELIVERY_STREAM,
            ("AWS::Logs::Destination", "Arn"),
        ]),
        "whatever a filter can send to",
    ),
    ("AWS::EC2::Route", "GatewayId", Also(&[("AWS::EC2::InternetGateway", "InternetGatewayId"), ("AWS::EC2::VPNGateway", "VPNGatewayId")]), "either gateway"),
    ("AWS::IAM::InstanceProfile", "Roles", Only(&[ROLE_NAME]), "names, not ARNs"),
    ("AWS::ApplicationAutoScaling::ScalableTarget", "RoleARN", Only(&[ROLE]), "a role"),
    ("AWS::S3::Bucket", "LoggingConfiguration.DestinationBucketName", Only(&[BUCKET]), "a bucket"),
    ("AWS::S3::Bucket", "ReplicationDestination.Bucket", Only(&[BUCKET_ARN]), "by ARN"),
    ("AWS::RDS::DBProxy", "AuthFormat.SecretArn", Only(&[SECRET]), "a secret"),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "SecurityGroups", Only(&[SECURITY_GROUP]), "security groups"),
    ("AWS::IAM::Policy", "Roles", Only(&[ROLE_NAME]), "names, not ARNs"),
    ("AWS::IAM::Policy", "Users", Only(&[("AWS::IAM::User", "UserName")]), "names, not ARNs"),
    ("AWS::IAM::Policy", "Groups", Only(&[("AWS::IAM::Group", "GroupName")]), "names, not ARNs"),
    ("AWS::OpenSearchService::Domain", "MasterUserOptions.MasterUserARN", Only(&[ROLE, ("AWS::IAM::User", "Arn")]), "a role or a user"),
    ("AWS::EC2::EIPAssociation", "AllocationId", Only(&[ADDRESS]), "an address"),
    ("AWS::EC2::NatGateway", "SecondaryAllocationIds", Only(&[ADDRESS]), "addresses"),
    ("AWS::EC2::Route", "DestinationPrefixListId", Only(&[("AWS::EC2::PrefixList", "PrefixListId")]), "a prefix list"),
    ("AWS::EC2::SecurityGroupEgress", "DestinationPrefixListId", Only(&[("AWS::EC2::PrefixList", "PrefixListId")]), "a prefix list"),
    ("AWS::EC2::VPCEndpointService", "GatewayLoadBalancerArns", Only(&[LOAD_BALANCER]), "as of network load balancers"),
    ("AWS::EC2::SecurityGroupVpcAssociation", "GroupId", Only(&[SECURITY_GROUP]), "a security group"),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "SubnetMapping.AllocationId", Only(&[ADDRESS]), "an address"),
    ("AWS::ElasticLoadBalancingV2::ListenerCertificate", "Certificate.CertificateArn", Only(&[CERTIFICATE, SERVER_CERTIFICATE]), "as a listener's"),
    ("AWS::ElasticLoadBalancingV2::TrustStore", "CaCertificatesBundleS3Bucket", Only(&[BUCKET]), "a bucket"),
    ("AWS::ElasticLoadBalancingV2::Listener", "AuthenticateCognitoConfig.UserPoolClientId", Only(&[("AWS::Cognito::UserPoolClient", "ClientId")]), "the client, not the pool"),
    ("AWS::ECS::TaskDefinition", "TaskRoleArn", Only(&[ROLE]), "by ARN"),
    ("AWS::ECS::TaskSet", "Cluster", Only(CLUSTERS), "as a service's"),
    ("AWS::ECS::PrimaryTaskSet", "Cluster", Only(CLUSTERS), "as a service's"),
    ("AWS::ECS::Service", "Cluster", Only(CLUSTERS), "name or ARN"),
    ("AWS::ECS::Service", "ServiceRegistry.RegistryArn", Only(&[("AWS::ServiceDiscovery::Service", "Arn")]), "a service of Cloud Map"),
    ("AWS::ECS::Service", "AdvancedConfiguration.AlternateTargetGroupArn", Only(&[TARGET_GROUP]), "a target group"),
    ("AWS::ECS::Service", "VpcLatticeConfiguration.TargetGroupArn", Only(&[("AWS::VpcLattice::TargetGroup", "Arn")]), "not a load balancer's"),
    ("AWS::ECS::Service", "DeploymentLifecycleHook.HookTargetArn", Only(ANY_FUNCTION), "a function"),
    ("AWS::ECS::Service", "ServiceConnectTlsConfiguration.KmsKey", Only(KEYS), "a key"),
    ("AWS::ECS::Cluster", "ManagedStorageConfiguration.FargateEphemeralStorageKmsKeyId", Only(KEYS), "a key"),
    ("AWS::RDS::DBCluster", "PerformanceInsightsKmsKeyId", Only(KEYS), "a key"),
    ("AWS::ServiceDiscovery::Service", "NamespaceId", Only(NAMESPACES), "of any sort"),
    ("AWS::ServiceDiscovery::Service", "DnsConfig.NamespaceId", Only(NAMESPACES), "of any sort"),
    ("AWS::SecretsManager::RotationSchedule", "RotationLambdaARN", Only(ANY_FUNCTION), "a function"),
    ("AWS::SecretsManager::RotationSchedule", "HostedRotationLambda.MasterSecretArn", Only(&[SECRET]), "a secret"),
    ("AWS::SecretsManager::RotationSchedule", "HostedRotationLambda.SuperuserSecretArn", Only(&[SECRET]), "a secret"),
    ("AWS::ApiGateway::DomainName", "RegionalCertificateArn", Only(&[CERTIFICATE]), "a certificate"),
    ("AWS::ApiGateway::Method", "Integration.ConnectionId", Only(&[("AWS::ApiGateway::VpcLink", "VpcLinkId"), ("AWS::ApiGatewayV2::VpcLink", "VpcLinkId")]), "private integrations take links of both generations"),
    ("AWS::ApiGateway::Stage", "AccessLogSetting.DestinationArn", Only(&[LOG_GROUP, DELIVERY_STREAM]), "a log group or a stream"),
    ("AWS::ApiGatewayV2::Stage", "AccessLogSettings.DestinationArn", Only(&[LOG_GROUP, DELIVERY_STREAM]), "a log group or a stream"),
    ("AWS::ApiGatewayV2::Integration", "ConnectionId", Only(&[("AWS::ApiGatewayV2::VpcLink", "VpcLinkId")]), "a link"),
    ("AWS::Route53::KeySigningKey", "KeyManagementServiceArn", Only(KEY_ARNS), "a key"),
    ("AWS::Route53::QueryLoggingConfig", "CloudWatchLogsLogGroupArn", Only(&[LOG_GROUP]), "a log group"),
    ("AWS::CertificateManager::Certificate", "DomainValidationOption.HostedZoneId", Only(&[HOSTED_ZONE]), "a zone"),
    ("AWS::WAFv2::WebACL", "IPSetReferenceStatement.Arn", Only(&[("AWS::WAFv2::IPSet", "Arn")]), "a set of addresses"),
    ("AWS::WAFv2::WebACL", "RegexPatternSetReferenceStatement.Arn", Only(&[("AWS::WAFv2::RegexPatternSet", "Arn")]), "a set of patterns"),
    ("AWS::WAFv2::WebACL", "RuleGroupReferenceStatement.Arn", Only(&[("AWS::WAFv2::RuleGroup", "Arn")]), "a group of rules"),
    ("AWS::WAFv2::RuleGroup", "IPSetReferenceStatement.Arn", Only(&[("AWS::WAFv2::IPSet", "Arn")]), "a set of addresses"),
    ("AWS::WAFv2::RuleGroup", "RegexPatternSetReferenceStatement.Arn", Only(&[("AWS::WAFv2::RegexPatternSet", "Arn")]), "a set of patterns"),
    ("AWS::Events::EventBus", "DeadLetterConfig.Arn", Only(&[QUEUE]), "a queue alone"),
    ("AWS::Lambda::EventInvokeConfig", "OnSuccess.Destination", Only(INVOKE_DESTINATIONS), "whatever takes records of calls"),
    ("AWS::Lambda::EventInvokeConfig", "OnFailure.Destination", Only(INVOKE_DESTINATIONS), "whatever takes records of calls"),
    ("AWS::Lambda::EventSourceMapping", "OnFailure.Destination", Only(&[QUEUE, TOPIC, BUCKET_ARN]), "whatever takes records of failed batches"),
    ("AWS::Lambda::EventInvokeConfig", "FunctionName", Only(&[FUNCTION, FUNCTION_NAME]), "the qualifier is a property of its own"),
    ("AWS::Lambda::Alias", "FunctionName", Only(&[FUNCTION, FUNCTION_NAME]), "of a function, not of a version"),
    ("AWS::Lambda::Version", "FunctionName", Only(&[FUNCTION, FUNCTION_NAME]), "of a function, not of a version"),
    ("AWS::Lambda::EventSourceMapping", "EventSourceArn", Also(&[("AWS::AmazonMQ::Broker", "Arn")]), "brokers, too"),
    ("AWS::FIS::ExperimentTemplate", "ExperimentTemplateStopCondition.Value", Only(&[("AWS::CloudWatch::Alarm", "Arn"), ("AWS::CloudWatch::CompositeAlarm", "Arn")]), "an alarm of either sort"),
    ("AWS::Pipes::Pipe", "Enrichment", Also(&[STATE_MACHINE, ("AWS::Events::ApiDestination", "Arn")]), "whatever can enrich"),
    ("AWS::KMS::Alias", "TargetKeyId", Only(&[KEY, KEY_ID, REPLICA_KEY, REPLICA_KEY_ID]), "an alias of an alias there is not"),
    ("AWS::Logs::LogGroup", "KmsKeyId", Only(KEY_ARNS), "called an id, and an ARN"),
    ("AWS::ECR::Repository", "EncryptionConfiguration.KmsKey", Only(KEYS), "a key in any form"),
    ("AWS::WAFv2::LoggingConfiguration", "LogDestinationConfigs", Only(&[LOG_GROUP, DELIVERY_STREAM, BUCKET_ARN]), "by ARN"),
    ("AWS::Logs::Destination", "TargetArn", Only(&[STREAM, DELIVERY_STREAM]), "streams alone"),
    ("AWS::GlobalAccelerator::EndpointGroup", "EndpointConfiguration.EndpointId", Only(&[LOAD_BALANCER, ADDRESS, ("AWS::EC2::Instance", "InstanceId")]), "what it balances"),
];

/// Properties that take any text: what the data says of them was found in a few templates, and holds for those.
#[rustfmt::skip]
pub(super) const TEXT: &[(&str, &[&str])] = &[
    // What the author calls the thing itself, or a part of it.
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

/// Names that mean the same in every service: a property of this name that the data says nothing of.
pub(super) const NAMES: &[(&str, &[Pair])] = &[
    ("KmsKeyArn", KEY_ARNS),
    ("KmsKeyId", KEYS),
    ("LambdaFunctionArn", ANY_FUNCTION),
    ("LogGroupArn", &[LOG_GROUP]),
    ("SecretArn", &[SECRET]),
    ("SecurityGroupId", &[SECURITY_GROUP]),
    ("SnsTopicArn", &[TOPIC]),
    ("SubnetId", &[SUBNET]),
    ("VpcId", &[VPC]),
    ("VpcSecurityGroupId", &[SECURITY_GROUP]),
];

/// Where one of the first is taken, the others are, too, but for [`Change::Only`].
pub(super) const TOGETHER: &[(&[Pair], &[Pair])] = &[
    // A version's and an alias's ARN are functions' ARNs.
    (&[FUNCTION], ANY_FUNCTION),
    // AWS's APIs take a key in any form where they take its id; where they want the ARN, the data says so.
    (&[KEY_ID, KEY_ALIAS], KEYS),
    (&[KEY], KEY_ARNS),
    // "The short name or full ARN", says every such property of ECS.
    (CLUSTERS, CLUSTERS),
    // An attachment is an attachment, whatever it attaches.
    (
        &[ATTACHMENT, VPC_ATTACHMENT, PEERING_ATTACHMENT, CONNECT_ATTACHMENT],
        &[ATTACHMENT, VPC_ATTACHMENT, PEERING_ATTACHMENT, CONNECT_ATTACHMENT],
    ),
    // The server certificates of IAM are still taken where load balancers and distributions take one.
    (&[SERVER_CERTIFICATE], &[CERTIFICATE]),
];

/// Two names of one thing: the first is the second.
pub(super) const SAME: &[(Pair, Pair)] = &[
    (("AWS::EC2::SecurityGroup", "GroupId"), SECURITY_GROUP),
    (("AWS::EC2::VPC", "DefaultSecurityGroup"), SECURITY_GROUP),
    (("AWS::EC2::VPC", "DefaultNetworkAcl"), ("AWS::EC2::NetworkAcl", "Id")),
    (("AWS::EC2::NetworkAcl", "NetworkAclId"), ("AWS::EC2::NetworkAcl", "Id")),
    (("AWS::ElasticLoadBalancingV2::LoadBalancer", "SecurityGroups"), SECURITY_GROUP),
    (
        ("AWS::CertificateManager::Certificate", "Id"),
        ("AWS::CertificateManager::Certificate", "CertificateArn"),
    ),
    (
        ("AWS::CertificateManager::Certificate", "Arn"),
        ("AWS::CertificateManager::Certificate", "CertificateArn"),
    ),
    (("AWS::Lambda::Url", "FunctionArn"), FUNCTION),
    (("AWS::Lambda::Version", "Arn"), FUNCTION_VERSION),
    (("AWS::Lambda::Alias", "Arn"), FUNCTION_ALIAS),
    (("AWS::Lambda::Alias", "Id"), FUNCTION_ALIAS),
    (("AWS::RDS::DBCluster", "MasterUserSecret.SecretArn"), SECRET),
    (("AWS::RDS::DBInstance", "MasterUserSecret.SecretArn"), SECRET),
    (("AWS::SecretsManager::SecretTargetAttachment", "SecretId"), SECRET),
    (("AWS::SecretsManager::SecretTargetAttachment", "Id"), SECRET),
    (("AWS::SNS::Topic", "Arn"), TOPIC),
    (("AWS::EC2::Subnet", "VpcId"), ("AWS::EC2::VPC", "VpcId")),
    (("AWS::EC2::SecurityGroup", "VpcId"), ("AWS::EC2::VPC", "VpcId")),
    (("AWS::Logs::LogStream", "LogGroupName"), ("AWS::Logs::LogGroup", "LogGroupName")),
    (("AWS::EventSchemas::RegistryPolicy", "RegistryName"), ("AWS::EventSchemas::Registry", "RegistryName")),
    (("AWS::ElastiCache::User", "UserName"), ("AWS::ElastiCache::User", "UserId")),
];

/// Attributes that are values and no references: who sets such a property mostly has the text.
pub(super) const PLAIN: &[&str] = &[
    "ApiEndpoint",
    "CertificateSigningRequest",
    "CidrBlock",
    "DNSName",
    "DomainName",
    "LatestVersionNumber",
    "PrivateIp",
    "ProviderName",
    "PublicIp",
    "RegionalDomainName",
    "Username",
    "Version",
];

/// Kinds of things that no resource type stands for.
pub(super) const OUTSIDE: &[Pair] =
    &[("AWS::EC2::Image", "Id"), ("AWS::EventSchemas::Registry", "RegistryName")];

/// What cfn-lint's `format` stands for. Formats of names of security groups and of hosted zones of alias targets are plain text.
pub(super) const FORMATS: &[(&str, &str, &str)] = &[
    ("AWS::ACM::Certificate.Arn", "AWS::CertificateManager::Certificate", "CertificateArn"),
    ("AWS::EC2::Image.Id", "AWS::EC2::Image", "Id"),
    ("AWS::EC2::SecurityGroup.Id", "AWS::EC2::SecurityGroup", "Id"),
    ("AWS::EC2::SecurityGroup.Ids", "AWS::EC2::SecurityGroup", "Id"),
    ("AWS::EC2::Subnet.Id", "AWS::EC2::Subnet", "SubnetId"),
    ("AWS::EC2::Subnet.Ids", "AWS::EC2::Subnet", "SubnetId"),
    ("AWS::EC2::VPC.Id", "AWS::EC2::VPC", "VpcId"),
    ("AWS::IAM::Role.Arn", "AWS::IAM::Role", "Arn"),
    ("AWS::KMS::Alias.AliasName", "AWS::KMS::Alias", "AliasName"),
    ("AWS::KMS::Key.Arn", "AWS::KMS::Key", "Arn"),
    ("AWS::KMS::Key.Id", "AWS::KMS::Key", "KeyId"),
    ("AWS::Lambda::Function.Arn", "AWS::Lambda::Function", "Arn"),
    ("AWS::Logs::LogGroup.Name", "AWS::Logs::LogGroup", "LogGroupName"),
    ("AWS::Route53::HostedZone.Id", "AWS::Route53::HostedZone", "Id"),
    ("AWS::S3::Bucket.Name", "AWS::S3::Bucket", "BucketName"),
    ("AWS::SNS::Topic.Arn", "AWS::SNS::Topic", "TopicArn"),
    ("AWS::SQS::Queue.Arn", "AWS::SQS::Queue", "Arn"),
];

/// Names of kinds that would read oddly.
pub(super) const KIND_NAMES: &[(&str, &str, &str)] = &[
    ("AWS::EC2::TransitGatewayConnect", "TransitGatewayAttachmentId", "TransitGatewayConnectAttachmentId"),
    (
        "AWS::EC2::TransitGatewayPeeringAttachment",
        "TransitGatewayAttachmentId",
        "TransitGatewayPeeringAttachmentId",
    ),
    ("AWS::Lambda::Version", "FunctionArn", "VersionArn"),
];

/// Names of sets of kinds; others get theirs from what is in them or from the property that takes them.
pub(super) const SET_NAMES: &[(&[Pair], &str)] = &[
    (KEYS, "KmsKey"),
    (KEY_ARNS, "KmsKeyArn"),
    (ANY_FUNCTION, "FunctionArn"),
    (FUNCTION_OR_NAME, "Function"),
    (&[FUNCTION, FUNCTION_NAME], "FunctionOrName"),
    (CLUSTERS, "EcsCluster"),
    (NAMESPACES, "CloudMapNamespace"),
    (INVOKE_DESTINATIONS, "InvokeDestination"),
    (&[ATTACHMENT, VPC_ATTACHMENT, PEERING_ATTACHMENT, CONNECT_ATTACHMENT], "TransitGatewayAttachment"),
    (&[LOG_GROUP, DELIVERY_STREAM, BUCKET_ARN], "LogDestination"),
    (&[LOG_GROUP, DELIVERY_STREAM], "AccessLogDestination"),
    (&[KEY, KEY_ID, REPLICA_KEY, REPLICA_KEY_ID], "KmsKeyOrArn"),
    (&[CERTIFICATE, SERVER_CERTIFICATE], "TlsCertificate"),
    (&[("AWS::ApiGateway::VpcLink", "VpcLinkId"), ("AWS::ApiGatewayV2::VpcLink", "VpcLinkId")], "ApiVpcLink"),
    (&[("AWS::Elasticsearch::Domain", "Arn"), ("AWS::OpenSearchService::Domain", "Arn")], "SearchDomainArn"),
    (&[ROLE, ROLE_NAME], "Role"),
    (&[REST_API_ROOT, REST_API_RESOURCE], "ApiResource"),
    (EVENT_TARGETS, "EventTarget"),
    (ALARM_ACTIONS, "AlarmAction"),
];
