//! Where AWS's own data about references is too narrow, too wide or has two names for one thing. Each entry says why.

mod properties;
mod text;

pub(super) use self::properties::PROPERTIES;
pub(super) use self::text::TEXT;

/// A type and one of its attributes.
pub(super) type Pair = (&'static str, &'static str);

#[derive(Clone, Copy)]
pub(super) enum Change {
    /// Takes these as well.
    Also(&'static [Pair]),
    /// Takes these and no others.
    Only(&'static [Pair]),
}

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

const PIPE_TARGETS: &[Pair] = &[
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
    BUS,
    ("AWS::Events::ApiDestination", "Arn"),
    ("AWS::Batch::JobQueue", "JobQueueArn"),
    ("AWS::Inspector::AssessmentTemplate", "Arn"),
    ("AWS::Timestream::Table", "Arn"),
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

/// The attributes that cfn-lint's `format` stands for. Formats of names of security groups and of hosted zones of alias targets
/// are plain text.
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
