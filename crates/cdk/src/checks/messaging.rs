//! Queues and topics.

mod senders;

use super::model::{Model, Resource, is_token, whole};
use super::report::Report;
use super::rules;

const QUEUE: &str = "AWS::SQS::Queue";

/// Days that a queue keeps messages unless it says otherwise, in seconds.
const KEPT: i64 = 4 * 86_400;

pub(super) fn check(model: &Model<'_>, report: &mut Report) {
    for (type_name, name, flag) in
        [(QUEUE, "QueueName", "FifoQueue"), ("AWS::SNS::Topic", "TopicName", "FifoTopic")]
    {
        for resource in model.of(type_name) {
            fifo(resource, name, flag, report);
        }
    }
    for queue in model.of(QUEUE) {
        redrive(model, queue, report);
    }
    senders::check(model, report);
}

fn fifo(resource: Resource<'_>, name: &str, flag: &str, report: &mut Report) {
    if resource.at(flag).is_some_and(is_token) {
        return;
    }
    let is_fifo = resource.truth(flag) == Some(true);
    if let Some(text) = resource.text(name).filter(|text| text.ends_with(".fifo") != is_fifo) {
        let which = if is_fifo { "it is FIFO" } else { "it is not FIFO" };
        report.add(rules::FIFO_NAME, resource, name, format!("`{text}`, and {which}"));
    }
    for property in ["ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit"] {
        if !is_fifo && resource.has(property) && resource.truth(property) != Some(false) {
            report.add(rules::FIFO_ONLY, resource, property, format!("{property} is for FIFO only"));
        }
    }
}

fn redrive(model: &Model<'_>, queue: Resource<'_>, report: &mut Report) {
    let Some(policy) = queue.at("RedrivePolicy").filter(|policy| !is_token(policy)) else { return };
    let mut refuse = |message: String| report.add(rules::REDRIVE, queue, "RedrivePolicy", message);
    match policy.get("maxReceiveCount").map(|count| (whole(count), is_token(count))) {
        None => refuse("maxReceiveCount is not set".to_owned()),
        Some((Some(count), _)) if !(1..=1000).contains(&count) => {
            refuse(format!("maxReceiveCount is {count}, and 1 to 1000 are allowed"));
        }
        Some(_) => {}
    }
    let Some(arn) = policy.get("deadLetterTargetArn") else {
        return refuse("deadLetterTargetArn is not set".to_owned());
    };
    let Some((dead, attribute)) = model.target(queue, arn) else { return };
    if dead.type_name != QUEUE || attribute != "Arn" {
        return refuse(format!("{} is not given by the ARN of a queue", dead.path));
    }
    if dead.is(&queue) {
        return refuse("it is its own dead-letter queue".to_owned());
    }
    if dead.truth("FifoQueue").unwrap_or_default() != queue.truth("FifoQueue").unwrap_or_default() {
        refuse(format!("{} is FIFO where it is not, or not where it is", dead.path));
    }
    let kept = |queue: Resource<'_>| queue.whole_or("MessageRetentionPeriod", KEPT);
    if let (Some(own), Some(theirs)) = (kept(queue), kept(dead))
        && theirs < own
    {
        let message = format!("{} keeps messages for {theirs} s, and this one for {own} s", dead.path);
        report.add(rules::DEAD_RETENTION, queue, "RedrivePolicy", message);
    }
}
