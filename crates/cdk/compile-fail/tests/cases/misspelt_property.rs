use cdk_aws::sqs;

fn main() {
    let _ = sqs::Queue::new().visibility_time_out(30);
}
