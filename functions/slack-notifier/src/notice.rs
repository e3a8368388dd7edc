//! A notice to post, independent of its source.

use serde_json::Value;

use crate::event::Record;
use crate::{alarm, budget, happening, instance, json, time};

/// A notice. Its texts are not escaped yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Notice {
    pub(crate) kind: NoticeKind,
    pub(crate) tone: Tone,
    pub(crate) title: String,
    /// Short facts, each with its name.
    pub(crate) facts: Vec<(&'static str, String)>,
    /// Longer texts, each under its name, if it has one.
    pub(crate) texts: Vec<(Option<&'static str>, String)>,
    /// A link to more: its label and its URL.
    pub(crate) link: Option<(&'static str, String)>,
    /// An alarm's name and its new state, for the log.
    pub(crate) alarm: Option<(String, String)>,
    /// A key that a repeated notice shares even when it comes under another message id.
    pub(crate) key: Option<String>,
}

/// The source of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoticeKind {
    Alarm,
    Budget,
    Event,
    Other,
}

/// The meaning behind the card's colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Alarm,
    Fine,
    Unknown,
    Money,
    Plain,
}

impl NoticeKind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Alarm => "alarm",
            Self::Budget => "budget",
            Self::Event => "event",
            Self::Other => "notice",
        }
    }
}

impl Notice {
    /// Creates a notice that has only its title.
    pub(crate) fn new(kind: NoticeKind, tone: Tone, title: String) -> Self {
        let (facts, texts) = (Vec::new(), Vec::new());
        Self { kind, tone, title, facts, texts, link: None, alarm: None, key: None }
    }

    /// Reads a message as the first kind that fits. Any message is at least [`NoticeKind::Other`].
    pub(crate) fn read(record: &Record) -> Self {
        let message: Value = serde_json::from_str(&record.message).unwrap_or_default();
        alarm::read(&message, record)
            .or_else(|| happening::read(&message))
            .or_else(|| instance::read(&message, record))
            .or_else(|| budget::read(record))
            .unwrap_or_else(|| other(&message, record))
    }

    /// Adds a fact, if it is known.
    pub(crate) fn fact(mut self, name: &'static str, value: Option<String>) -> Self {
        self.facts.extend(value.map(|value| (name, value)));
        self
    }

    /// Adds a text, if there is one.
    pub(crate) fn text(mut self, name: Option<&'static str>, text: Option<String>) -> Self {
        self.texts.extend(text.map(|text| (name, text)));
        self
    }
}

fn other(message: &Value, record: &Record) -> Notice {
    let text = match message {
        Value::Object(_) | Value::Array(_) => format!("{message:#}"),
        // A number, for example, is text that happens to be valid JSON.
        _ => record.message.clone(),
    };
    let title = record.subject.clone().or_else(|| json::text(message, "title"));
    let sent = record.timestamp.as_deref().map(time::shown);
    let tone = tone(record.subject.as_deref().unwrap_or_default());
    Notice::new(NoticeKind::Other, tone, title.unwrap_or_else(|| "Notice".to_owned()))
        .fact("Region", record.region().map(|it| it.to_string()))
        .fact("Time", sent)
        .text(None, Some(text))
}

/// The tone of a subject: that of an Alertmanager begins with the state of its alerts.
fn tone(subject: &str) -> Tone {
    match subject.split_once(": ") {
        Some(("FIRING", _)) => Tone::Alarm,
        Some(("RESOLVED", _)) => Tone::Fine,
        _ => Tone::Plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(message: &str, subject: Option<&str>) -> Notice {
        let subject = subject.map(str::to_owned);
        Notice::read(&Record { message: message.to_owned(), subject, ..Record::default() })
    }

    #[test]
    fn an_unknown_message_is_a_notice_under_its_subject() {
        let notice = read("The disk is full.", Some("Disk"));
        assert_eq!((notice.kind, notice.title.as_str()), (NoticeKind::Other, "Disk"));
        assert_eq!(notice.texts, [(None, "The disk is full.".to_owned())]);
    }

    #[test]
    fn alerts_of_prometheus_have_the_tone_of_alarms() {
        let tone = |subject: &str| read("vets answers no request.", Some(subject)).tone;
        assert_eq!(tone("FIRING: page of Prometheus"), Tone::Alarm);
        assert_eq!(tone("RESOLVED: page of Prometheus"), Tone::Fine);
        assert_eq!(tone("FIRING"), Tone::Plain);
    }

    #[test]
    fn json_that_is_not_known_is_laid_out() {
        let notice = read(r#"{"a":{"b":1}}"#, None);
        assert_eq!(notice.title, "Notice");
        assert_eq!(notice.texts, [(None, "{\n  \"a\": {\n    \"b\": 1\n  }\n}".to_owned())]);
    }

    #[test]
    fn any_message_is_a_notice() {
        for message in
            ["", "null", "7", "[]", r#""text""#, "{", r#"{"AlarmName":7}"#, r#"{"detail-type":{}}"#]
        {
            assert!(!read(message, None).title.is_empty(), "{message}");
        }
    }
}
