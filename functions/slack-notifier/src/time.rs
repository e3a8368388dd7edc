//! Converts the times in notices to a readable form.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// The format of RDS, in UTC: `2026-11-25 10:15:30.123`.
const BARE: &str = "%Y-%m-%d %H:%M:%S%.f";

/// A time in UTC to the second, `2026-11-25 10:15:30 UTC`. Text that is not a time stays unchanged.
pub(crate) fn shown(text: &str) -> String {
    match parse(text) {
        Some(time) => time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
        None => text.to_owned(),
    }
}

fn parse(text: &str) -> Option<Timestamp> {
    // CloudWatch writes an offset: `2026-11-25T10:15:30.123+0000`.
    let with_offset = text.parse::<Timestamp>();
    with_offset
        .or_else(|_| {
            DateTime::strptime(BARE, text)?.to_zoned_datetime(TimeZone::UTC).map(|it| it.timestamp())
        })
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_shown_in_utc_to_the_second() {
        for text in [
            "2026-11-25T10:15:30.123+0000",
            "2026-11-25T10:15:30+00:00",
            "2026-11-25T12:15:30.9+0200",
            "2026-11-25T10:15:30Z",
            "2026-11-25T10:15:30.000Z",
            "2026-11-25 10:15:30.123",
        ] {
            assert_eq!(shown(text), "2026-11-25 10:15:30 UTC", "{text}");
        }
    }

    #[test]
    fn an_invalid_time_stays_as_it_is() {
        assert_eq!(shown("yesterday"), "yesterday");
        assert_eq!(shown("2026-13-25T10:15:30Z"), "2026-13-25T10:15:30Z");
    }
}
