use cdk_aws::ec2;

fn main() {
    let _ = ec2::Subnet::new().vpc_id("vpc-0a1b2c3d");
}
