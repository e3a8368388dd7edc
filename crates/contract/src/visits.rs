//! The wire types of visits.

mod search;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;
use utoipa::openapi::path::Parameter;
use utoipa::openapi::{RefOr, Schema};

use crate::endpoint::{RequestBody, response_bodies};
use crate::field::{self, Rules};
use crate::id_list;
use crate::lax::{self, LaxDate, LaxId};
use crate::params::{Query, QueryParams, path_params};
use crate::pets::PetPath;
use crate::problem::FieldError;
use crate::schemas::Schemas;

pub use search::{VisitOrder, VisitSearch};

path_params! {
    /// Where a visit is.
    VisitPath {
        /// The owner's id.
        owner_id: "ownerId",
        /// The pet's id.
        pet_id: "petId",
        /// The visit's id.
        visit_id: "visitId"
    }
}

path_params! {
    /// A pet of whatever owner.
    PetIdPath {
        /// The pet's id.
        pet_id: "petId"
    }
}

/// A visit of a pet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Visit {
    pub id: i32,
    pub date: Option<Date>,
    pub description: Option<String>,
    pub pet_id: i32,
}

/// The visits of many pets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VisitList {
    /// By pet, then by id.
    pub items: Vec<Visit>,
}

/// The visits that a search finds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FoundVisits {
    /// The first of them in the search's order.
    pub visits: Vec<Visit>,
    /// How many there are in all.
    pub total: u64,
}

response_bodies!(Visit, VisitList, FoundVisits);

/// A new visit as a client sends it: without a `date` it is today's. An `id` is ignored, a `petId` must be the one in the path.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewVisitRequest {
    #[serde(default, deserialize_with = "lax::present", skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = lax::day_schema, required = false)]
    pub date: Option<Option<LaxDate>>,
    #[schema(schema_with = field::description_schema, required = false)]
    pub description: Option<String>,
    #[serde(default, skip_serializing)]
    #[schema(ignore)]
    pet_id: Option<LaxId>,
}

impl NewVisitRequest {
    /// A visit of the pet in the path, on `date` or today.
    pub fn new(date: Option<Date>, description: Option<String>) -> Self {
        Self { date: date.map(|it| Some(LaxDate(it))), description, pet_id: None }
    }
}

/// A changed visit as a client sends it. A field that is absent stays as it is, and `null` clears it. An `id` or `petId` is allowed
/// where it is the one in the path.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VisitRequest {
    #[serde(default, deserialize_with = "lax::present")]
    #[schema(schema_with = lax::day_schema, required = false)]
    date: Option<Option<LaxDate>>,
    #[serde(default, deserialize_with = "lax::present")]
    #[schema(schema_with = field::description_schema, required = false)]
    description: Option<Option<String>>,
    #[serde(default)]
    #[schema(ignore)]
    pet_id: Option<LaxId>,
    #[serde(default)]
    #[schema(ignore)]
    id: Option<Box<RawValue>>,
}

/// The validated fields of a new visit.
#[derive(Clone, Debug)]
pub struct VisitFields {
    pub date: Option<Date>,
    pub description: Option<String>,
}

/// The validated fields of a changed visit; `None` leaves a field as it is.
#[derive(Clone, Debug)]
pub struct ChangedVisit {
    pub date: Option<Option<Date>>,
    pub description: Option<Option<String>>,
}

impl RequestBody<PetPath> for NewVisitRequest {
    type Checked = VisitFields;

    fn check(self, path: &PetPath, today: Date) -> Result<VisitFields, Vec<FieldError>> {
        let mut rules = Rules::default();
        rules.same_id("petId", self.pet_id.map(|it| it.0), path.pet_id);
        let visit = VisitFields {
            date: self.date.map_or(Some(today), |it| rules.visit("date", it.map(|it| it.0), today)),
            description: rules.prose("description", self.description, field::DESCRIPTION),
        };
        rules.finish(visit)
    }

    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(schemas.add::<Self>())
    }
}

impl RequestBody<VisitPath> for VisitRequest {
    type Checked = ChangedVisit;

    fn check(self, path: &VisitPath, today: Date) -> Result<ChangedVisit, Vec<FieldError>> {
        let mut rules = Rules::default();
        rules.own_id(self.id.as_deref(), path.visit_id);
        rules.same_id("petId", self.pet_id.map(|it| it.0), path.pet_id);
        let visit = ChangedVisit {
            date: self.date.map(|it| rules.visit("date", it.map(|it| it.0), today)),
            description: self.description.map(|it| rules.prose("description", it, field::DESCRIPTION)),
        };
        rules.finish(visit)
    }

    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(schemas.add::<Self>())
    }
}

/// A request for the visits of these pets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PetIds(pub Vec<i32>);

impl PetIds {
    /// Maximum pets in one request.
    pub const MOST: usize = 256;

    /// Reads them where they may be absent; an empty list then selects all.
    pub(crate) fn optional(query: &Query, errors: &mut Vec<FieldError>) -> Vec<i32> {
        if query.first("petId").is_none() {
            return Vec::new();
        }
        Self::read(query).map(|it| it.0).unwrap_or_else(|mut broken| {
            errors.append(&mut broken);
            Vec::new()
        })
    }
}

impl QueryParams for PetIds {
    const NAMES: &'static [&'static str] = &["petId"];
    const REPEATS: bool = true;

    fn read(query: &Query) -> Result<Self, Vec<FieldError>> {
        id_list::read(query, "petId", Self::MOST, "pets").map(Self)
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        vec![id_list::pair("petId", &self.0)]
    }

    fn parameters() -> Vec<Parameter> {
        vec![id_list::parameter("petId", Self::MOST, "pets")]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pet_ids_come_as_a_list_or_repeated_and_an_empty_list_is_allowed() {
        let read = |text: &str| PetIds::read(&Query::parse(text)).map(|it| it.0);
        assert_eq!(read("petId=1,2").unwrap(), [1, 2]);
        assert_eq!(read("petId=1%2C2&petId=3").unwrap(), [1, 2, 3]);
        assert_eq!(read("petId=").unwrap(), [0_i32; 0]);
        assert!(read("").is_err());
        assert!(read("petId=x").is_err());
    }

    #[test]
    fn a_list_over_the_bound_is_refused() {
        let list = vec!["1"; PetIds::MOST + 1].join(",");
        let errors = PetIds::read(&Query::parse(&format!("petId={list}"))).unwrap_err();
        assert_eq!(errors[0].default_message, "must list at most 256 pets");
    }
}
