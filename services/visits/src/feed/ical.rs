//! Calendars as text, by RFC 5545. The crates that write it bring `chrono`, and this needs a dozen properties.

use contract::appointments::AppointmentStatus;
use jiff::Timestamp;
use jiff::tz::Offset;

/// How often calendar programs should ask, as a duration of RFC 5545.
const REFRESH: &str = "PT15M";
/// The most bytes of a line, without its end.
const LINE: usize = 75;

/// An appointment in a calendar. It names no person: calendar programs hand what they read to their makers' servers.
pub(crate) struct Event {
    pub(crate) appointment_id: i32,
    pub(crate) type_name: String,
    pub(crate) pet_id: Option<i32>,
    pub(crate) starts_at: Timestamp,
    pub(crate) ends_at: Timestamp,
    pub(crate) booked_at: Timestamp,
    pub(crate) changed_at: Timestamp,
    /// Rises with each change.
    pub(crate) version: i32,
    pub(crate) status: AppointmentStatus,
}

/// A calendar with these events.
pub(super) fn calendar(events: &[Event]) -> String {
    let mut text = Text(String::with_capacity(512 * (events.len() + 1)));
    text.line("BEGIN", "VCALENDAR");
    text.line("VERSION", "2.0");
    text.line("PRODID", "-//PetClinic//Appointments//EN");
    text.line("NAME", "Appointments");
    text.line("X-WR-CALNAME", "Appointments");
    text.line("REFRESH-INTERVAL;VALUE=DURATION", REFRESH);
    text.line("X-PUBLISHED-TTL", REFRESH);
    for event in events {
        text.event(event);
    }
    text.line("END", "VCALENDAR");
    text.0
}

/// A calendar under construction.
struct Text(String);

impl Text {
    fn event(&mut self, event: &Event) {
        let Event { appointment_id, type_name, pet_id, version, status, .. } = event;
        self.line("BEGIN", "VEVENT");
        // With the time of booking, the ids of two clinics differ.
        self.line("UID", &format!("{appointment_id}-{}@petclinic", event.booked_at.as_second()));
        self.line("SEQUENCE", &version.to_string());
        // Without a METHOD, the stamp is the time of the last change.
        self.line("DTSTAMP", &utc(event.changed_at));
        self.line("CREATED", &utc(event.booked_at));
        self.line("LAST-MODIFIED", &utc(event.changed_at));
        self.line("DTSTART", &utc(event.starts_at));
        self.line("DTEND", &utc(event.ends_at));
        let of_pet = pet_id.map_or_else(String::new, |it| format!(" (pet {it})"));
        self.line("SUMMARY", &escaped(&format!("{type_name}{of_pet}")));
        self.line("STATUS", if *status == AppointmentStatus::Cancelled { "CANCELLED" } else { "CONFIRMED" });
        self.line("TRANSP", if status.takes_time() { "OPAQUE" } else { "TRANSPARENT" });
        self.line("END", "VEVENT");
    }

    /// Writes a property, in as many lines as it takes. A line goes on after a blank.
    fn line(&mut self, name: &str, value: &str) {
        let mut length = 0;
        for character in name.chars().chain([':']).chain(value.chars()) {
            if length + character.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(character);
            length += character.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

fn utc(at: Timestamp) -> String {
    let time = Offset::UTC.to_datetime(at);
    format!(
        "{:04}{:02}{:02}T{:02}{:02}{:02}Z",
        time.year(),
        time.month(),
        time.day(),
        time.hour(),
        time.minute(),
        time.second()
    )
}

/// A text as a value. Other control characters have no place in a calendar.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | ';' | ',' => escaped.extend(['\\', character]),
            '\n' => escaped.push_str("\\n"),
            it if it.is_control() => {}
            it => escaped.push(it),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_event_says_when_it_is_and_what_became_of_it() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let event = Event {
            appointment_id: 7,
            type_name: "check; teeth, ears\\".to_owned(),
            pet_id: Some(3),
            starts_at: at("2026-05-21T07:30:00Z"),
            ends_at: at("2026-05-21T07:50:00Z"),
            booked_at: at("2026-05-20T12:00:00Z"),
            changed_at: at("2026-05-20T12:01:00Z"),
            version: 2,
            status: AppointmentStatus::Cancelled,
        };
        let text = calendar(&[event]);
        let event: Vec<_> = text.split("\r\n").skip(7).take(12).collect();
        assert_eq!(
            event,
            [
                "BEGIN:VEVENT",
                "UID:7-1779278400@petclinic",
                "SEQUENCE:2",
                "DTSTAMP:20260520T120100Z",
                "CREATED:20260520T120000Z",
                "LAST-MODIFIED:20260520T120100Z",
                "DTSTART:20260521T073000Z",
                "DTEND:20260521T075000Z",
                "SUMMARY:check\\; teeth\\, ears\\\\ (pet 3)",
                "STATUS:CANCELLED",
                "TRANSP:TRANSPARENT",
                "END:VEVENT",
            ]
        );
    }

    proptest! {
        #[test]
        fn a_line_has_75_bytes_at_most_and_unfolds_to_what_it_was(value in "[a-zé강🐶 ;,]{0,300}") {
            let mut text = Text(String::new());
            text.line("SUMMARY", &value);
            prop_assert!(text.0.split("\r\n").all(|it| it.len() <= LINE));
            prop_assert_eq!(text.0.replace("\r\n ", ""), format!("SUMMARY:{value}\r\n"));
        }
    }
}
