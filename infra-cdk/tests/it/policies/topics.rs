//! Policies of topics and queues: who publishes, and which topic's messages end in a queue.

use serde_json::Value;

use super::cases::Cases;
use super::evaluator::Request;
use super::names::{ACCOUNT, Names};
use crate::harness::list;

/// EventBridge says nothing about rule or account when it publishes, so that neither topic nor key can ask for them:
/// <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html>,
/// <https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html>.
const SILENT: &str = "events.amazonaws.com";
const ALARMS: &str = "cloudwatch.amazonaws.com";
const PROMETHEUS: &str = "aps.amazonaws.com";
/// The topic of what a managed Prometheus tells.
pub(super) const OF_PROMETHEUS: &str = "07-application/PrometheusAlerts";

/// The services that publish to a topic.
pub(super) fn publishers(topic: &str) -> Option<&'static [&'static str]> {
    match topic {
        "09-aws-native/Alarms" => {
            Some(&["budgets.amazonaws.com", ALARMS, "costalerts.amazonaws.com", SILENT])
        }
        OF_PROMETHEUS => Some(&[ALARMS, PROMETHEUS]),
        "11-frontend/Alarms" | "12-notification/AboutSlack" => Some(&[ALARMS]),
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
    let by_alarm = |alarm: &str| published(ALARMS, publish.clone()).with("aws:SourceArn", alarm);
    let mut needed: Vec<Request> = alarms(names, &topic).iter().map(|it| by_alarm(it)).collect();
    let others = publishers(name)?.iter().filter(|it| ![ALARMS, PROMETHEUS].contains(*it));
    needed.extend(others.map(|it| published(it, publish.clone())));
    if name == OF_PROMETHEUS {
        // It looks whether the topic is there before it publishes, for one workspace.
        let workspace = names.arn("07-application/Prometheus");
        let look = Request::of("sns:GetTopicAttributes", &topic);
        let by_workspace = |it: Request| published(PROMETHEUS, it).with("aws:SourceArn", &workspace);
        needed.extend([look, publish.clone()].map(by_workspace));
    }
    let region = topic.split(':').nth(3).unwrap();
    let sensitive = [
        by_alarm(&format!("arn:aws:cloudwatch:{region}:{ACCOUNT}:alarm:another")),
        published("s3.amazonaws.com", publish.clone()),
    ];
    Some(Cases::of_resource(needed).by_tls_only("sns:Publish", &[&topic]).and_refuses(sensitive))
}

/// The ARNs of the alarms that notify a topic.
fn alarms(names: &Names<'_>, topic: &str) -> Vec<String> {
    let is_alarm = |it: &Value| {
        it["Type"] == "AWS::CloudWatch::Alarm" || it["Type"] == "AWS::CloudWatch::CompositeAlarm"
    };
    let alarms = names.resources().filter(|it| is_alarm(it.2));
    let notifying = alarms.filter(|(stack, _, it)| {
        let actions = names.resolved(stack, &it["Properties"]["AlarmActions"]);
        list(&actions).into_iter().any(|it| it == topic)
    });
    notifying.map(|(stack, id, _)| names.attribute(stack, id, "Arn")).collect()
}

/// The topics whose undelivered messages a queue keeps.
fn kept(names: &Names<'_>, queue: &str) -> Option<Vec<String>> {
    let topics = match queue {
        "11-frontend/Undelivered" => vec!["11-frontend/Alarms"],
        "12-notification/Undelivered" => of_notifier(names),
        _ => return None,
    };
    Some(topics.into_iter().map(|it| names.arn(it)).collect())
}

/// The topics of the environment's region that the notifier listens to.
pub(super) fn of_notifier(names: &Names<'_>) -> Vec<&'static str> {
    let chosen = names.clinic.environment.managed.prometheus.then_some(OF_PROMETHEUS);
    ["09-aws-native/Alarms"].into_iter().chain(chosen).collect()
}

pub(super) fn queue(names: &Names<'_>, name: &str) -> Option<Cases> {
    let (queue, topics) = (names.arn(name), kept(names, name)?);
    let send = |topic: &str| {
        let send = Request::of("sqs:SendMessage", &queue).by("sns.amazonaws.com");
        send.with("aws:SourceArn", topic)
    };
    let others: Vec<_> = topics.iter().map(|it| send(&format!("{it}-2"))).collect();
    let cases = Cases::of_resource(topics.iter().map(|it| send(it)).collect());
    Some(cases.by_tls_only("sqs:ReceiveMessage", &[&queue]).and_refuses(others))
}
