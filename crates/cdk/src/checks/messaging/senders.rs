//! Whether services may send to the queues and topics that they are to send to.

use serde_json::Value;

use super::super::model::{Model, Resource, arms};
use super::super::report::Report;
use super::super::{encryption, iam, rules};
use super::QUEUE;

const TOPIC: &str = "AWS::SNS::Topic";

/// The types of policies, the property that names their subject, and the subject's type.
const POLICIES: [(&str, &str, &str); 4] = [
    ("AWS::SNS::TopicInlinePolicy", "TopicArn", TOPIC),
    ("AWS::SNS::TopicPolicy", "Topics", TOPIC),
    ("AWS::SQS::QueueInlinePolicy", "Queue", QUEUE),
    ("AWS::SQS::QueuePolicy", "Queues", QUEUE),
];

const CLOUDWATCH: &str = "cloudwatch.amazonaws.com";
const EVENTS: &str = "events.amazonaws.com";
const S3: &str = "s3.amazonaws.com";

pub(super) fn check(model: &Model<'_>, report: &mut Report) {
    let mut sends = |sender: Resource<'_>, property: &str, service: &str| {
        for (at, target) in sender.at(property).map(|all| arms(all, property)).unwrap_or_default() {
            may_send(model, sender, (&at, target), service, report);
        }
    };
    for subscription in model.of("AWS::SNS::Subscription") {
        if subscription.text("Protocol") == Some("sqs") {
            sends(subscription, "Endpoint", "sns.amazonaws.com");
        }
    }
    for rule in model.of("AWS::Events::Rule") {
        let targets = rule.list("Targets").iter().enumerate();
        // One with a role sends by the policies of that.
        for (index, _) in targets.filter(|(_, target)| target.get("RoleArn").is_none()) {
            sends(rule, &format!("Targets.{index}.Arn"), EVENTS);
        }
    }
    for bucket in model.of("AWS::S3::Bucket") {
        for (list, property) in [("QueueConfigurations", "Queue"), ("TopicConfigurations", "Topic")] {
            let list = format!("NotificationConfiguration.{list}");
            for index in 0..bucket.list(&list).len() {
                sends(bucket, &format!("{list}.{index}.{property}"), S3);
            }
        }
    }
    for kind in ["AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"] {
        for alarm in model.of(kind) {
            for actions in ["AlarmActions", "InsufficientDataActions", "OKActions"] {
                sends(alarm, actions, CLOUDWATCH);
            }
        }
    }
}

fn may_send<'a>(
    model: &Model<'a>,
    sender: Resource<'a>,
    (at, target): (&str, &'a Value),
    service: &str,
    report: &mut Report,
) {
    let Some((target, _)) =
        model.target(sender, target).filter(|(target, _)| [QUEUE, TOPIC].contains(&target.type_name))
    else {
        return;
    };
    let mut policies = POLICIES
        .iter()
        .filter(|(.., of)| *of == target.type_name)
        .flat_map(|(kind, property, _)| model.of(kind).map(move |policy| (policy, *property)))
        .filter(|(policy, property)| {
            let named = policy.at(property).map(|all| arms(all, property)).unwrap_or_default();
            named.iter().any(|(_, one)| model.target(*policy, one).is_none_or(|(it, _)| it.is(&target)))
        })
        .map(|(policy, _)| policy)
        .peekable();
    // The policy that AWS gives a topic is for all that the account does itself, which alarms are.
    let by_default = service == CLOUDWATCH && policies.peek().is_none();
    if !by_default && !policies.any(|policy| iam::lets_in(policy.at("PolicyDocument"), service)) {
        let message = format!("{service} may not send to {}", target.path);
        report.add(rules::SUBSCRIPTION, sender, at, message);
    }
    if encryption::shuts_out(model, target, "KmsMasterKeyId", service) {
        let message = format!("{service} may not use the key that {} is encrypted by", target.path);
        report.add(rules::SUBSCRIPTION, sender, at, message);
    }
}
