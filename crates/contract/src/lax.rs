//! Lenient input for the original's clients, which send ids as text and days with a time.

use std::fmt;

use jiff::civil::{Date, Time};
use serde::de::{self, Deserializer, Unexpected, Visitor};
use serde_json::value::RawValue;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, OneOfBuilder, SchemaFormat, Type};
use utoipa::openapi::{RefOr, Schema};

/// An id, as a number or as a text of digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub struct LaxId(pub i32);

impl<'de> serde::Deserialize<'de> for LaxId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The text itself: as a floating-point number, 1.9999999999999999999 would be 2.
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let text = raw.get();
        let id = match text.strip_prefix('"').and_then(|it| it.strip_suffix('"')) {
            Some(digits) => digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten(),
            None => whole(text),
        };
        id.map(LaxId).ok_or_else(|| de::Error::invalid_value(Unexpected::Other("a value"), &"a whole number"))
    }
}

/// The value of a JSON number without a fraction. `7.0` and `70e-1` are such numbers, too, for JSON Schema and for Jackson.
fn whole(number: &str) -> Option<i32> {
    let (mantissa, exponent) = match number.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (number, 0),
    };
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{before}{after}");
    let scale = exponent.checked_sub(i32::try_from(after.len()).ok()?)?;
    let places = usize::try_from(scale.unsigned_abs()).ok()?;
    if scale >= 0 {
        // More places than this leave the range of ids in any case.
        return format!("{digits}{}", "0".repeat(places.min(10))).parse().ok();
    }
    let (kept, dropped) = digits.split_at_checked(digits.len().checked_sub(places)?)?;
    dropped.bytes().all(|b| b == b'0').then(|| kept.parse().ok()).flatten()
}

/// Schema of a required [`LaxId`].
pub fn id_schema() -> RefOr<Schema> {
    id_forms().into()
}

/// Schema of an optional [`LaxId`].
pub fn optional_id_schema() -> RefOr<Schema> {
    id_forms().item(ObjectBuilder::new().schema_type(Type::Null)).into()
}

fn id_forms() -> OneOfBuilder {
    let number = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).maximum(Some(i32::MAX));
    let digits = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^0{0,3}[1-9][0-9]{0,8}$"));
    OneOfBuilder::new().item(number).item(digits)
}

/// A day, as `yyyy-MM-dd` or as an RFC 3339 time whose time part is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub struct LaxDate(pub Date);

impl<'de> serde::Deserialize<'de> for LaxDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Day;

        impl Visitor<'_> for Day {
            type Value = Date;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a day as yyyy-MM-dd")
            }

            fn visit_str<E: de::Error>(self, value: &str) -> Result<Date, E> {
                parse_day(value).ok_or_else(|| E::invalid_value(Unexpected::Str(value), &self))
            }
        }

        deserializer.deserialize_str(Day).map(LaxDate)
    }
}

/// Reads `yyyy-MM-dd` with an optional time after it. Years run from 1000 to 9999, the range that both databases hold.
pub(crate) fn parse_day(text: &str) -> Option<Date> {
    let day = text.get(..10)?;
    let shaped = day.bytes().enumerate().all(|(i, b)| match i {
        4 | 7 => b == b'-',
        0 => (b'1'..=b'9').contains(&b),
        _ => b.is_ascii_digit(),
    });
    let rest = text.len() > 10;
    if !shaped || (rest && !has_time(text)) {
        return None;
    }
    day.parse().ok()
}

/// Whether the rest is a time: RFC 3339, or Java's form with no zone or a zone without a colon.
fn has_time(text: &str) -> bool {
    let Some((separator, time)) = text.get(10..).and_then(|it| it.split_at_checked(1)) else { return false };
    let local = time.strip_suffix(['Z', 'z']).or_else(|| {
        let sign = time.rfind(['+', '-'])?;
        is_offset(&time[sign + 1..]).then_some(&time[..sign])
    });
    let separated = matches!((separator, local), ("T", _) | ("t" | " ", Some(_)));
    separated && Time::strptime("%H:%M:%S%.f", local.unwrap_or(time)).is_ok()
}

fn is_offset(text: &str) -> bool {
    let format = match text.len() {
        5 => "%H:%M",
        4 => "%H%M",
        _ => return false,
    };
    Time::strptime(format, text).is_ok()
}

/// Schema of an optional [`LaxDate`].
pub fn day_schema() -> RefOr<Schema> {
    let text = |format| {
        ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(format)))
    };
    OneOfBuilder::new()
        .item(text(KnownFormat::Date))
        .item(text(KnownFormat::DateTime))
        .item(ObjectBuilder::new().schema_type(Type::Null))
        .into()
}

/// Distinguishes an explicit `null` (`Some(None)`) from an absent field (`None`).
pub fn present<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: serde::Deserialize<'de>,
{
    serde::Deserialize::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;
    use proptest::prelude::*;

    #[test]
    fn an_id_may_be_a_text() {
        let read = |text: &str| serde_json::from_str::<LaxId>(text).ok().map(|it| it.0);
        assert_eq!(read("7"), Some(7));
        assert_eq!(read("\"7\""), Some(7));
        assert_eq!(read("7.0"), Some(7));
        for good in ["7.000", "70e-1", "0.7E1", "7e0"] {
            assert_eq!(read(good), Some(7), "{good}");
        }
        assert_eq!(read("1e3"), Some(1000));
        for bad in [
            "7.5",
            "\"\"",
            "\"x\"",
            "\"-1\"",
            "true",
            "[]",
            "null",
            "99999999999",
            "\"99999999999\"",
            "1.9999999999999999999",
            "2.00000000000000000001",
            "2147483647.9999999999",
            "1e10",
            "1e999999999999",
            "1e-1",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_day_may_have_a_time_behind_it_that_is_dropped() {
        let day = Date::new(2018, 12, 31).ok();
        assert_eq!(parse_day("2018-12-31"), day);
        assert_eq!(parse_day("2018-12-31T23:00:00.000Z"), day);
        assert_eq!(parse_day("2018-12-31T23:00:00.000+00:00"), day);
        assert_eq!(parse_day("2018-12-31T23:00:00.000+0000"), day);
        assert_eq!(parse_day("2018-12-31T23:00:00"), day);
        assert_eq!(parse_day("2018-12-31t23:59:60.123456789-23:59"), day);
        assert_eq!(parse_day("2018-12-31 23:00:00z"), day);
        for bad in [
            "2018-02-30",
            "2018-1-1",
            "31.12.2018",
            "2018-12-31T",
            "2018-12-31 junk",
            "2018-12-31 23:00:00",
            "2018-12-31T23:00Z",
            "2018-12-31T23:00:00+1:00",
            "2018-12-31T23:00:00+24:00",
            "2018-12-31T24:00:00Z",
            "2018-12-31T23:00:00Z[UTC]",
            "0000-01-01",
            "+999-01-01",
        ] {
            assert_eq!(parse_day(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn every_id_is_read_with_any_zeros_behind_the_point(id in any::<i32>(), zeros in 1_usize..40) {
            let text = format!("{id}.{}", "0".repeat(zeros));
            prop_assert_eq!(serde_json::from_str::<LaxId>(&text).ok(), Some(LaxId(id)));
            let text = format!("{id}.{}1", "0".repeat(zeros));
            prop_assert_eq!(serde_json::from_str::<LaxId>(&text).ok(), None);
        }

        #[test]
        fn no_text_makes_the_day_parser_panic(text in "\\PC{0,30}") {
            let _ = parse_day(&text);
        }

        #[test]
        fn every_real_day_is_read_back(days in 0_i32..3_000_000) {
            let day = Date::constant(1001, 1, 1).checked_add(days.days()).unwrap();
            prop_assert_eq!(parse_day(&day.to_string()), Some(day));
        }
    }
}
