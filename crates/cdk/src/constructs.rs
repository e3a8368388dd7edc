//! The constructs: several resources with good defaults, declared as one.

mod alarm;
mod aurora;
mod bucket;
mod bucket_deployment;
mod certificate;
mod cluster;
mod code;
mod config_recorder;
mod dashboard;
mod distribution;
mod dns;
mod event_rule;
mod fargate;
mod fingerprint;
mod function;
mod iam;
mod image_repository;
mod key;
mod load_balancer;
mod log_group;
mod metric;
mod metric_filter;
mod name;
mod queue;
mod rest_api;
mod secret;
mod security_group;
mod topic;
mod trail;
mod transit_gateway;
mod vpc;
mod web_acl;

pub use self::alarm::{Alarm, AlarmHandle, AnyAlarm, CompositeAlarm, CompositeAlarmHandle};
pub use self::aurora::{AuroraCluster, AuroraClusterHandle, AuroraEngine, AuroraUser, AuroraUserHandle};
pub use self::bucket::{Bucket, BucketHandle};
pub use self::bucket_deployment::BucketDeployment;
pub use self::certificate::Certificate;
pub use self::cluster::{
    Cluster, ClusterHandle, ContainerInsights, DiscoveredService, Namespace, NamespaceHandle,
};
pub use self::code::{Code, RustCode};
pub use self::config_recorder::ConfigRecorder;
pub use self::dashboard::{Dashboard, Widget};
pub use self::distribution::{Behaviour, Distribution, DistributionHandle, Origin, SecurityHeaders};
pub use self::dns::DnsName;
pub use self::event_rule::EventRule;
pub use self::fargate::{
    Container, ContainerHealthCheck, ContainerSecret, FargateService, FargateServiceHandle, Image, Scaling,
    TaskSize,
};
pub use self::function::{Architecture, Function, FunctionHandle, Schedule};
pub use self::iam::{
    ExistingRole, ExistingRoleHandle, Grant, Grantee, PolicyDocument, PolicyStatement, Principal, Role,
    RoleHandle, aws_managed_policy,
};
pub use self::image_repository::ImageRepository;
pub use self::key::{Key, KeyHandle};
pub use self::load_balancer::{
    Action, HealthCheck, Listener, ListenerHandle, ListenerRule, LoadBalancer, LoadBalancerHandle,
    TargetGroup, TargetGroupHandle,
};
pub use self::log_group::{LogGroup, LogGroupHandle};
pub use self::metric::Metric;
pub use self::metric_filter::MetricFilter;
pub use self::queue::{Queue, QueueHandle};
pub use self::rest_api::{ApiDomain, ApiResource, Cors, Integration, MethodRequest, RestApi, RestApiHandle};
pub use self::secret::{Secret, SecretHandle};
pub use self::security_group::{
    Connectable, ExistingSecurityGroup, Peer, Port, SecurityGroup, SecurityGroupHandle,
};
pub use self::topic::{Topic, TopicHandle};
pub use self::trail::{Trail, TrailHandle};
pub use self::transit_gateway::{
    AcceptedPeering, AcceptedPeeringHandle, PeerGateway, PeeringHandle, TransitGateway, TransitGatewayHandle,
    VpcAttachment, VpcAttachmentHandle,
};
pub use self::vpc::{
    AclRule, ExistingSubnet, ExistingVpc, FlowLogs, GatewayEndpoint, GatewayService, InterfaceEndpoint,
    InterfaceEndpointHandle, LookedUpVpc, Nat, NetworkAcl, SubnetGroup, SubnetHandle, SubnetType, Subnets,
    Vpc, VpcFilter, VpcFlowLogs, VpcHandle,
};
pub use self::web_acl::{WebAcl, WebAclHandle};
