use cdk_aws::{ec2, elasticloadbalancingv2 as balancing};

fn main() {
    let _ = balancing::LoadBalancer::new().scheme(ec2::vpc::InstanceTenancy::Default);
    let _ = balancing::LoadBalancer::new().scheme(balancing::load_balancer::Scheme::Internall);
}
