//! RDS event notifications about instances and clusters, which an RDS event subscription sends.

use serde_json::Value;

use crate::event::Record;
use crate::json::text;
use crate::notice::{Notice, NoticeKind, Tone};
use crate::time;

/// Reads a notice.
pub(crate) fn read(message: &Value, record: &Record) -> Option<Notice> {
    let source = text(message, "Event Source")?;
    let told = text(message, "Event Message")?;
    let title = match text(message, "Source ID") {
        Some(id) => format!("{source}: {id}"),
        None => source,
    };
    let event = text(message, "Event ID");
    // `Event ID` is a URL that ends with the number: `http://docs.amazonwebservices.com/..#RDS-EVENT-0006`.
    let event = event.map(|it| it.rsplit('#').next().unwrap_or_default().to_owned());
    let notice = Notice::new(NoticeKind::Event, Tone::Plain, title)
        .fact("Region", record.region().map(|it| it.to_string()))
        .fact("Time", text(message, "Event Time").as_deref().map(time::shown))
        .fact("Event", event.filter(|it| !it.is_empty()));
    Some(notice.text(None, Some(told)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_notice_of_rds_is_shown_in_its_words() {
        let message = json!({
            "Event Source": "db-instance",
            "Event Time": "2026-11-25 10:15:30.123",
            "Identifier Link": "https://console.aws.amazon.com/rds/home?region=us-west-2#dbinstance:id=petclinic-dev",
            "Source ID": "petclinic-dev",
            "Event ID": "http://docs.amazonwebservices.com/AmazonRDS/latest/UserGuide/USER_Events.html#RDS-EVENT-0006",
            "Event Message": "DB instance restarted",
        });
        let topic = Some("arn:aws:sns:us-west-2:123456789012:petclinic-dev-database".to_owned());
        let notice = read(&message, &Record { topic, ..Record::default() }).unwrap();
        assert_eq!(notice.title, "db-instance: petclinic-dev");
        let facts =
            [("Region", "us-west-2"), ("Time", "2026-11-25 10:15:30 UTC"), ("Event", "RDS-EVENT-0006")];
        assert_eq!(notice.facts, facts.map(|(name, value)| (name, value.to_owned())));
        assert_eq!(notice.texts, [(None, "DB instance restarted".to_owned())]);
    }
}
