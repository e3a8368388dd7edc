//! Networks: a VPC, its subnets in tiers over several zones, and the ways out of it.

mod build;
mod endpoint;
mod existing;
mod flow_logs;
mod handle;
mod lookup;
mod plan;
mod subnet;
mod tier;

pub use self::endpoint::{GatewayService, InterfaceEndpoint, InterfaceEndpointHandle};
pub use self::existing::{ExistingNetwork, ExistingSubnet};
pub use self::flow_logs::FlowLogs;
pub use self::handle::NetworkHandle;
pub use self::lookup::{LookedUpNetwork, VpcFilter};
pub use self::subnet::{SubnetHandle, Subnets};
pub use self::tier::{Reach, Tier};
use cdk_aws::kinds;
use cdk_core::{Construct, IntoVal, Scope, Val};

/// A VPC with subnets in tiers, one subnet of each tier in each zone.
///
/// Makes: `AWS::EC2::VPC`; for each tier and zone (`AppSubnet1`, ..) `AWS::EC2::Subnet`, `RouteTable` and
/// `SubnetRouteTableAssociation`; for public tiers one `InternetGateway` with `VPCGatewayAttachment` and a `Route` (`DefaultRoute`)
/// per subnet; for private tiers with egress `EIP`, `NatGateway` in the first public tier and a `Route` per subnet. Where wanted:
/// `VPCEndpoint`s, and `FlowLog` with its log group, role and policy.
///
/// ```
/// use cdk::constructs::{FlowLogs, GatewayService, Nat, Network, Tier};
/// # let app = cdk::App::new();
/// # let stack = app.stack("S", cdk::Environment::agnostic());
/// let network = stack.add(
///     "Network",
///     Network::new()
///         .zones(2)
///         .tier(Tier::public("Public").mask(24))
///         .tier(Tier::private_with_egress("App").mask(20))
///         .tier(Tier::isolated("Data").mask(24))
///         .nat(Nat::Single)
///         .gateway_endpoint(GatewayService::S3)
///         .flow_logs(FlowLogs::all().retention_days(30)),
/// );
/// let databases = network.tier("Data").ids();
/// # assert_eq!(databases.len(), 2);
/// ```
#[must_use = "nothing is made of it before it is added to something"]
pub struct Network {
    block: Val<String>,
    zones: Zones,
    tiers: Vec<Tier>,
    nat: Nat,
    gateway_endpoints: Vec<GatewayService>,
    flow_logs: Option<FlowLogs>,
}

enum Zones {
    Count(usize),
    Named(Vec<Val<String>>),
}

/// How private tiers with egress reach the internet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nat {
    /// A NAT gateway in each zone: no zone depends on another, and no traffic between zones is paid for.
    PerZone,
    /// One NAT gateway for all zones: cheaper, and gone with its zone.
    Single,
    /// None: egress is by routes of one's own, such as through a transit gateway.
    None,
}

impl Default for Network {
    fn default() -> Self {
        Self::new()
    }
}

impl Network {
    /// 10.0.0.0/16 over two zones, with a NAT gateway in each. Without tiers it gets `Public` and `Private` (with egress).
    pub fn new() -> Self {
        Self {
            block: Val::of("10.0.0.0/16".into()),
            zones: Zones::Count(2),
            tiers: Vec::new(),
            nat: Nat::PerZone,
            gateway_endpoints: Vec::new(),
            flow_logs: None,
        }
    }

    /// A VPC that exists, by its id and the ids of its subnets.
    pub fn existing(vpc_id: impl IntoVal<kinds::ec2::VpcId>) -> ExistingNetwork {
        ExistingNetwork::new(vpc_id)
    }

    /// A VPC that the cdk CLI finds in the account, which the stack must name.
    pub const fn looked_up(filter: VpcFilter) -> LookedUpNetwork {
        LookedUpNetwork::new(filter)
    }

    /// Its IPv4 addresses, /16 to /28, such as `10.0.0.0/16`. A token is cut into subnets by CloudFormation; then all tiers must
    /// have the same mask.
    pub fn block(mut self, block: impl IntoVal<String>) -> Self {
        self.block = block.into_val();
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

    /// A tier of subnets.
    pub fn tier(mut self, tier: Tier) -> Self {
        self.tiers.push(tier);
        self
    }

    pub fn nat(mut self, nat: Nat) -> Self {
        self.nat = nat;
        self
    }

    /// A way to S3 or DynamoDB that costs nothing and needs no internet, for all subnets.
    pub fn gateway_endpoint(mut self, service: GatewayService) -> Self {
        self.gateway_endpoints.push(service);
        self
    }

    /// Keeps a log of its traffic.
    pub fn flow_logs(mut self, flow_logs: FlowLogs) -> Self {
        self.flow_logs = Some(flow_logs);
        self
    }
}

impl Construct for Network {
    type Output = NetworkHandle;

    fn create(mut self, scope: &Scope) -> NetworkHandle {
        if self.tiers.is_empty() {
            self.tiers = vec![Tier::public("Public"), Tier::private_with_egress("Private")];
        }
        build::build(self, scope)
    }
}
