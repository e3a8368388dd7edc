use std::collections::BTreeSet;

use cdk_aws::{ec2, kinds};
use cdk_core::{IntoVal, Scope, Val};

use super::{
    GatewayEndpoint, InterfaceEndpoint, InterfaceEndpointHandle, SubnetHandle, SubnetType, Subnets, endpoint,
};

/// Handle on a VPC, of the app or an existing one.
#[derive(Clone, Debug)]
pub struct VpcHandle {
    pub(super) scope: Scope,
    pub(super) vpc_id: Val<kinds::ec2::VpcId>,
    pub(super) cidr: Option<Val<String>>,
    pub(super) subnet_groups: Vec<SubnetGroupHandle>,
    /// Whether it stands for a VPC that the CLI has yet to look up, which may have any subnet group.
    pub(super) draft: bool,
    /// Whether it exists outside the app, so it may have routes and endpoints that the app does not know.
    pub(super) existing: bool,
}

/// The services whose names stand for endpoints within a VPC.
#[derive(Clone, Default)]
pub(super) struct PrivateNames(pub(super) BTreeSet<String>);

#[derive(Clone, Debug)]
pub(super) struct SubnetGroupHandle {
    pub(super) name: String,
    pub(super) subnet_type: SubnetType,
    pub(super) subnets: Subnets,
}

impl VpcHandle {
    #[must_use]
    pub fn vpc_id(&self) -> Val<kinds::ec2::VpcId> {
        self.vpc_id.clone()
    }

    /// Its IPv4 CIDR block, where it is known.
    #[must_use]
    pub fn cidr(&self) -> Option<Val<String>> {
        self.cidr.clone()
    }

    /// The place of the construct.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The subnets of the group of this name. An unknown name is a mistake and gives none.
    #[must_use]
    pub fn subnet_group(&self, name: &str) -> Subnets {
        let named = self.subnet_groups.iter().find(|group| group.name == name);
        let Some(group) = named.or_else(|| self.subnet_groups.first().filter(|_| self.draft)) else {
            let known: Vec<&str> = self.subnet_groups.iter().map(|group| group.name.as_str()).collect();
            self.scope.fail(format!("there is no subnet group `{name}`, only {}", known.join(", ")));
            return Subnets::default();
        };
        group.subnets.clone()
    }

    /// All subnets.
    #[must_use]
    pub fn subnets(&self) -> Subnets {
        self.subnet_groups.iter().flat_map(|group| group.subnets.0.clone()).collect()
    }

    /// The subnets of the first public group. None is a mistake.
    #[must_use]
    pub fn public_subnets(&self) -> Subnets {
        self.first(&[SubnetType::Public], "a public subnet group")
    }

    /// The subnets of the first group with egress, else of the first isolated group. None is a mistake.
    #[must_use]
    pub fn private_subnets(&self) -> Subnets {
        self.first(&[SubnetType::PrivateWithEgress, SubnetType::Isolated], "a private subnet group")
    }

    /// The subnets of the first isolated group, else of the first private group. None is a mistake.
    #[must_use]
    pub fn isolated_subnets(&self) -> Subnets {
        self.first(&[SubnetType::Isolated, SubnetType::PrivateWithEgress], "an isolated subnet group")
    }

    /// The subnets of the first group that reaches the internet and is not reached from there.
    pub(in crate::constructs) fn with_egress(&self) -> Option<Subnets> {
        let group =
            self.subnet_groups.iter().find(|group| group.subnet_type == SubnetType::PrivateWithEgress);
        group.map(|group| group.subnets.clone())
    }

    /// Whether hosts in some subnets can reach an AWS service, as far as the app knows.
    pub(in crate::constructs) fn may_call(&self, subnets: &Subnets, service: &str) -> bool {
        self.existing
            || self.scope.state::<PrivateNames>().0.contains(service)
            || subnets.iter().all(SubnetHandle::leaves)
    }

    fn first(&self, wanted: &[SubnetType], called: &str) -> Subnets {
        let found = wanted.iter().find_map(|subnet_type| {
            self.subnet_groups.iter().find(|group| group.subnet_type == *subnet_type)
        });
        let Some(group) = found else {
            self.scope.fail(format!("{called} is wanted, and there is none"));
            return Subnets::default();
        };
        group.subnets.clone()
    }

    /// A gateway endpoint for S3 or DynamoDB, which costs nothing, for all subnets.
    pub fn add_gateway_endpoint(&self, endpoint: impl Into<GatewayEndpoint>) {
        endpoint::gateway(self, endpoint.into());
    }

    /// An interface endpoint: a private address of an AWS service, such as `secretsmanager`.
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

    /// The same, declared below another place: in the stack of a target that needs this VPC.
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
