use cdk_aws::elasticloadbalancingv2 as balancing;

fn main() {
    let _ = balancing::LoadBalancer::new().scheme("internal");
}
