//! EventBridge events: stopped ECS tasks, AWS Health notices, and any other event that a rule matches.

use serde_json::Value;

use crate::json::{at, text};
use crate::notice::{Notice, NoticeKind, Tone};
use crate::time;

/// Places where services put their description of an event, in order of preference.
const WORDS: [&str; 5] = [
    "/detail/eventDescription/0/latestDescription",
    "/detail/stoppedReason",
    "/detail/Message",
    "/detail/message",
    "/detail/reason",
];
/// Short facts that services give.
const FACTS: [(&str, &str); 7] = [
    ("Service", "/detail/service"),
    ("Type", "/detail/eventTypeCode"),
    ("Group", "/detail/group"),
    ("Status", "/detail/lastStatus"),
    ("State", "/detail/state"),
    ("Code", "/detail/stopCode"),
    ("Event", "/detail/EventID"),
];

/// Reads an event.
pub(crate) fn read(message: &Value) -> Option<Notice> {
    let title = text(message, "detail-type")?;
    let mut notice = Notice::new(NoticeKind::Event, Tone::Plain, title)
        .fact("Region", text(message, "region"))
        .fact("Source", text(message, "source"))
        .fact("Time", text(message, "time").as_deref().map(time::shown));
    for (name, pointer) in FACTS {
        notice = notice.fact(name, at(message, pointer));
    }
    let words = WORDS.iter().find_map(|it| at(message, it));
    let words = words.or_else(|| message.get("detail").map(|it| format!("{it:#}")));
    let notice = notice.fact("Account", text(message, "account")).text(None, words);
    Some(notice.text(Some("Resource"), at(message, "/resources/0")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_event_without_words_is_shown_with_all_its_details() {
        let notice = read(&json!({ "detail-type": "Something", "detail": { "a": 1 } })).unwrap();
        assert_eq!(notice.texts, [(None, "{\n  \"a\": 1\n}".to_owned())]);
    }

    #[test]
    fn an_event_of_aws_health_is_shown_in_its_words() {
        let notice = read(&json!({ "detail-type": "AWS Health Event", "source": "aws.health", "detail": {
            "service": "RDS", "eventTypeCode": "AWS_RDS_MAINTENANCE_SCHEDULED",
            "eventDescription": [{ "language": "en_US", "latestDescription": "A patch is due." }] } }));
        let notice = notice.unwrap();
        assert_eq!(notice.texts, [(None, "A patch is due.".to_owned())]);
        assert!(notice.facts.contains(&("Service", "RDS".to_owned())));
    }

    #[test]
    fn a_message_without_a_detail_type_is_no_event() {
        assert!(read(&json!({ "detail": {} })).is_none());
    }
}
