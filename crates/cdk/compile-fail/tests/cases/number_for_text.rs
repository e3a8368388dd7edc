use cdk_aws::ec2;

fn main() {
    let _ = ec2::Vpc::new().cidr_block(10);
}
