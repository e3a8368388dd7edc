use cdk_aws::sqs;

fn main() {
    let _ = sqs::Queue::new().arn("arn:aws:sqs:eu-west-1:123456789012:Pets");
}
