use std::collections::BTreeSet;

use cdk_aws::{ec2, kinds};
use cdk_core::{IntoVal, Scope, Val};

use super::{
    GatewayService, InterfaceEndpoint, InterfaceEndpointHandle, Reach, SubnetHandle, Subnets, endpoint,
};

/// Handle on a network, of the app or an existing one.
#[derive(Clone, Debug)]
pub struct NetworkHandle {
    pub(super) scope: Scope,
    pub(super) vpc_id: Val<kinds::ec2::VpcId>,
    pub(super) block: Option<Val<String>>,
    pub(super) tiers: Vec<TierHandle>,
    /// Whether it stands for one that is yet to be looked up, which may have any tier.
    pub(super) draft: bool,
    /// Whether it is not of the app, so that it may have routes and endpoints nobody here knows of.
    pub(super) existing: bool,
}

/// The services whose names stand for endpoints within a network.
#[derive(Clone, Default)]
pub(super) struct PrivateNames(pub(super) BTreeSet<String>);

#[derive(Clone, Debug)]
pub(super) struct TierHandle {
    pub(super) name: String,
    pub(super) reach: Reach,
    pub(super) subnets: Subnets,
}

impl NetworkHandle {
    #[must_use]
    pub fn vpc_id(&self) -> Val<kinds::ec2::VpcId> {
        self.vpc_id.clone()
    }

    /// Its IPv4 addresses, where they are known.
    #[must_use]
    pub fn block(&self) -> Option<Val<String>> {
        self.block.clone()
    }

    /// The place of the construct.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The subnets of a tier by its name. A tier that is not there is a mistake, and has none.
    #[must_use]
    pub fn tier(&self, name: &str) -> Subnets {
        let named = self.tiers.iter().find(|tier| tier.name == name);
        let Some(tier) = named.or_else(|| self.tiers.first().filter(|_| self.draft)) else {
            let known: Vec<&str> = self.tiers.iter().map(|tier| tier.name.as_str()).collect();
            self.scope.fail(format!("there is no tier `{name}`, only {}", known.join(", ")));
            return Subnets::default();
        };
        tier.subnets.clone()
    }

    /// All subnets.
    #[must_use]
    pub fn subnets(&self) -> Subnets {
        self.tiers.iter().flat_map(|tier| tier.subnets.0.clone()).collect()
    }

    /// The first tier that has a route from the internet. None is a mistake.
    #[must_use]
    pub fn public(&self) -> Subnets {
        self.first(&[Reach::Public], "a public tier")
    }

    /// The first tier for what needs no address on the internet: with egress if there is one, else isolated. None is a mistake.
    #[must_use]
    pub fn private(&self) -> Subnets {
        self.first(&[Reach::PrivateWithEgress, Reach::Isolated], "a private tier")
    }

    /// The first tier for data: isolated if there is one, else private. None is a mistake.
    #[must_use]
    pub fn isolated(&self) -> Subnets {
        self.first(&[Reach::Isolated, Reach::PrivateWithEgress], "an isolated tier")
    }

    /// The first tier that is to reach the internet and not to be reached from there.
    pub(in crate::constructs) fn with_egress(&self) -> Option<Subnets> {
        let tier = self.tiers.iter().find(|tier| tier.reach == Reach::PrivateWithEgress);
        tier.map(|tier| tier.subnets.clone())
    }

    /// Whether hosts in some subnets have a way to a service of AWS, as far as it is known.
    pub(in crate::constructs) fn may_call(&self, subnets: &Subnets, service: &str) -> bool {
        self.existing
            || self.scope.state::<PrivateNames>().0.contains(service)
            || subnets.iter().all(SubnetHandle::leaves)
    }

    fn first(&self, wanted: &[Reach], called: &str) -> Subnets {
        let found = wanted.iter().find_map(|reach| self.tiers.iter().find(|tier| tier.reach == *reach));
        let Some(tier) = found else {
            self.scope.fail(format!("{called} is wanted, and there is none"));
            return Subnets::default();
        };
        tier.subnets.clone()
    }

    /// A way to S3 or DynamoDB that costs nothing, for all subnets.
    pub fn add_gateway_endpoint(&self, service: GatewayService) {
        endpoint::gateway(self, service);
    }

    /// A private address of a service of AWS, such as `secretsmanager`.
    pub fn add_interface_endpoint(
        &self,
        id: impl AsRef<str>,
        endpoint: InterfaceEndpoint,
    ) -> InterfaceEndpointHandle {
        endpoint.declare(&self.scope.child(id), self)
    }

    /// A route from each of some subnets, such as to a transit gateway. `target` gets a route that has its destination.
    pub fn add_routes(
        &self,
        subnets: &Subnets,
        id: &str,
        destination: impl IntoVal<String>,
        target: impl Fn(ec2::Route) -> ec2::Route,
    ) -> Vec<Scope> {
        let destination = destination.into_val();
        let route = |subnet: &SubnetHandle| route(subnet, (&subnet.scope, id), &destination, &target);
        subnets.iter().filter_map(route).collect()
    }

    /// The same, declared below another place: in the stack of a target that needs this network.
    pub(in crate::constructs) fn add_routes_below(
        &self,
        place: &Scope,
        subnets: &Subnets,
        destination: &Val<String>,
        target: impl Fn(ec2::Route) -> ec2::Route,
    ) -> Vec<Scope> {
        let route = |subnet: &SubnetHandle| route(subnet, (place, &subnet.scope.id()), destination, &target);
        subnets.iter().filter_map(route).collect()
    }
}

fn route(
    subnet: &SubnetHandle,
    (place, id): (&Scope, &str),
    destination: &Val<String>,
    target: impl Fn(ec2::Route) -> ec2::Route,
) -> Option<Scope> {
    let Some(table) = subnet.route_table() else {
        subnet.scope.fail(format!("the route `{id}` needs the id of the subnet's route table"));
        return None;
    };
    let route = target(ec2::Route::new().route_table_id(table).destination_cidr_block(destination));
    Some(Scope::clone(&place.add(id, route)))
}
