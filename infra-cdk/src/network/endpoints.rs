//! The services of AWS that are called without leaving the network.

use cdk::Stack;
use cdk::constructs::{Connectable, InterfaceEndpoint, Peer, Port, SecurityGroup};

use super::Network;
use crate::environment::Topology;

/// The services that tasks and functions call, by the names of their endpoints.
const SERVICES: [(&str, &str); 10] = [
    ("BedrockRuntime", "bedrock-runtime"),
    // Look-ups of instances; changes of the namespace come from ECS itself.
    ("CloudMap", "data-servicediscovery"),
    ("EcrApi", "ecr.api"),
    ("EcrDocker", "ecr.dkr"),
    ("Kms", "kms"),
    ("Logs", "logs"),
    ("Monitoring", "monitoring"),
    ("SecretsManager", "secretsmanager"),
    ("Ssm", "ssm"),
    ("XRay", "xray"),
];

pub(super) fn declare(stack: &Stack, network: &Network, topology: &Topology) {
    let group = SecurityGroup::new(&network.vpc).description("The endpoints of AWS services");
    let group = stack.add("Endpoints", group);
    group.allow_from(Peer::ipv4(topology.cidr).described("the network"), Port::tcp(443));
    for (id, service) in SERVICES {
        let endpoint = InterfaceEndpoint::to(service).subnets(network.app()).security_group(&group);
        network.vpc.add_interface_endpoint(id, endpoint);
    }
}
