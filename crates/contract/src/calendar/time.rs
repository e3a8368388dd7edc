//! Times of day, to the minute.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};

/// A time of day in minutes since midnight, from `00:00` to `24:00`, the end of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// The beginning of a day.
    pub const MIDNIGHT: Self = Self(0);
    /// The end of a day.
    pub const END: Self = Self(24 * 60);

    /// The time that is so many minutes after midnight.
    pub fn from_minutes(minutes: i32) -> Option<Self> {
        u16::try_from(minutes).ok().map(Self).filter(|it| *it <= Self::END)
    }

    /// The minutes since midnight.
    pub fn minutes(self) -> i32 {
        self.0.into()
    }

    /// This time on a day; the end of a day is the beginning of the next.
    pub fn on(self, day: Date) -> DateTime {
        day.at(0, 0, 0, 0).saturating_add(self.minutes().minutes())
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl FromStr for TimeOfDay {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        const RULE: &str = "must be a time of day like 09:30, from 00:00 to 24:00";
        let digits = |text: &str| text.len() == 2 && text.bytes().all(|it| it.is_ascii_digit());
        let (hour, minute) = text.split_once(':').filter(|it| digits(it.0) && digits(it.1)).ok_or(RULE)?;
        let (hour, minute) =
            (hour.parse::<i32>().map_err(|_| RULE)?, minute.parse::<i32>().map_err(|_| RULE)?);
        if minute > 59 {
            return Err(RULE);
        }
        Self::from_minutes(hour * 60 + minute).ok_or(RULE)
    }
}

impl TryFrom<String> for TimeOfDay {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        text.parse()
    }
}

impl From<TimeOfDay> for String {
    fn from(time: TimeOfDay) -> Self {
        time.to_string()
    }
}

/// Schema of the time when something begins.
pub(super) fn from_schema() -> RefOr<Schema> {
    text("When it begins on each of its days", "^([01][0-9]|2[0-3]):[0-5][0-9]$")
}

/// Schema of the time when something ends.
pub(super) fn to_schema() -> RefOr<Schema> {
    text(
        "When it ends on each of its days; `24:00` is the end of the day",
        "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$",
    )
}

fn text(about: &str, pattern: &str) -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::String).description(Some(about)).pattern(Some(pattern)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_minute_of_a_day_is_read_back_and_nothing_else() {
        for minutes in 0..=1440 {
            let time = TimeOfDay::from_minutes(minutes).unwrap();
            assert_eq!(time.to_string().parse(), Ok(time));
        }
        for bad in
            ["", "9:30", "09:60", "24:01", "25:00", "09:30:00", "-1:00", "+9:00", "09", "0930", "０９:30"]
        {
            assert!(bad.parse::<TimeOfDay>().is_err(), "{bad}");
        }
        assert_eq!((TimeOfDay::from_minutes(-1), TimeOfDay::from_minutes(1441)), (None, None));
    }

    #[test]
    fn the_end_of_a_day_is_the_beginning_of_the_next() {
        let day = Date::constant(2026, 12, 31);
        assert_eq!(TimeOfDay::END.on(day), Date::constant(2027, 1, 1).at(0, 0, 0, 0));
        assert_eq!("09:30".parse::<TimeOfDay>().unwrap().on(day), day.at(9, 30, 0, 0));
    }
}
