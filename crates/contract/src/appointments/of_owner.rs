//! The appointments of an owner.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};

use super::Appointment;
use crate::endpoint::response_bodies;
use crate::paging::Page;
use crate::params::{Query, QueryParams, choice, optional_day_parameters, optional_days, parameter};
use crate::problem::FieldError;

/// Which appointments of an owner are listed, a page at a time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnerAppointmentQuery {
    /// Only those on this day or later.
    pub from: Option<Date>,
    /// Only those on this day or before.
    pub to: Option<Date>,
    /// Only those that are booked or checked in.
    pub open: bool,
    /// The page; it starts after an appointment.
    pub page: Page,
}

impl QueryParams for OwnerAppointmentQuery {
    const NAMES: &'static [&'static str] = &["from", "to", "open", "size", "after"];

    fn read(query: &Query) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let (from, to) = optional_days(query, &mut errors);
        let open = choice(query, "open", &[("false", false), ("true", true)], &mut errors);
        let page = Page::read(query, &mut errors);
        if errors.is_empty() { Ok(Self { from, to, open, page }) } else { Err(errors) }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let days = [("from", self.from), ("to", self.to)];
        let days = days.into_iter().filter_map(|(name, day)| Some((name, day?.to_string())));
        days.chain(self.open.then(|| ("open", "true".to_owned()))).chain(self.page.pairs()).collect()
    }

    fn parameters() -> Vec<Parameter> {
        let about = "Only appointments that are booked or checked in";
        let open = ObjectBuilder::new().schema_type(Type::Boolean).default(Some(false.into()));
        let open = parameter("open", ParameterIn::Query, false, about, open.into());
        let days = optional_day_parameters("appointments that start");
        days.into_iter().chain([open]).chain(Page::plain_parameters("appointment")).collect()
    }
}

/// A page of appointments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AppointmentPage {
    /// By start, then by id.
    pub appointments: Vec<Appointment>,
    /// Whether there are more after the last one.
    pub has_more: bool,
}

response_bodies!(AppointmentPage);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_client_writes_is_what_the_server_reads() {
        let day = Some(Date::constant(2026, 5, 1));
        let query =
            OwnerAppointmentQuery { from: day, to: day, open: true, page: Page { size: 7, after: 3 } };
        let text: Vec<_> = query.pairs().iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(OwnerAppointmentQuery::read(&Query::parse(&text.join("&"))).unwrap(), query);
        let bad = Query::parse("from=2026-05-02&to=2026-05-01&open=yes&size=0&after=x");
        let broken = OwnerAppointmentQuery::read(&bad).unwrap_err();
        let fields: Vec<_> = broken.iter().map(|it| it.field.as_str()).collect();
        assert_eq!(fields, ["to", "open", "size", "after"]);
    }
}
