//! Which entries of the calendar are listed.

use jiff::civil::Date;
use utoipa::openapi::path::{Parameter, ParameterIn};

use crate::paging::Page;
use crate::params::{Query, QueryParams, id, id_schema, optional_day_parameters, optional_days, parameter};
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
        let (from, to) = optional_days(query, &mut errors);
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
        let about = "Only the leaves and blocks of this vet";
        let vet = parameter("vetId", ParameterIn::Query, false, about, id_schema());
        let days = optional_day_parameters("entries that are valid");
        days.into_iter().chain([vet]).chain(Page::plain_parameters("entry")).collect()
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
