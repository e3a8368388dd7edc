//! Policies of topics and queues: who publishes, and which topic's messages end in a queue.

use super::cases::Cases;
use super::evaluator::Request;
use super::names::{ACCOUNT, Names};

/// EventBridge says nothing about rule or account when it publishes, so that neither topic nor key can ask for them.
const SILENT: &str = "events.amazonaws.com";

/// The services that publish to a topic.
pub(super) fn publishers(topic: &str) -> Option<&'static [&'static str]> {
    match topic {
        "09-aws-native/Alarms" => {
            Some(&["budgets.amazonaws.com", "cloudwatch.amazonaws.com", "costalerts.amazonaws.com", SILENT])
        }
        "11-frontend/Alarms" | "12-notification/AboutSlack" => Some(&["cloudwatch.amazonaws.com"]),
        _ => None,
    }
}

/// What a publisher asks for, on behalf of the account.
pub(super) fn published(service: &str, request: Request) -> Request {
    let request = request.by(service);
    if service == SILENT { request } else { request.with("aws:SourceAccount", ACCOUNT) }
}

pub(super) fn topic(names: &Names<'_>, name: &str) -> Option<Cases> {
    let topic = names.arn(name);
    let publish = Request::of("sns:Publish", &topic);
    let needed = publishers(name)?.iter().map(|it| published(it, publish.clone())).collect();
    let cases = Cases::of_resource(needed);
    Some(cases.by_tls_only("sns:Publish", &[&topic]).and_refuses([published("s3.amazonaws.com", publish)]))
}

/// The topic whose undelivered messages a queue keeps.
fn kept(queue: &str) -> Option<&'static str> {
    match queue {
        "11-frontend/Undelivered" => Some("11-frontend/Alarms"),
        "12-notification/Undelivered" => Some("09-aws-native/Alarms"),
        _ => None,
    }
}

pub(super) fn queue(names: &Names<'_>, name: &str) -> Option<Cases> {
    let (queue, topic) = (names.arn(name), names.arn(kept(name)?));
    let send = Request::of("sqs:SendMessage", &queue).by("sns.amazonaws.com");
    let another = send.clone().with("aws:SourceArn", format!("{topic}-2"));
    let cases = Cases::of_resource(vec![send.with("aws:SourceArn", topic)]);
    Some(cases.by_tls_only("sqs:ReceiveMessage", &[&queue]).and_refuses([another]))
}
