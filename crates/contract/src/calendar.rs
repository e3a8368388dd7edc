//! The wire types of the clinic's calendar: when it is open, and when its vets are not there.

mod list;
mod request;
mod time;

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::endpoint::response_bodies;
use crate::params::path_params;

pub use list::CalendarQuery;
pub use request::{CalendarEntryFields, CalendarEntryRequest};
pub use time::TimeOfDay;

path_params! {
    /// Where an entry of the calendar is.
    CalendarEntryPath {
        /// The entry's id.
        entry_id: "entryId"
    }
}

/// What an entry of the calendar says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum CalendarEntryKind {
    /// The clinic is open at these hours of a weekday. It is closed at all others; on days for which no opening hours are valid, of
    /// whatever weekday, it is open all day.
    OpeningHours,
    /// The clinic is open then for once, whatever opening hours and closures say.
    Opening,
    /// The clinic is closed then.
    Closure,
    /// A vet is not there.
    Leave,
    /// A vet is there, but takes no appointments, once or on a weekday.
    Block,
}

impl CalendarEntryKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::OpeningHours, Self::Opening, Self::Closure, Self::Leave, Self::Block];

    /// Its name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::OpeningHours => "openingHours",
            Self::Opening => "opening",
            Self::Closure => "closure",
            Self::Leave => "leave",
            Self::Block => "block",
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }

    /// Whether it is about a vet, and not about the whole clinic.
    pub const fn is_of_vet(self) -> bool {
        matches!(self, Self::Leave | Self::Block)
    }
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum DayOfWeek {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl DayOfWeek {
    const ALL: [Self; 7] = [
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Saturday,
        Self::Sunday,
    ];

    /// Its number: 1 for Monday to 7 for Sunday, as in ISO 8601.
    pub const fn number(self) -> i32 {
        self as i32 + 1
    }

    /// The day of this number.
    pub fn numbered(number: i32) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.number() == number)
    }

    /// Whether it is this day.
    pub fn is(self, weekday: Weekday) -> bool {
        self.number() == i32::from(weekday.to_monday_one_offset())
    }
}

/// An entry of the clinic's calendar. On each of its days it holds from one time to another by the clock on the clinic's wall.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CalendarEntry {
    pub id: i32,
    #[schema(inline)]
    pub kind: CalendarEntryKind,
    /// The vet of a leave or a block.
    pub vet_id: Option<i32>,
    /// The weekday of opening hours, or of a block that comes every week; `null` for every day from the first to the last.
    pub weekday: Option<DayOfWeek>,
    /// The first day.
    pub first_day: Date,
    /// The last day; `null` for no end.
    pub last_day: Option<Date>,
    #[schema(schema_with = time::from_schema)]
    pub from: TimeOfDay,
    #[schema(schema_with = time::to_schema)]
    pub to: TimeOfDay,
    /// Why, for the people at the desk.
    pub reason: Option<String>,
}

impl CalendarEntry {
    /// Whether it is valid on a day, whatever its weekday.
    pub fn is_valid_on(&self, day: Date) -> bool {
        self.first_day <= day && self.last_day.is_none_or(|last| day <= last)
    }

    /// Whether it holds on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.is_valid_on(day) && self.weekday.is_none_or(|it| it.is(day.weekday()))
    }
}

/// Entries of the clinic's calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CalendarEntries {
    /// By id.
    pub entries: Vec<CalendarEntry>,
    /// Whether there are more after the last one.
    pub has_more: bool,
}

/// The most entries whose last day is today or later.
pub const MOST_ENTRIES: i64 = 2_000;

response_bodies!(CalendarEntry, CalendarEntries);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_has_the_same_name_on_the_wire_and_in_the_database() {
        for kind in CalendarEntryKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
            assert_eq!(CalendarEntryKind::named(kind.name()), Some(kind));
        }
        for day in DayOfWeek::ALL {
            assert_eq!(DayOfWeek::numbered(day.number()), Some(day));
        }
        assert_eq!(DayOfWeek::numbered(8), None);
    }

    #[test]
    fn a_weekly_entry_holds_on_its_weekday_from_the_first_day_to_the_last() {
        let entry = CalendarEntry {
            id: 1,
            kind: CalendarEntryKind::OpeningHours,
            vet_id: None,
            weekday: Some(DayOfWeek::Thursday),
            first_day: Date::constant(2026, 5, 21),
            last_day: Some(Date::constant(2026, 6, 3)),
            from: TimeOfDay::MIDNIGHT,
            to: TimeOfDay::END,
            reason: None,
        };
        let holds = |month, day| entry.holds_on(Date::constant(2026, month, day));
        assert!(!holds(5, 14) && holds(5, 21) && !holds(5, 22) && holds(5, 28) && !holds(6, 4));
        assert!(CalendarEntry { last_day: None, ..entry.clone() }.holds_on(Date::constant(2026, 6, 4)));
        assert!(CalendarEntry { weekday: None, ..entry }.holds_on(Date::constant(2026, 5, 22)));
    }
}
