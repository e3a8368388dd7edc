//! Network ACLs: what may pass between subnets at all, whatever security groups say.

use cdk::Stack;
use cdk::constructs::{AclRule, NetworkAcl, Port};

use super::Network;
use crate::environment::Topology;
use crate::nag;

/// The ports from which clients call, and so those that answers go to.
const EPHEMERAL: (u16, u16) = (1024, 65535);
const MYSQL: u16 = 3306;

pub(super) fn declare(stack: &Stack, network: &Network, topology: &Topology) {
    let answers = || Port::tcp_range(EPHEMERAL.0, EPHEMERAL.1);
    let anyone = "0.0.0.0/0";
    let public = NetworkAcl::new(&network.vpc, &network.public())
        .inbound(AclRule::allow(100, anyone, Port::tcp(80)))
        .inbound(AclRule::allow(110, anyone, Port::tcp(443)))
        .inbound(AclRule::allow(120, anyone, answers()))
        .outbound(AclRule::allow(100, anyone, Port::all_traffic()));
    add(stack, "PublicAcl", public);

    let app = NetworkAcl::new(&network.vpc, &network.app())
        .inbound(AclRule::allow(100, topology.cidr, Port::all_traffic()))
        // Of what tasks and functions call through NAT and the endpoint of S3.
        .inbound(AclRule::allow(110, anyone, answers()))
        .outbound(AclRule::allow(100, anyone, Port::all_traffic()));
    add(stack, "AppAcl", app);

    let mut database = NetworkAcl::new(&network.vpc, &network.database());
    for (number, cidr) in (100..).step_by(10).zip(topology.subnets.app) {
        database = database
            .inbound(AclRule::allow(number, *cidr, Port::tcp(MYSQL)))
            .outbound(AclRule::allow(number, *cidr, answers()));
    }
    add(stack, "DatabaseAcl", database);
}

fn add(stack: &Stack, id: &str, acl: NetworkAcl) {
    stack.add(id, acl);
    if let Some(acl) = stack.find(id) {
        nag::accept(&acl, "VPC3", "a second line behind the security groups, which few rules keep simple");
    }
}
