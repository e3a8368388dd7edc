//! VPCs: subnets in groups over several zones, gateways, endpoints and flow logs.

mod build;
mod endpoint;
mod existing;
mod flow_logs;
mod handle;
mod lookup;
mod network_acl;
mod plan;
mod subnet;
mod subnet_group;

pub use self::endpoint::{GatewayEndpoint, GatewayService, InterfaceEndpoint, InterfaceEndpointHandle};
pub use self::existing::{ExistingSubnet, ExistingVpc};
pub use self::flow_logs::{FlowLogs, VpcFlowLogs};
pub use self::handle::VpcHandle;
pub use self::lookup::{LookedUpVpc, VpcFilter};
pub use self::network_acl::{AclRule, NetworkAcl};
pub use self::subnet::{SubnetHandle, Subnets};
pub use self::subnet_group::{SubnetGroup, SubnetType};
use cdk_aws::kinds;
use cdk_core::{Construct, IntoVal, Scope, Val};

/// A VPC whose subnets form groups; each group has one subnet in each zone.
///
/// Makes: `AWS::EC2::VPC`; for each group and zone (`AppSubnet1`, ..) `AWS::EC2::Subnet`, `RouteTable` and
/// `SubnetRouteTableAssociation`; for public groups one `InternetGateway` with `VPCGatewayAttachment` and a `Route` (`DefaultRoute`)
/// per subnet; for private groups with egress `EIP` and `NatGateway` in the first public group, and a `Route` per subnet. Where
/// wanted: `VPCEndpoint`s, and `FlowLog` with its log group, role and policy.
///
/// ```
/// use cdk::constructs::{FlowLogs, GatewayService, Nat, SubnetGroup, Vpc};
/// # let app = cdk::App::new();
/// # let stack = app.stack("S", cdk::Environment::agnostic());
/// let vpc = stack.add(
///     "Vpc",
///     Vpc::new()
///         .zones(2)
///         .subnet_group(SubnetGroup::public("Public").cidr_mask(24))
///         .subnet_group(SubnetGroup::private_with_egress("App").cidr_mask(20))
///         .subnet_group(SubnetGroup::isolated("Data").cidr_mask(24))
///         .nat(Nat::Single)
///         .gateway_endpoint(GatewayService::S3)
///         .flow_logs(FlowLogs::all().retention_days(30)),
/// );
/// let databases = vpc.subnet_group("Data").ids();
/// # assert_eq!(databases.len(), 2);
/// ```
#[must_use = "nothing is made of it before it is added to something"]
pub struct Vpc {
    cidr: Val<String>,
    zones: Zones,
    subnet_groups: Vec<SubnetGroup>,
    nat: Nat,
    gateway_endpoints: Vec<GatewayEndpoint>,
    flow_logs: Option<FlowLogs>,
}

enum Zones {
    Count(usize),
    Named(Vec<Val<String>>),
}

/// How private subnet groups with egress reach the internet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nat {
    /// A NAT gateway in each zone: no zone depends on another, and no traffic between zones is paid for.
    PerZone,
    /// One NAT gateway for all zones: cheaper, and gone with its zone.
    Single,
    /// No NAT gateway: egress takes other routes, such as through a transit gateway.
    None,
}

impl Default for Vpc {
    fn default() -> Self {
        Self::new()
    }
}

impl Vpc {
    /// 10.0.0.0/16 over two zones, with a NAT gateway in each. Without subnet groups it gets `Public` and `Private` (with egress).
    pub fn new() -> Self {
        Self {
            cidr: Val::of("10.0.0.0/16".into()),
            zones: Zones::Count(2),
            subnet_groups: Vec::new(),
            nat: Nat::PerZone,
            gateway_endpoints: Vec::new(),
            flow_logs: None,
        }
    }

    /// A VPC that exists, by its id and the ids of its subnets.
    pub fn existing(vpc_id: impl IntoVal<kinds::ec2::VpcId>) -> ExistingVpc {
        ExistingVpc::new(vpc_id)
    }

    /// A VPC that the cdk CLI finds in the account, which the stack must name.
    pub const fn looked_up(filter: VpcFilter) -> LookedUpVpc {
        LookedUpVpc::new(filter)
    }

    /// Its IPv4 CIDR block, /16 to /28, such as `10.0.0.0/16`. CloudFormation cuts a token into subnets; then all subnet groups must
    /// have the same mask.
    pub fn cidr(mut self, cidr: impl IntoVal<String>) -> Self {
        self.cidr = cidr.into_val();
        self
    }

    /// The number of availability zones.
    pub fn zones(mut self, count: usize) -> Self {
        self.zones = Zones::Count(count);
        self
    }

    /// Availability zones by name, such as `eu-west-1a`.
    pub fn in_zones<Z: IntoVal<String>>(mut self, names: impl IntoIterator<Item = Z>) -> Self {
        self.zones = Zones::Named(names.into_iter().map(IntoVal::into_val).collect());
        self
    }

    /// Adds a group of subnets, one in each zone.
    pub fn subnet_group(mut self, subnet_group: SubnetGroup) -> Self {
        self.subnet_groups.push(subnet_group);
        self
    }

    pub fn nat(mut self, nat: Nat) -> Self {
        self.nat = nat;
        self
    }

    /// A gateway endpoint for S3 or DynamoDB, which costs nothing and needs no internet, for all subnets.
    pub fn gateway_endpoint(mut self, endpoint: impl Into<GatewayEndpoint>) -> Self {
        self.gateway_endpoints.push(endpoint.into());
        self
    }

    /// Turns flow logs on.
    pub fn flow_logs(mut self, flow_logs: FlowLogs) -> Self {
        self.flow_logs = Some(flow_logs);
        self
    }
}

impl Construct for Vpc {
    type Output = VpcHandle;

    fn create(mut self, scope: &Scope) -> VpcHandle {
        if self.subnet_groups.is_empty() {
            self.subnet_groups =
                vec![SubnetGroup::public("Public"), SubnetGroup::private_with_egress("Private")];
        }
        build::build(self, scope)
    }
}
