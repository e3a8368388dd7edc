use cdk_core::text;

fn main() {
    let _ = text!("arn:{}:s3:::{}", "aws");
}
