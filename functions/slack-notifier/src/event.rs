//! The events that Lambda passes in: an SNS event with messages, or one message by itself.

use serde_json::Value;

use crate::arn::Arn;
use crate::console::Region;
use crate::json;

/// A message with any content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Record {
    /// The SNS message id, which stays the same when SNS redelivers. A message by itself has the id of its invocation.
    pub(crate) id: String,
    pub(crate) subject: Option<String>,
    pub(crate) message: String,
    /// The ARN of the message's topic.
    pub(crate) topic: Option<String>,
    pub(crate) timestamp: Option<String>,
}

impl Record {
    /// The topic's region.
    pub(crate) fn region(&self) -> Option<Region> {
        Arn::parse(self.topic.as_deref()?)?.region
    }
}

/// An event without a message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadEvent {
    /// The event has neither form.
    #[error(
        "it is neither records of SNS (`Records`) nor a message by itself, which is a text, or has `Message`, `AlarmName` or `detail-type`"
    )]
    Unknown,
    /// `Records` is not a list, or is empty.
    #[error("`Records` is no list with records in it")]
    NoRecords,
    /// The record comes from another source, such as a queue.
    #[error("record {0} has no `Sns.Message`")]
    NoMessage(usize),
}

/// The messages of an event, at least one.
pub(crate) fn records(event: &Value, request_id: &str) -> Result<Vec<Record>, BadEvent> {
    let Some(records) = event.get("Records") else {
        return Ok(vec![by_itself(event, request_id)?]);
    };
    let records = records.as_array().filter(|it| !it.is_empty()).ok_or(BadEvent::NoRecords)?;
    let read = |(at, record): (usize, &Value)| {
        let sns = record.get("Sns").ok_or(BadEvent::NoMessage(at))?;
        let spare = format!("{request_id}/{at}");
        notification(sns, spare).ok_or(BadEvent::NoMessage(at))
    };
    records.iter().enumerate().map(read).collect()
}

fn notification(sns: &Value, spare: String) -> Option<Record> {
    Some(Record {
        id: json::text(sns, "MessageId").unwrap_or(spare),
        subject: json::text(sns, "Subject"),
        message: whole(sns.get("Message")?)?,
        topic: json::text(sns, "TopicArn"),
        timestamp: json::text(sns, "Timestamp"),
    })
}

/// Reads a message that did not come by SNS: a manual test, or a direct invocation by EventBridge or CloudWatch.
fn by_itself(event: &Value, request_id: &str) -> Result<Record, BadEvent> {
    let id = request_id.to_owned();
    if event.get("Message").is_some() {
        return notification(event, id).ok_or(BadEvent::Unknown);
    }
    let is_message =
        event.is_string() || ["AlarmName", "detail-type"].iter().any(|it| event.get(it).is_some());
    let message = Some(event).filter(|_| is_message).and_then(whole).ok_or(BadEvent::Unknown)?;
    Ok(Record { id, message, ..Record::default() })
}

/// A message as text. SNS sends text; manual tests contain JSON.
fn whole(message: &Value) -> Option<String> {
    match message {
        Value::String(text) => Some(text.clone()),
        Value::Object(_) | Value::Array(_) => Some(message.to_string()),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_record_of_sns_is_a_message() {
        let event = json!({ "Records": [
            { "Sns": { "MessageId": "a", "Subject": "s", "Message": "m", "TopicArn": "t", "Timestamp": "w" } },
            { "Sns": { "Message": "n", "Subject": null } },
        ] });
        let records = records(&event, "r").unwrap();
        let text = |it: &str| Some(it.to_owned());
        let (first, second) = (&records[0], &records[1]);
        assert_eq!((first.id.as_str(), first.message.as_str()), ("a", "m"));
        assert_eq!((first.subject.clone(), first.topic.clone()), (text("s"), text("t")));
        assert_eq!(first.timestamp, text("w"));
        assert_eq!((second.id.as_str(), second.subject.as_deref()), ("r/1", None));
    }

    #[test]
    fn a_message_may_come_by_itself() {
        for (event, message) in [
            (json!("hello"), "hello"),
            (json!({ "Message": "hello", "Subject": "s" }), "hello"),
            (json!({ "Message": { "AlarmName": "a" } }), r#"{"AlarmName":"a"}"#),
            (json!({ "AlarmName": "a" }), r#"{"AlarmName":"a"}"#),
            (json!({ "detail-type": "d" }), r#"{"detail-type":"d"}"#),
        ] {
            let records = records(&event, "r").unwrap();
            assert_eq!((records[0].id.as_str(), records[0].message.as_str()), ("r", message));
        }
    }

    #[test]
    fn an_event_without_a_message_is_reported_by_what_is_missing() {
        for (event, told) in [
            (json!({ "key1": "value1" }), BadEvent::Unknown),
            (json!(null), BadEvent::Unknown),
            (json!([1]), BadEvent::Unknown),
            (json!({ "Message": 7 }), BadEvent::Unknown),
            (json!({ "Records": [] }), BadEvent::NoRecords),
            (json!({ "Records": "x" }), BadEvent::NoRecords),
            (json!({ "Records": [{ "Sns": { "Message": "m" } }, { "body": "x" }] }), BadEvent::NoMessage(1)),
            (json!({ "Records": [{ "Sns": { "Message": null } }] }), BadEvent::NoMessage(0)),
            (json!({ "Records": [7] }), BadEvent::NoMessage(0)),
        ] {
            assert_eq!(records(&event, "r").unwrap_err(), told, "{event}");
        }
    }
}
