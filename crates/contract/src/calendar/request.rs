//! Entries of the calendar as clients send them.

use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, SchemaType, Type};
use utoipa::openapi::{RefOr, Schema};

use super::{CalendarEntryKind, DayOfWeek, TimeOfDay, time};
use crate::endpoint::RequestBody;
use crate::field::{self, Rules};
use crate::lax::{self, LaxDate, LaxId};
use crate::problem::FieldError;
use crate::schemas::Schemas;

/// Longest reason, in characters.
const REASON: usize = 255;

/// An entry of the calendar as a client sends it, whole: a change replaces the entry.
///
/// `openingHours` need `weekday`, `from` and `to`; a clinic with a break at noon has two entries a weekday. New hours begin with a new
/// entry, and the `lastDay` of the old one. `opening` needs `from` and `to`. `leave` and `block` need `vetId`; a `block` with a
/// `weekday` comes every week.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CalendarEntryRequest {
    #[schema(inline)]
    kind: CalendarEntryKind,
    /// The vet of a leave or a block; no other kind has one.
    #[schema(schema_with = lax::optional_id_schema, required = false)]
    vet_id: Option<LaxId>,
    /// The weekday of opening hours, or of a block that comes every week.
    weekday: Option<DayOfWeek>,
    #[schema(schema_with = day_schema, required = true)]
    first_day: Option<LaxDate>,
    /// The last day. Without it, an entry with a `weekday` has no end, and any other entry has one day.
    #[schema(schema_with = optional_day_schema, required = false)]
    last_day: Option<LaxDate>,
    #[schema(schema_with = time::from_schema, required = false)]
    from: Option<String>,
    #[schema(schema_with = time::to_schema, required = false)]
    to: Option<String>,
    /// Why, for the people at the desk.
    #[schema(schema_with = reason_schema, required = false)]
    reason: Option<String>,
}

/// The validated fields of an entry. The service still has to check that the vet exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarEntryFields {
    pub kind: CalendarEntryKind,
    pub vet_id: Option<i32>,
    pub weekday: Option<DayOfWeek>,
    pub first_day: Date,
    pub last_day: Option<Date>,
    pub from: TimeOfDay,
    pub to: TimeOfDay,
    pub reason: Option<String>,
}

impl<P> RequestBody<P> for CalendarEntryRequest {
    type Checked = CalendarEntryFields;

    fn check(self, _: &P, _: Date) -> Result<CalendarEntryFields, Vec<FieldError>> {
        use CalendarEntryKind::{Block, Opening, OpeningHours};
        let mut rules = Rules::default();
        let kind = self.kind;
        let vet_id = self.vet_id.map(|it| it.0);
        match vet_id {
            Some(id) if id < 1 => {
                rules.broken("vetId", format!("must be a whole number from 1 to {}", i32::MAX))
            }
            None if kind.is_of_vet() => rules.broken("vetId", "must be the id of a vet"),
            Some(_) if !kind.is_of_vet() => {
                rules.broken("vetId", "must be absent: this is about the whole clinic")
            }
            _ => {}
        }
        match self.weekday {
            None if kind == OpeningHours => rules.broken("weekday", "must be given for opening hours"),
            Some(_) if !matches!(kind, OpeningHours | Block) => {
                rules.broken("weekday", "must be absent: only opening hours and blocks come every week");
            }
            _ => {}
        }
        let first_day = self.first_day.map_or_else(
            || {
                rules.broken("firstDay", "must be a day like 2026-01-31");
                Date::default()
            },
            |it| it.0,
        );
        let mut last_day = self.last_day.map(|it| it.0);
        if last_day.is_some_and(|it| it < first_day) {
            rules.broken("lastDay", "must not be before firstDay");
        }
        if self.weekday.is_none() {
            last_day = last_day.or(Some(first_day));
        }
        let needs_times = matches!(kind, OpeningHours | Opening);
        let from = time(&mut rules, "from", self.from, TimeOfDay::MIDNIGHT, needs_times);
        let to = time(&mut rules, "to", self.to, TimeOfDay::END, needs_times);
        if let (Some(from), Some(to)) = (from, to)
            && to <= from
        {
            rules.broken("to", "must be after from");
        }
        let reason = rules.prose("reason", self.reason, REASON).filter(|it| !it.is_empty());
        rules.finish(CalendarEntryFields {
            kind,
            vet_id,
            weekday: self.weekday,
            first_day,
            last_day,
            from: from.unwrap_or(TimeOfDay::MIDNIGHT),
            to: to.unwrap_or(TimeOfDay::END),
            reason,
        })
    }

    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(schemas.add::<Self>())
    }
}

fn time(
    rules: &mut Rules,
    field: &str,
    given: Option<String>,
    default: TimeOfDay,
    is_needed: bool,
) -> Option<TimeOfDay> {
    match given.map(|it| it.parse()) {
        Some(Ok(time)) => Some(time),
        Some(Err(rule)) => {
            rules.broken(field, rule);
            None
        }
        None if is_needed => {
            rules.broken(field, "must be given: when the clinic is open");
            None
        }
        None => Some(default),
    }
}

fn day() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
}

fn day_schema() -> RefOr<Schema> {
    day().into()
}

fn optional_day_schema() -> RefOr<Schema> {
    day().schema_type(SchemaType::from_iter([Type::String, Type::Null])).into()
}

fn reason_schema() -> RefOr<Schema> {
    field::prose_schema(REASON)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::NoParams;

    fn read(text: &str) -> Result<CalendarEntryFields, Vec<String>> {
        let request: CalendarEntryRequest = serde_json::from_str(text).unwrap();
        let checked = request.check(&NoParams, Date::constant(2026, 5, 20));
        checked.map_err(|errors| errors.into_iter().map(|it| it.field).collect())
    }

    #[test]
    fn a_closure_without_times_is_a_whole_day_and_hours_without_an_end_have_none() {
        let closure = read(r#"{"kind": "closure", "firstDay": "2026-12-24", "reason": " "}"#).unwrap();
        assert_eq!((closure.from, closure.to), (TimeOfDay::MIDNIGHT, TimeOfDay::END));
        assert_eq!((closure.last_day, closure.reason), (Some(closure.first_day), None));
        let hours = r#"{"kind": "openingHours", "weekday": "monday", "firstDay": "2026-01-01", "from": "09:00", "to": "24:00"}"#;
        assert_eq!(read(hours).unwrap().last_day, None);
    }

    #[test]
    fn every_field_that_does_not_fit_the_kind_is_named() {
        for (text, fields) in [
            (r#"{"kind": "closure"}"#, vec!["firstDay"]),
            (r#"{"kind": "openingHours", "firstDay": "2026-01-01"}"#, vec!["weekday", "from", "to"]),
            (r#"{"kind": "opening", "vetId": 2, "firstDay": "2026-01-01"}"#, vec!["vetId", "from", "to"]),
            (r#"{"kind": "leave", "weekday": "monday", "firstDay": "2026-01-01"}"#, vec!["vetId", "weekday"]),
            (
                r#"{"kind": "block", "vetId": 0, "firstDay": "2026-01-01", "lastDay": "2025-12-31"}"#,
                vec!["vetId", "lastDay"],
            ),
            (r#"{"kind": "closure", "firstDay": "2026-01-01", "from": "12:00", "to": "12:00"}"#, vec!["to"]),
            (r#"{"kind": "closure", "firstDay": "2026-01-01", "from": "24:00"}"#, vec!["to"]),
            (r#"{"kind": "closure", "firstDay": "2026-01-01", "from": "1:00"}"#, vec!["from"]),
        ] {
            assert_eq!(read(text), Err(fields.into_iter().map(str::to_owned).collect()), "{text}");
        }
    }
}
