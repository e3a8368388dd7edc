//! Which entries of the calendar are listed.

use jiff::civil::Date;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};

use crate::paging::{DEFAULT_SIZE, MAX_SIZE, Page};
use crate::params::{Query, QueryParams, day, id, id_schema, parameter};
use crate::problem::FieldError;

/// The entries of some days, a page at a time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CalendarQuery {
    /// Only those that are valid on this day or later.
    pub from: Option<Date>,
    /// Only those that are valid on this day or before.
    pub to: Option<Date>,
    /// Only those of this vet.
    pub vet_id: Option<i32>,
    /// The page.
    pub page: Page,
}

impl QueryParams for CalendarQuery {
    const NAMES: &'static [&'static str] = &["from", "to", "vetId", "size", "after"];

    fn read(query: &Query) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let (from, to) = (day(query, "from", &mut errors), day(query, "to", &mut errors));
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            errors.push(FieldError::new("to", "must not be before from"));
        }
        let vet_id = query
            .first("vetId")
            .and_then(|it| id("vetId", Some(it)).map_err(|error| errors.push(error)).ok());
        let page = Page::read(query, &mut errors);
        if errors.is_empty() { Ok(Self { from, to, vet_id, page }) } else { Err(errors) }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let days = [("from", self.from), ("to", self.to)];
        let days = days.into_iter().filter_map(|(name, day)| Some((name, day?.to_string())));
        days.chain(self.vet_id.map(|it| ("vetId", it.to_string()))).chain(self.page.pairs()).collect()
    }

    fn parameters() -> Vec<Parameter> {
        let day = |name, about| {
            let format = Some(SchemaFormat::KnownFormat(KnownFormat::Date));
            let schema = ObjectBuilder::new().schema_type(Type::String).format(format);
            parameter(name, ParameterIn::Query, false, about, schema.into())
        };
        let size = ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(1))
            .maximum(Some(MAX_SIZE))
            .default(Some(DEFAULT_SIZE.into()));
        let after = "The id of the last entry of the page before";
        vec![
            day("from", "Only entries that are valid on this day or later"),
            day("to", "Only entries that are valid on this day or before"),
            parameter(
                "vetId",
                ParameterIn::Query,
                false,
                "Only the leaves and blocks of this vet",
                id_schema(),
            ),
            parameter("size", ParameterIn::Query, false, "Entries on a page", size.into()),
            parameter("after", ParameterIn::Query, false, after, id_schema()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_client_writes_is_what_the_server_reads() {
        let query = CalendarQuery {
            from: Some(Date::constant(2026, 5, 1)),
            to: Some(Date::constant(2026, 5, 1)),
            vet_id: Some(2),
            page: Page { size: 7, after: 3 },
        };
        let text: Vec<_> = query.pairs().iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(CalendarQuery::read(&Query::parse(&text.join("&"))).unwrap(), query);
        let broken =
            CalendarQuery::read(&Query::parse("from=2026-05-02&to=2026-05-01&vetId=0&size=0")).unwrap_err();
        assert_eq!(broken.iter().map(|it| it.field.as_str()).collect::<Vec<_>>(), ["to", "vetId", "size"]);
    }
}
