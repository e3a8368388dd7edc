use cdk_aws::ec2;
use cdk_core::{App, Environment};

fn main() {
    let stack = App::new().stack("Pets", Environment::agnostic());
    stack.add("Subnet", ec2::Subnet::new());
}
