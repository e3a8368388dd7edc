//! Layer 01: the network, with its ways in and out.

mod acls;
mod endpoints;

use cdk::constructs::{SubnetGroup, Subnets, Vpc, VpcHandle};
use cdk::{Val, pseudo, text};

use crate::app::Clinic;
use crate::nag;

/// What later layers need of the network.
pub struct Network {
    pub vpc: VpcHandle,
}

const PUBLIC: &str = "Public";
const APP: &str = "App";
const DATABASE: &str = "Database";

impl Network {
    /// The subnets that the internet reaches: nothing but NAT gateways stands there.
    pub fn public(&self) -> Subnets {
        self.vpc.subnet_group(PUBLIC)
    }

    /// The subnets of tasks, functions and the load balancer.
    pub fn app(&self) -> Subnets {
        self.vpc.subnet_group(APP)
    }

    /// The subnets of the database, which reach no further than the network.
    pub fn database(&self) -> Subnets {
        self.vpc.subnet_group(DATABASE)
    }
}

/// Declares the layer.
pub fn declare(clinic: &mut Clinic<'_>) -> Network {
    let topology = clinic.environment.topology.clone();
    let stack = clinic.stack("01-network", "the network, with its ways in and out");
    // By name, so that a subnet keeps its zone when an account gets further ones.
    let zones: Vec<Val<String>> =
        topology.zones.iter().map(|letter| text!("{}{}", pseudo::region(), *letter)).collect();
    let vpc = Vpc::new()
        .cidr(topology.cidr)
        .in_zones(zones)
        .subnet_group(SubnetGroup::public(PUBLIC).cidrs(topology.subnets.public.iter().copied()))
        .subnet_group(SubnetGroup::private_with_egress(APP).cidrs(topology.subnets.app.iter().copied()))
        .subnet_group(SubnetGroup::isolated(DATABASE).cidrs(topology.subnets.database.iter().copied()))
        .nat(topology.nat)
        .gateway_endpoint(endpoints::of_s3(&clinic.environment.region));
    let network = Network { vpc: stack.add("Vpc", vpc) };
    nag::accept(network.vpc.scope(), "VPC7", "its flow logs are of the next layer, where their key is");
    acls::declare(&stack, &network, &topology);
    if topology.endpoints {
        endpoints::declare(&stack, &network, clinic.environment);
    }
    network
}
