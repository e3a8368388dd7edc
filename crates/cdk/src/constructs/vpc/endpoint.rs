use cdk_aws::{Resource, ec2};
use cdk_core::{Scope, Val, text};
use ec2::vpc_endpoint::VpcEndpointType;

use super::handle::PrivateNames;
use super::{Subnets, VpcHandle};
use crate::constructs::{Connectable, Peer, PolicyDocument, Port, SecurityGroup, SecurityGroupHandle};

/// A service that has gateway endpoints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GatewayService {
    S3,
    DynamoDb,
}

/// Warns that the VPC's addresses are not known.
const UNKNOWN_CALLERS: &str = "no peer may call it yet: the addresses of the existing VPC are not known; give them by `cidr`, or say `closed` and who may call it";

/// Routes to a service of AWS that leave the internet out.
#[derive(Clone, Debug)]
#[must_use = "nothing is made of it before it is part of a VPC"]
pub struct GatewayEndpoint {
    service: GatewayService,
    policy: Option<PolicyDocument>,
}

impl GatewayEndpoint {
    pub fn to(service: GatewayService) -> Self {
        Self { service, policy: None }
    }

    /// The policy on calls through it; everything is allowed unless given.
    pub fn policy(mut self, policy: PolicyDocument) -> Self {
        self.policy = Some(policy);
        self
    }
}

impl From<GatewayService> for GatewayEndpoint {
    fn from(service: GatewayService) -> Self {
        Self::to(service)
    }
}

pub(super) fn gateway(vpc: &VpcHandle, endpoint: GatewayEndpoint) {
    let (id, name) = match endpoint.service {
        GatewayService::S3 => ("S3", "s3"),
        GatewayService::DynamoDb => ("DynamoDb", "dynamodb"),
    };
    let scope = vpc.scope.child(id);
    let policy = endpoint.policy;
    let mut endpoint = ec2::VpcEndpoint::new()
        .vpc_id(vpc.vpc_id())
        .service_name(service_name(&scope, name))
        .vpc_endpoint_type(VpcEndpointType::Gateway)
        .route_table_ids(vpc.subnets().route_tables());
    if let Some(policy) = policy {
        endpoint = endpoint.policy_document(policy);
    }
    scope.add("Resource", endpoint);
}

fn service_name(scope: &Scope, name: &str) -> Val<String> {
    text!("com.amazonaws.{}.{}", scope.stack().region(), name)
}

/// A private address of a service of AWS within a VPC, with a DNS name that stands in for the public one.
///
/// Makes: `AWS::EC2::VPCEndpoint`, and `AWS::EC2::SecurityGroup` unless one is given.
#[derive(Clone, Debug)]
#[must_use = "nothing is made of it before it is part of a VPC"]
pub struct InterfaceEndpoint {
    service: String,
    subnets: Option<Subnets>,
    policy: Option<PolicyDocument>,
    private_dns: bool,
    open: bool,
    group: Option<SecurityGroupHandle>,
}

impl InterfaceEndpoint {
    /// For a service by its endpoint's name, such as `secretsmanager`, `ecr.api` or `logs`. The whole VPC may call it.
    pub fn to(service: impl Into<String>) -> Self {
        Self {
            service: service.into(),
            subnets: None,
            policy: None,
            private_dns: true,
            open: true,
            group: None,
        }
    }

    /// One subnet in each zone; the private ones unless given.
    pub fn subnets(mut self, subnets: Subnets) -> Self {
        self.subnets = Some(subnets);
        self
    }

    /// The policy on calls through it; everything is allowed unless given.
    pub fn policy(mut self, policy: PolicyDocument) -> Self {
        self.policy = Some(policy);
        self
    }

    /// Leaves the service's public name alone.
    pub fn without_private_dns(mut self) -> Self {
        self.private_dns = false;
        self
    }

    /// Uses a security group, which several endpoints may share and whose rules are its own, rather than one for this endpoint alone.
    pub fn security_group(mut self, group: &SecurityGroupHandle) -> Self {
        self.group = Some(group.clone());
        self.open = false;
        self
    }

    /// Lets no one call it until its handle allows a peer.
    pub fn closed(mut self) -> Self {
        self.open = false;
        self
    }

    pub(super) fn declare(self, scope: &Scope, vpc: &VpcHandle) -> InterfaceEndpointHandle {
        let group = self.group.unwrap_or_else(|| {
            let group = SecurityGroup::new(vpc).description(format!("Endpoint of {}", self.service));
            scope.add("SecurityGroup", group)
        });
        match vpc.cidr() {
            Some(cidr) if self.open => {
                group.allow_from(Peer::ipv4(cidr).described("the network"), Port::tcp(443));
            }
            None if self.open => scope.warn(UNKNOWN_CALLERS),
            _ => {}
        }
        if self.private_dns {
            vpc.scope.change_state(|names: &mut PrivateNames| names.0.insert(self.service.clone()));
        }
        let subnets = self.subnets.unwrap_or_else(|| vpc.private_subnets());
        let mut endpoint = ec2::VpcEndpoint::new()
            .vpc_id(vpc.vpc_id())
            .service_name(service_name(scope, &self.service))
            .vpc_endpoint_type(VpcEndpointType::Interface)
            .private_dns_enabled(self.private_dns)
            .security_group_ids([group.id()])
            .subnet_ids(subnets.ids());
        if let Some(policy) = self.policy {
            endpoint = endpoint.policy_document(policy);
        }
        InterfaceEndpointHandle { resource: scope.add("Resource", endpoint), group }
    }
}

/// Handle on an [`InterfaceEndpoint`].
#[derive(Clone, Debug)]
pub struct InterfaceEndpointHandle {
    resource: Resource<ec2::VpcEndpoint>,
    group: SecurityGroupHandle,
}

impl InterfaceEndpointHandle {
    #[must_use]
    pub fn resource(&self) -> &Resource<ec2::VpcEndpoint> {
        &self.resource
    }
}

impl Connectable for InterfaceEndpointHandle {
    fn security_group(&self) -> &SecurityGroupHandle {
        &self.group
    }

    fn default_port(&self) -> Option<Port> {
        Some(Port::tcp(443))
    }
}
