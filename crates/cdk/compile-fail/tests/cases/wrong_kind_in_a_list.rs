use cdk_aws::{ec2, elasticloadbalancingv2 as balancing};
use cdk_core::{App, Environment};

fn main() {
    let stack = App::new().stack("Pets", Environment::agnostic());
    let vpc = stack.add("Vpc", ec2::Vpc::new().cidr_block("10.0.0.0/16"));
    let _ = balancing::LoadBalancer::new().subnets([vpc.vpc_id()]);
}
