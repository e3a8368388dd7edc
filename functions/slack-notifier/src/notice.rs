//! What there is to tell, whoever says it.

use serde_json::Value;

use crate::event::Record;
use crate::{alarm, budget, happening, instance, json, time};

/// A notice, all texts as they came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Notice {
    pub(crate) kind: Kind,
    pub(crate) tone: Tone,
    pub(crate) title: String,
    /// Short facts, each with its name.
    pub(crate) facts: Vec<(&'static str, String)>,
    /// Longer texts, each under its name, if it has one.
    pub(crate) texts: Vec<(Option<&'static str>, String)>,
    /// Where to see more, and what is there.
    pub(crate) link: Option<(&'static str, String)>,
    /// An alarm's name and its new state, for the log.
    pub(crate) alarm: Option<(String, String)>,
    /// What is the same when the same is told again under another id.
    pub(crate) key: Option<String>,
}

/// Who says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Alarm,
    Budget,
    Event,
    Other,
}

/// How it is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Alarm,
    Fine,
    Unknown,
    Money,
    Plain,
}

impl Kind {
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
    /// A notice of which no more than its title is known yet.
    pub(crate) fn new(kind: Kind, tone: Tone, title: String) -> Self {
        let (facts, texts) = (Vec::new(), Vec::new());
        Self { kind, tone, title, facts, texts, link: None, alarm: None, key: None }
    }

    /// Understands a message as well as can be; any message is a notice at least.
    pub(crate) fn read(record: &Record) -> Self {
        let message: Value = serde_json::from_str(&record.message).unwrap_or_default();
        alarm::read(&message, record)
            .or_else(|| happening::read(&message))
            .or_else(|| instance::read(&message, record))
            .or_else(|| budget::read(record))
            .unwrap_or_else(|| other(&message, record))
    }

    /// With a fact, if it is known.
    pub(crate) fn fact(mut self, name: &'static str, value: Option<String>) -> Self {
        self.facts.extend(value.map(|value| (name, value)));
        self
    }

    /// With a text, if there is one.
    pub(crate) fn text(mut self, name: Option<&'static str>, text: Option<String>) -> Self {
        self.texts.extend(text.map(|text| (name, text)));
        self
    }
}

fn other(message: &Value, record: &Record) -> Notice {
    let text = match message {
        Value::Object(_) | Value::Array(_) => format!("{message:#}"),
        // A number or the like is a text that happens to be JSON.
        _ => record.message.clone(),
    };
    let title = record.subject.clone().or_else(|| json::text(message, "title"));
    let sent = record.timestamp.as_deref().map(time::shown);
    Notice::new(Kind::Other, Tone::Plain, title.unwrap_or_else(|| "Notice".to_owned()))
        .fact("Region", record.region().map(|it| it.to_string()))
        .fact("Time", sent)
        .text(None, Some(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(message: &str, subject: Option<&str>) -> Notice {
        let subject = subject.map(str::to_owned);
        Notice::read(&Record { message: message.to_owned(), subject, ..Record::default() })
    }

    #[test]
    fn what_is_not_known_is_a_notice_under_its_subject() {
        let notice = read("The disk is full.", Some("Disk"));
        assert_eq!((notice.kind, notice.title.as_str()), (Kind::Other, "Disk"));
        assert_eq!(notice.texts, [(None, "The disk is full.".to_owned())]);
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
