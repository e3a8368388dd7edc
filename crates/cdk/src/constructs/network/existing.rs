use cdk_aws::kinds;
use cdk_core::{Construct, IntoVal, Scope, Val};

use super::handle::TierHandle;
use super::{NetworkHandle, SubnetHandle, Subnets, Tier};

/// A VPC that exists already. Makes no resource.
///
/// ```
/// use cdk::constructs::{ExistingSubnet, Network, Tier};
/// use cdk::given;
/// # let app = cdk::App::new();
/// # let stack = app.stack("S", cdk::Environment::agnostic());
/// let network = stack.add(
///     "Network",
///     Network::existing(given("vpc-0a1b2c3d")).block("10.1.0.0/16").tier(
///         Tier::private_with_egress("App"),
///         [ExistingSubnet::new(given("subnet-0a")), ExistingSubnet::new(given("subnet-0b")).route_table(given("rtb-0b"))],
///     ),
/// );
/// ```
#[must_use = "nothing is made of it before it is added to something"]
pub struct ExistingNetwork {
    vpc_id: Val<kinds::ec2::VpcId>,
    block: Option<Val<String>>,
    tiers: Vec<(Tier, Vec<ExistingSubnet>)>,
}

impl ExistingNetwork {
    pub(super) fn new(vpc_id: impl IntoVal<kinds::ec2::VpcId>) -> Self {
        Self { vpc_id: vpc_id.into_val(), block: None, tiers: Vec::new() }
    }

    /// Its IPv4 addresses.
    pub fn block(mut self, block: impl IntoVal<String>) -> Self {
        self.block = Some(block.into_val());
        self
    }

    /// Subnets of it that are alike, and what they are to be known as.
    pub fn tier(mut self, tier: Tier, subnets: impl IntoIterator<Item = ExistingSubnet>) -> Self {
        self.tiers.push((tier, subnets.into_iter().collect()));
        self
    }
}

/// A subnet that exists already.
#[derive(Clone, Debug)]
#[must_use = "it is part of an existing network"]
pub struct ExistingSubnet {
    id: Val<kinds::ec2::SubnetId>,
    zone: Option<Val<String>>,
    route_table: Option<Val<kinds::ec2::RouteTableId>>,
}

impl ExistingSubnet {
    pub fn new(id: impl IntoVal<kinds::ec2::SubnetId>) -> Self {
        Self { id: id.into_val(), zone: None, route_table: None }
    }

    /// Its availability zone.
    pub fn zone(mut self, zone: impl IntoVal<String>) -> Self {
        self.zone = Some(zone.into_val());
        self
    }

    /// Needed for gateway endpoints and routes.
    pub fn route_table(mut self, id: impl IntoVal<kinds::ec2::RouteTableId>) -> Self {
        self.route_table = Some(id.into_val());
        self
    }
}

impl Construct for ExistingNetwork {
    type Output = NetworkHandle;

    fn create(self, scope: &Scope) -> NetworkHandle {
        let tier = |(tier, subnets): (Tier, Vec<ExistingSubnet>)| {
            let handle = |(index, subnet): (usize, ExistingSubnet)| SubnetHandle {
                id: subnet.id,
                zone: subnet.zone,
                route_table: subnet.route_table,
                scope: scope.child(format!("{}Subnet{}", tier.name, index + 1)),
                ways: Vec::new(),
            };
            let subnets: Subnets = subnets.into_iter().enumerate().map(handle).collect();
            TierHandle { name: tier.name, reach: tier.reach, subnets }
        };
        let tiers = self.tiers.into_iter().map(tier).collect();
        NetworkHandle {
            scope: scope.clone(),
            vpc_id: self.vpc_id,
            block: self.block,
            tiers,
            draft: false,
            existing: true,
        }
    }
}
