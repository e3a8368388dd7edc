//! The networks that the clinic can stand in.

use cdk::constructs::{Architecture, Nat};

use super::{Environment, Tasks};

/// How a network is cut, and what stands in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Topology {
    pub name: &'static str,
    /// The VPC's addresses.
    pub cidr: &'static str,
    /// The letters of the availability zones, such as `a` of us-west-2a.
    pub zones: &'static [&'static str],
    pub subnets: Subnets,
    /// One NAT gateway for all zones, or one in each.
    pub nat: Nat,
    /// Whether calls of AWS stay in the network, by interface endpoints, rather than leave it through NAT.
    pub endpoints: bool,
    /// The processor of tasks and functions.
    pub architecture: Architecture,
}

/// The subnets of each role, one a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subnets {
    pub public: &'static [&'static str],
    pub app: &'static [&'static str],
    pub database: &'static [&'static str],
}

impl Topology {
    /// Two zones with a NAT gateway each, and endpoints: no zone depends on another, and calls of AWS stay in the network.
    pub const TWO_ZONES: Self = Self {
        name: "two-zones",
        cidr: "10.0.0.0/16",
        zones: &["a", "b"],
        subnets: Subnets {
            public: &["10.0.1.0/24", "10.0.2.0/24"],
            app: &["10.0.3.0/24", "10.0.4.0/24"],
            database: &["10.0.5.0/24", "10.0.6.0/24"],
        },
        nat: Nat::PerZone,
        endpoints: true,
        architecture: Architecture::X86_64,
    };

    /// The network of the observability platform: two zones behind one NAT gateway, without endpoints, to save cost.
    pub const OBSERVABILITY: Self = Self {
        name: "observability",
        subnets: Subnets {
            public: &["10.0.1.0/24", "10.0.2.0/24"],
            app: &["10.0.11.0/24", "10.0.12.0/24"],
            database: &["10.0.21.0/24", "10.0.22.0/24"],
        },
        nat: Nat::Single,
        endpoints: false,
        ..Self::TWO_ZONES
    };

    /// All of them.
    pub const ALL: [Self; 2] = [Self::TWO_ZONES, Self::OBSERVABILITY];
}

impl Environment {
    /// Takes a topology, and with that of the observability platform its region and the numbers of its tasks.
    pub fn take(&mut self, topology: Topology) {
        if topology.name == Topology::OBSERVABILITY.name {
            "us-east-1".clone_into(&mut self.region);
            self.tasks = Tasks { least: 2, most: 10, health_check_seconds: 30, ..self.tasks };
        }
        self.topology = topology;
    }
}
