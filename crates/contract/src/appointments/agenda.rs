//! Which appointments are listed.

use jiff::civil::Date;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};

use crate::params::{Query, QueryParams, day, id, id_schema, parameter};
use crate::problem::FieldError;

/// The most days that are listed at a time.
pub const MOST_DAYS: i32 = 31;

/// The days whose appointments are listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgendaQuery {
    /// The first day by the clock on the clinic's wall.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// Only those of this vet.
    pub vet_id: Option<i32>,
}

impl QueryParams for AgendaQuery {
    const NAMES: &'static [&'static str] = &["from", "to", "vetId"];

    fn read(query: &Query) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let (from, to) = days(query, &mut errors);
        let vet_id = query
            .first("vetId")
            .and_then(|it| id("vetId", Some(it)).map_err(|error| errors.push(error)).ok());
        if errors.is_empty() { Ok(Self { from, to, vet_id }) } else { Err(errors) }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let days = [("from", self.from.to_string()), ("to", self.to.to_string())];
        days.into_iter().chain(self.vet_id.map(|it| ("vetId", it.to_string()))).collect()
    }

    fn parameters() -> Vec<Parameter> {
        let vet =
            parameter("vetId", ParameterIn::Query, false, "Only the appointments of this vet", id_schema());
        day_parameters().into_iter().chain([vet]).collect()
    }
}

/// Reads the first and the last day: at most 31 days.
pub(super) fn days(query: &Query, errors: &mut Vec<FieldError>) -> (Date, Date) {
    if query.first("from").is_none() {
        errors.push(FieldError::new("from", "must be given, as in from=2026-01-31"));
    }
    let from = day(query, "from", errors);
    let to = day(query, "to", errors).or(from);
    if let (Some(from), Some(to)) = (from, to) {
        let days = (to - from).get_days();
        if days < 0 {
            errors.push(FieldError::new("to", "must not be before from"));
        } else if days >= MOST_DAYS {
            errors.push(FieldError::new("to", format!("must be at most {MOST_DAYS} days from from on")));
        }
    }
    (from.unwrap_or_default(), to.unwrap_or_default())
}

/// The description of the first and the last day.
pub(super) fn day_parameters() -> [Parameter; 2] {
    let day = |name, is_needed, about| {
        let format = Some(SchemaFormat::KnownFormat(KnownFormat::Date));
        let schema = ObjectBuilder::new().schema_type(Type::String).format(format);
        parameter(name, ParameterIn::Query, is_needed, about, schema.into())
    };
    [
        day("from", true, "The first day by the clock on the clinic's wall"),
        day("to", false, "The last day, without it the same as the first; at most 31 days in all"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<AgendaQuery, String> {
        AgendaQuery::read(&Query::parse(text))
            .map_err(|it| format!("{} {}", it[0].field, it[0].default_message))
    }

    #[test]
    fn a_day_or_up_to_31_days_are_listed() {
        let day = Date::constant(2026, 5, 20);
        assert_eq!(read("from=2026-05-20"), Ok(AgendaQuery { from: day, to: day, vet_id: None }));
        let month = read("from=2026-05-01&to=2026-05-31&vetId=2").unwrap();
        assert_eq!(month.vet_id, Some(2));
        assert!(month.check().is_ok());
        for (bad, said) in [
            ("", "from must be given, as in from=2026-01-31"),
            ("from=x", "from must be a day like 2026-01-31"),
            ("from=2026-05-01&to=2026-04-30", "to must not be before from"),
            ("from=2026-05-01&to=2026-06-01", "to must be at most 31 days from from on"),
            ("from=1000-01-01&to=9999-12-31", "to must be at most 31 days from from on"),
            ("from=2026-05-01&vetId=0", "vetId must be a whole number from 1 to 2147483647"),
        ] {
            assert_eq!(read(bad), Err(said.to_owned()), "{bad}");
        }
    }
}
