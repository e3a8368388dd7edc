//! Free slots: when an appointment can start.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::path::{Parameter, ParameterIn};

use super::{agenda, start};
use crate::endpoint::response_bodies;
use crate::params::{Query, QueryParams, id, id_schema, parameter};
use crate::problem::FieldError;

/// The days and vets whose free slots are listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotQuery {
    /// The first day by the clock on the clinic's wall.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// The type of the appointment, which says how long it takes.
    pub type_id: i32,
    /// Only slots of this vet.
    pub vet_id: Option<i32>,
    /// Only slots of vets with this specialty.
    pub specialty_id: Option<i32>,
}

impl QueryParams for SlotQuery {
    const NAMES: &'static [&'static str] = &["from", "to", "typeId", "vetId", "specialtyId"];

    fn read(query: &Query) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let (from, to) = agenda::days(query, &mut errors);
        let mut read = |name, text| id(name, text).map_err(|error| errors.push(error)).ok();
        let type_id = read("typeId", query.first("typeId")).unwrap_or_default();
        let [vet_id, specialty_id] =
            ["vetId", "specialtyId"].map(|name| query.first(name).and_then(|it| read(name, Some(it))));
        if errors.is_empty() { Ok(Self { from, to, type_id, vet_id, specialty_id }) } else { Err(errors) }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let days = [("from", self.from.to_string()), ("to", self.to.to_string())];
        let ids =
            [("typeId", Some(self.type_id)), ("vetId", self.vet_id), ("specialtyId", self.specialty_id)];
        let ids = ids.into_iter().filter_map(|(name, id)| Some((name, id?.to_string())));
        days.into_iter().chain(ids).collect()
    }

    fn parameters() -> Vec<Parameter> {
        let id = |name, is_needed, about| parameter(name, ParameterIn::Query, is_needed, about, id_schema());
        let ids = [
            id("typeId", true, "The type of the appointment, which says how long it takes"),
            id("vetId", false, "Only slots of this vet; without it, of all"),
            id("specialtyId", false, "Only slots of vets with this specialty"),
        ];
        agenda::day_parameters().into_iter().chain(ids).collect()
    }
}

/// A time at which a vet can see someone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FreeSlot {
    pub vet_id: i32,
    /// When it starts by the clock on the clinic's wall: the `start` to book it with.
    #[schema(schema_with = start::schema)]
    pub start: DateTime,
    /// When it ends by the clock on the clinic's wall.
    #[schema(schema_with = start::schema)]
    pub end: DateTime,
    /// The instant of the start.
    pub starts_at: Timestamp,
    /// How far that clock is ahead of UTC at the start, such as `-05:00`.
    pub utc_offset: String,
}

/// Free slots.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FreeSlots {
    /// The time zone of the clock on the clinic's wall, by its IANA name.
    pub time_zone: String,
    /// By start, then by vet; at most 2,000. None has begun. A time that the clocks skip has no slot, and one that they show twice has
    /// one, the earlier.
    pub slots: Vec<FreeSlot>,
    /// Whether there may be more; then ask for fewer days or for one vet.
    pub has_more: bool,
}

impl FreeSlots {
    /// The maximum number of slots in an answer.
    pub const MOST: usize = 2_000;
}

response_bodies!(FreeSlots);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_client_writes_is_what_the_server_reads() {
        let from = Date::constant(2026, 5, 1);
        let query = SlotQuery { from, to: from, type_id: 1, vet_id: None, specialty_id: Some(2) };
        let text: Vec<_> = query.pairs().iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(SlotQuery::read(&Query::parse(&text.join("&"))).unwrap(), query);
        let broken = SlotQuery::read(&Query::parse("vetId=0&specialtyId=x")).unwrap_err();
        let fields: Vec<_> = broken.iter().map(|it| it.field.as_str()).collect();
        assert_eq!(fields, ["from", "typeId", "vetId", "specialtyId"]);
    }
}
