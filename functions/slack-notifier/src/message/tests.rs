//! The messages for the samples, and invariants for a message with any content.

use proptest::prelude::*;

use super::*;
use crate::escape::length;
use crate::samples::{self, record};

fn of(record: &Record) -> Value {
    message(&Notice::read(record), record, "dev")
}

#[test]
fn an_alarm_is_red() {
    insta::assert_json_snapshot!(of(&record(samples::ALARM)));
}

#[test]
fn an_alarm_that_is_over_is_green() {
    insta::assert_json_snapshot!(of(&record(samples::ALARM_OVER)));
}

#[test]
fn a_composite_alarm_shows_its_rule() {
    insta::assert_json_snapshot!(of(&record(samples::COMPOSITE_ALARM)));
}

#[test]
fn a_budget_is_orange() {
    insta::assert_json_snapshot!(of(&record(samples::BUDGET)));
}

#[test]
fn a_stopped_task_is_blue() {
    insta::assert_json_snapshot!(of(&record(samples::TASK_STOPPED)));
}

#[test]
fn a_message_by_itself_is_shown_as_it_is() {
    insta::assert_json_snapshot!(of(&record(samples::BY_ITSELF)));
}

#[test]
fn an_alarm_of_unknown_state_is_grey() {
    let message = json!({ "AlarmName": "a", "NewStateValue": "INSUFFICIENT_DATA", "OldStateValue": "OK" });
    let message = of(&Record { message: message.to_string(), ..Record::default() });
    assert_eq!(message["attachments"][0]["color"], "#687078");
    assert_eq!(message["text"], "[dev] INSUFFICIENT_DATA: a");
}

#[test]
fn a_text_calls_nobody() {
    let hostile = "<!channel> <@U012AB3CD> <https://evil.example|here>";
    let message = json!({ "AlarmName": hostile, "NewStateReason": hostile, "OldStateValue": hostile });
    let message = of(&Record { message: message.to_string(), ..Record::default() }).to_string();
    assert!(!message.contains('<'), "{message}");
    assert!(message.contains("&lt;!channel&gt; &lt;@U012AB3CD&gt;"), "{message}");
}

#[test]
fn a_link_that_does_not_fit_is_left_out() {
    let message =
        json!({ "AlarmName": "ä".repeat(1000), "AlarmArn": "arn:aws:cloudwatch:us-west-2:1:alarm:a" });
    let message = of(&Record { message: message.to_string(), ..Record::default() });
    assert!(!message.to_string().contains("https://"), "{message}");
    keeps_the_limits(&message);
}

/// Panics unless the message is valid for Slack and contains no markup but our own.
fn keeps_the_limits(message: &Value) {
    let text = |it: &Value| it.as_str().unwrap().to_owned();
    let within = |it: &Value, limit| {
        let text = text(&it["text"]);
        assert!((1..=limit).contains(&length(&text)), "{text}");
        text
    };
    let mut texts = vec![within(message, SUMMARY)];
    let blocks = message["attachments"][0]["blocks"].as_array().unwrap();
    assert!(blocks.len() <= 50);
    for block in blocks {
        match block["type"].as_str().unwrap() {
            "header" => texts.push(within(&block["text"], HEADER)),
            "context" => texts.push(within(&block["elements"][0], TEXT)),
            "section" => {
                let fields = block["fields"].as_array().cloned().unwrap_or_default();
                assert!(fields.len() <= FIELDS);
                texts.extend(fields.iter().map(|it| within(it, FIELD)));
                texts.extend(block.get("text").map(|it| within(it, TEXT)));
            }
            other => panic!("{other}"),
        }
    }
    for text in texts {
        let inner = text.strip_prefix("<https://").and_then(|it| it.strip_suffix('>')).unwrap_or(&text);
        assert!(!inner.contains(['<', '>']), "{text}");
        let bare = ["&amp;", "&lt;", "&gt;"].iter().fold(text.clone(), |text, it| text.replace(it, ""));
        assert!(!bare.contains('&'), "{text}");
    }
}

/// Short and long texts with every character that Slack's markup or ours treats specially.
fn any_text() -> impl Strategy<Value = String> {
    let long = ("(?s)[<>&|*_`@# a-z\u{1F408}\u{0}-\u{20}é]{0,8}", 0_usize..900)
        .prop_map(|(it, times)| it.repeat(times));
    prop_oneof!["(?s).{0,60}", "[<>&!@|:/ ]{0,12}", long]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn an_alarm_of_any_texts_is_a_message(texts in prop::collection::vec(any_text(), 8), region in "[a-z0-9-]{0,12}") {
        let message = json!({
            "AlarmName": texts[0],
            "AlarmDescription": texts[1],
            "NewStateValue": texts[2],
            "OldStateValue": texts[3],
            "NewStateReason": texts[4],
            "StateChangeTime": texts[5],
            "AlarmArn": format!("arn:aws:cloudwatch:{region}:1:alarm:{}", texts[0]),
            "AlarmRule": texts[6],
            "Trigger": { "MetricName": texts[7], "Namespace": texts[0], "Dimensions": [{ "name": texts[1], "value": 7 }] },
        });
        let (message, id) = (message.to_string(), texts[6].clone());
        keeps_the_limits(&of(&Record { message, id, ..Record::default() }));
    }

    #[test]
    fn any_text_is_a_message(message in any_text(), subject in any_text(), topic in any_text(), kind in 0..5) {
        let message = match kind {
            0 => message,
            1 => format!("AWS Budget Notification {message}\nBudget Name: {subject}\nACTUAL Amount: {topic}"),
            2 => json!({ "detail-type": subject, "detail": { "message": message, "group": [topic] } }).to_string(),
            3 => json!({ "Event Source": subject, "Event Message": message, "Event Time": topic }).to_string(),
            _ => json!([message, { subject.as_str(): null }]).to_string(),
        };
        let topic = Some(format!("arn:aws:sns:us-west-2:1:{topic}"));
        keeps_the_limits(&of(&Record { message, subject: Some(subject), topic, ..Record::default() }));
    }
}
