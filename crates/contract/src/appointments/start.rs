//! When appointments start: by the clock on the wall, on a grid.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};

use crate::field::Rules;

/// The minutes between two starts.
pub const GRID_MINUTES: i8 = 10;
/// How far ahead an appointment can be booked, in years.
const AHEAD: i64 = 2;

/// Reads `yyyy-MM-ddTHH:mm` with optional seconds, without a zone. Years run from 1000 to 9999, the range that both databases hold.
fn parse(text: &str) -> Option<DateTime> {
    let shaped = matches!(text.len(), 16 | 19)
        && text.bytes().enumerate().all(|(i, byte)| match i {
            0 => (b'1'..=b'9').contains(&byte),
            4 | 7 => byte == b'-',
            10 => byte == b'T',
            13 | 16 => byte == b':',
            _ => byte.is_ascii_digit(),
        });
    if shaped { text.parse().ok() } else { None }
}

/// The start of an appointment, on the grid, from yesterday on.
pub(super) fn check(rules: &mut Rules, text: Option<&str>, today: Date) -> DateTime {
    let Some(start) = text.and_then(parse) else {
        rules.broken("start", "must be a local date and time like 2026-01-31T09:30, without a zone");
        return DateTime::default();
    };
    if start.minute() % GRID_MINUTES != 0 || start.second() != 0 {
        rules.broken("start", format!("must be a multiple of {GRID_MINUTES} minutes after the hour"));
    }
    // The clinic's zone may be a day behind the one of `today`, and what began a while ago can still be entered.
    if start.date() < today.saturating_sub(1.day()) {
        rules.broken("start", "must not be before yesterday");
    } else if start.date() > latest(today) {
        rules.broken("start", format!("must be at most {AHEAD} years ahead"));
    }
    start
}

/// The latest day on which an appointment can start.
pub fn latest(today: Date) -> Date {
    today.saturating_add(AHEAD.years())
}

/// Schema of a local date and time.
pub(super) fn schema() -> RefOr<Schema> {
    builder("^[1-9][0-9]{3}-[0-1][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9](:[0-5][0-9])?$").into()
}

/// Schema of a start on the grid.
pub(super) fn request_schema() -> RefOr<Schema> {
    builder("^[1-9][0-9]{3}-[0-1][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5]0(:00)?$").into()
}

fn builder(pattern: &str) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .pattern(Some(pattern))
        .min_length(Some(16))
        .max_length(Some(19))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TODAY: Date = Date::constant(2026, 5, 20);

    fn broken(text: &str) -> Option<String> {
        let mut rules = Rules::default();
        let start = check(&mut rules, Some(text), TODAY);
        rules.finish(start).err().map(|it| it[0].default_message.clone())
    }

    #[test]
    fn a_start_is_a_local_time_on_the_grid() {
        for good in ["2026-05-20T09:30", "2026-05-20T09:30:00", "2026-05-19T00:00", "2028-05-20T23:50"] {
            assert_eq!(broken(good), None, "{good}");
        }
        for bad in [
            "",
            "2026-05-20",
            "2026-05-20 09:30",
            "2026-05-20T09:30Z",
            "2026-05-20T09:30+02",
            "2026-05-20T09:30:00Z",
            "2026-05-20T24:00",
            "2026-02-30T09:30",
            "0026-05-20T09:30",
            "2026-05-20T09:3O",
        ] {
            assert!(broken(bad).is_some_and(|it| it.starts_with("must be a local date")), "{bad}");
        }
        for off in ["2026-05-20T09:31", "2026-05-20T09:30:01"] {
            assert!(broken(off).is_some_and(|it| it.starts_with("must be a multiple")), "{off}");
        }
    }

    #[test]
    fn an_appointment_is_neither_long_ago_nor_far_ahead() {
        assert_eq!(broken("2026-05-18T23:50").as_deref(), Some("must not be before yesterday"));
        assert_eq!(broken("2028-05-21T00:00").as_deref(), Some("must be at most 2 years ahead"));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in "\\PC{0,25}|[0-9T:-]{16,19}") {
            let _ = parse(&text);
        }

        #[test]
        fn every_time_of_the_grid_is_read_back(slots in 0_i64..400_000_000) {
            let start = DateTime::constant(1001, 1, 1, 0, 0, 0, 0).checked_add((slots * 10).minutes()).unwrap();
            prop_assert_eq!(parse(&start.to_string()), Some(start));
        }
    }
}
