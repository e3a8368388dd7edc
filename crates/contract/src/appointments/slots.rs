//! Free slots: when an appointment can start.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};

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
    /// The appointment that is to be moved, which is in nobody's way.
    pub appointment_id: Option<i32>,
    /// The most slots.
    pub size: usize,
}

/// The parameters that are ids, each with whether it is needed and what it means.
const IDS: [(&str, bool, &str); 4] = [
    ("typeId", true, "The type of the appointment, which says how long it takes"),
    ("vetId", false, "Only slots of this vet; without it, of all"),
    ("specialtyId", false, "Only slots of vets with this specialty"),
    ("appointmentId", false, "The appointment that is to be moved, which is in nobody's way"),
];

impl QueryParams for SlotQuery {
    const NAMES: &'static [&'static str] =
        &["from", "to", "typeId", "vetId", "specialtyId", "appointmentId", "size"];

    fn read(query: &Query) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let (from, to) = agenda::days(query, &mut errors);
        let [type_id, vet_id, specialty_id, appointment_id] = IDS.map(|(name, is_needed, _)| {
            let text = query.first(name);
            (is_needed || text.is_some()).then(|| id(name, text).map_err(|it| errors.push(it)).ok()).flatten()
        });
        let size = query.first("size").map_or(Some(FreeSlots::MOST), |it| it.parse().ok());
        let size = size.filter(|it| (1..=FreeSlots::MOST).contains(it)).unwrap_or_else(|| {
            let rule = format!("must be a whole number from 1 to {}", FreeSlots::MOST);
            errors.push(FieldError::new("size", rule));
            FreeSlots::MOST
        });
        let type_id = type_id.unwrap_or_default();
        let query = Self { from, to, type_id, vet_id, specialty_id, appointment_id, size };
        if errors.is_empty() { Ok(query) } else { Err(errors) }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let days = [("from", self.from.to_string()), ("to", self.to.to_string())];
        let ids = [Some(self.type_id), self.vet_id, self.specialty_id, self.appointment_id];
        let ids = IDS.iter().zip(ids).filter_map(|((name, ..), id)| Some((*name, id?.to_string())));
        let size = Some(self.size).filter(|it| *it != FreeSlots::MOST);
        days.into_iter().chain(ids).chain(size.map(|it| ("size", it.to_string()))).collect()
    }

    fn parameters() -> Vec<Parameter> {
        let ids = IDS.map(|(name, is_needed, about)| {
            parameter(name, ParameterIn::Query, is_needed, about, id_schema())
        });
        let most = ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(1))
            .maximum(Some(FreeSlots::MOST))
            .default(Some(FreeSlots::MOST.into()));
        let size =
            parameter("size", ParameterIn::Query, false, "The most slots, the earliest first", most.into());
        agenda::day_parameters().into_iter().chain(ids).chain([size]).collect()
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
    /// By start, then by vet; at most as many as were asked for. None has begun. A time that the clocks skip has no slot, and one that they show twice has
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
        let query = SlotQuery {
            from,
            to: from,
            type_id: 1,
            vet_id: None,
            specialty_id: Some(2),
            appointment_id: Some(3),
            size: 1,
        };
        let text: Vec<_> = query.pairs().iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(SlotQuery::read(&Query::parse(&text.join("&"))).unwrap(), query);
        assert_eq!(SlotQuery::read(&Query::parse("from=2026-05-01&typeId=1")).unwrap().size, FreeSlots::MOST);
        let broken =
            SlotQuery::read(&Query::parse("vetId=0&specialtyId=x&appointmentId=&size=0")).unwrap_err();
        let fields: Vec<_> = broken.iter().map(|it| it.field.as_str()).collect();
        assert_eq!(fields, ["from", "typeId", "vetId", "specialtyId", "appointmentId", "size"]);
    }
}
