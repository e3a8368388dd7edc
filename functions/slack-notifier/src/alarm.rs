//! CloudWatch alarms, both metric and composite.

use serde_json::Value;

use crate::arn::Arn;
use crate::console::Region;
use crate::event::Record;
use crate::json::{at, text};
use crate::notice::{Notice, NoticeKind, Tone};
use crate::time;

/// Reads an alarm's state change.
pub(crate) fn read(message: &Value, record: &Record) -> Option<Notice> {
    let name = text(message, "AlarmName")?;
    let state = text(message, "NewStateValue").unwrap_or_else(|| "UNKNOWN".to_owned());
    let (arn, changed) = (text(message, "AlarmArn"), text(message, "StateChangeTime"));
    // An alarm and its topic are in the same region.
    let region = arn.as_deref().and_then(|it| Arn::parse(it)?.region).or_else(|| record.region());
    let states = match text(message, "OldStateValue") {
        Some(old) => format!("{old} → {state}"),
        None => state.clone(),
    };
    let mut notice = Notice::new(NoticeKind::Alarm, tone(&state), format!("{state}: {name}"))
        // The code from the ARN comes first: the message has only the display name, which no command accepts.
        .fact("Region", region.as_ref().map(Region::to_string).or_else(|| text(message, "Region")))
        .fact("State", Some(states))
        .fact("Time", changed.as_deref().map(time::shown))
        .fact("Metric", message.get("Trigger").and_then(metric))
        .fact("Rule", text(message, "AlarmRule"))
        .fact("Account", text(message, "AWSAccountId"))
        .text(None, text(message, "AlarmDescription"))
        .text(Some("Reason"), text(message, "NewStateReason"));
    notice.link = region.map(|it| ("Open the alarm in CloudWatch", it.alarm(&name)));
    notice.key = arn.zip(changed).map(|(arn, changed)| format!("{arn}\n{changed}\n{state}"));
    notice.alarm = Some((name, state));
    Some(notice)
}

fn tone(state: &str) -> Tone {
    match state {
        "ALARM" => Tone::Alarm,
        "OK" => Tone::Fine,
        _ => Tone::Unknown,
    }
}

/// `AWS/SQS ApproximateAgeOfOldestMessage > 300 (QueueName=petclinic-dev-outbox)`; `None` for alarms on metric math.
fn metric(trigger: &Value) -> Option<String> {
    let mut told = text(trigger, "MetricName")?;
    if let Some(namespace) = text(trigger, "Namespace") {
        told = format!("{namespace} {told}");
    }
    if let Some((operator, threshold)) = text(trigger, "ComparisonOperator").zip(text(trigger, "Threshold")) {
        told = format!("{told} {} {threshold}", sign(&operator));
    }
    let dimensions = trigger.get("Dimensions").and_then(Value::as_array).into_iter().flatten();
    let dimensions = dimensions.filter_map(|it| Some(format!("{}={}", at(it, "/name")?, at(it, "/value")?)));
    let dimensions: Vec<_> = dimensions.collect();
    Some(if dimensions.is_empty() { told } else { format!("{told} ({})", dimensions.join(", ")) })
}

fn sign(operator: &str) -> &str {
    match operator {
        "GreaterThanOrEqualToThreshold" => "≥",
        "GreaterThanThreshold" => ">",
        "LessThanThreshold" => "<",
        "LessThanOrEqualToThreshold" => "≤",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn by(topic: &str) -> Record {
        Record { topic: Some(topic.to_owned()), ..Record::default() }
    }

    #[test]
    fn the_same_change_has_the_same_key_and_another_one_has_not() {
        let key = |state: &str, time: &str| {
            let message =
                json!({ "AlarmName": "a", "AlarmArn": "b", "StateChangeTime": time, "NewStateValue": state });
            read(&message, &Record::default()).unwrap().key.unwrap()
        };
        assert_eq!(key("OK", "1"), key("OK", "1"));
        assert_ne!(key("OK", "1"), key("ALARM", "1"));
        assert_ne!(key("OK", "1"), key("OK", "2"));
    }

    #[test]
    fn an_alarm_without_an_arn_is_found_where_its_topic_is() {
        let notice =
            read(&json!({ "AlarmName": "a" }), &by("arn:aws:sns:eu-west-1:123456789012:alarms")).unwrap();
        let (_, link) = notice.link.unwrap();
        assert!(link.starts_with("https://eu-west-1.console.aws.amazon.com/"), "{link}");
        assert_eq!((notice.tone, notice.key), (Tone::Unknown, None));
    }

    #[test]
    fn without_any_arn_the_region_is_reported_and_not_linked() {
        let message = json!({ "AlarmName": "a", "Region": "US West (Oregon)" });
        let notice = read(&message, &Record::default()).unwrap();
        assert_eq!(notice.facts[0], ("Region", "US West (Oregon)".to_owned()));
        assert_eq!(notice.link, None);
    }

    #[test]
    fn a_metric_is_shown_with_what_it_is_compared_with() {
        let trigger = json!({ "MetricName": "Age", "Namespace": "AWS/SQS", "Threshold": 300.0,
            "ComparisonOperator": "GreaterThanThreshold", "Dimensions": [{ "name": "QueueName", "value": "q" }, 7] });
        assert_eq!(metric(&trigger).unwrap(), "AWS/SQS Age > 300.0 (QueueName=q)");
        assert_eq!(metric(&json!({ "MetricName": "Age" })).unwrap(), "Age");
        assert_eq!(metric(&json!({ "Metrics": [] })), None);
    }
}
