//! The wire types of pets and their types.

mod death;
mod record;
mod weights;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;
use utoipa::openapi::path::Parameter;
use utoipa::openapi::{RefOr, Schema};

use crate::endpoint::{RequestBody, response_bodies};
use crate::field::{self, Rules};
use crate::lax::{self, LaxDate, LaxId};
use crate::owners::OwnerPath;
use crate::paging::Page;
use crate::params::{Query, QueryParams, choice, day, ids, path_params, texts};
use crate::problem::FieldError;
use crate::schemas::Schemas;
use crate::visits::PetIds;

pub use death::PetDeath;
pub use record::{
    ChangedRecord, PetAlert, PetAlertKind, PetAlertRequest, PetRecord, PetRecordRequest, PetRecords, Sex,
};
pub use weights::{NewWeight, NewWeightRequest, PetWeight, PetWeights, WeightPath};

path_params! {
    /// Where a pet is.
    PetPath {
        /// The owner's id.
        owner_id: "ownerId",
        /// The pet's id.
        pet_id: "petId"
    }
}

/// A type of pet, such as cat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PetType {
    pub id: i32,
    pub name: String,
}

/// A type of pet by its name alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PetTypeName {
    pub name: String,
}

/// A pet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Pet {
    pub id: i32,
    pub name: String,
    pub birth_date: Option<Date>,
    #[serde(rename = "type")]
    pub pet_type: PetType,
}

/// A pet with its owner's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PetDetails {
    pub id: i32,
    pub name: String,
    /// First and last name.
    pub owner: String,
    pub birth_date: Option<Date>,
    #[serde(rename = "type")]
    pub pet_type: PetType,
}

/// A pet as a search among all pets finds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FoundPet {
    pub id: i32,
    pub name: String,
    pub birth_date: Option<Date>,
    #[serde(rename = "type")]
    pub pet_type: PetType,
    pub owner_id: i32,
    /// First and last name.
    pub owner_name: String,
}

/// The pets that a search finds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FoundPets {
    /// A page of them, in the search's order.
    pub pets: Vec<FoundPet>,
    /// How many there are on all pages.
    pub total: u64,
}

response_bodies!(Pet, PetDetails, FoundPets);

/// The order of pets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PetOrder {
    /// By id.
    #[default]
    Id,
    /// By birth date; pets without one are left out.
    Oldest,
    /// By birth date, the latest first; pets without one are left out.
    Youngest,
}

impl PetOrder {
    const NAMES: [(&str, Self); 3] =
        [("id", Self::Id), ("oldest", Self::Oldest), ("youngest", Self::Youngest)];
}

/// A search for pets that match every given value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PetSearch {
    /// The name or, unless `exact`, a prefix of it, folded.
    pub name: Option<String>,
    /// Whether the name is a whole name.
    pub exact: bool,
    /// The owner lives in one of these cities; an empty list selects all.
    pub cities: Vec<String>,
    /// The first day of birth.
    pub born_from: Option<Date>,
    /// The last day of birth.
    pub born_to: Option<Date>,
    /// The pet is of one of these types; an empty list selects all.
    pub types: Vec<i32>,
    /// The pet is of none of these types.
    pub not_types: Vec<i32>,
    /// The id of the owner.
    pub owner_id: Option<i32>,
    /// The ids of the pets; an empty list selects all.
    pub ids: Vec<i32>,
    /// The order. A page after the first one exists by id only.
    pub order: PetOrder,
    /// The page.
    pub page: Page,
}

impl QueryParams for PetSearch {
    const NAMES: &'static [&'static str] = &[
        "name",
        "exact",
        "city",
        "bornFrom",
        "bornTo",
        "typeId",
        "notTypeId",
        "ownerId",
        "petId",
        "order",
        "size",
        "after",
    ];
    const REPEATS: bool = true;

    fn read(query: &Query) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let read = Self {
            name: texts(query, "name", field::NAME, &mut errors).into_iter().next(),
            exact: query.first("exact") == Some("true"),
            cities: texts(query, "city", field::CITY, &mut errors),
            born_from: day(query, "bornFrom", &mut errors),
            born_to: day(query, "bornTo", &mut errors),
            types: ids(query, "typeId", &mut errors),
            not_types: ids(query, "notTypeId", &mut errors),
            owner_id: ids(query, "ownerId", &mut errors).into_iter().next(),
            ids: PetIds::optional(query, &mut errors),
            order: choice(query, "order", &PetOrder::NAMES, &mut errors),
            page: Page::read(query, &mut errors),
        };
        if errors.is_empty() { Ok(read) } else { Err(errors) }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let texts = [("name", self.name.as_slice()), ("city", &self.cities)];
        let texts = texts.into_iter().flat_map(|(name, all)| all.iter().map(move |it| (name, it.clone())));
        let days = [("bornFrom", self.born_from), ("bornTo", self.born_to)];
        let days = days.into_iter().filter_map(|(name, it)| Some((name, it?.to_string())));
        let numbers = [
            ("typeId", self.types.as_slice()),
            ("notTypeId", &self.not_types),
            ("ownerId", self.owner_id.as_slice()),
        ];
        let numbers =
            numbers.into_iter().flat_map(|(name, all)| all.iter().map(move |it| (name, it.to_string())));
        let pets = if self.ids.is_empty() { Vec::new() } else { PetIds(self.ids.clone()).pairs() };
        let exact = self.exact.then(|| ("exact", "true".to_owned()));
        let order = PetOrder::NAMES.into_iter().find(|it| it.1 == self.order && it.1 != PetOrder::Id);
        let order = order.map(|it| ("order", it.0.to_owned()));
        texts
            .chain(days)
            .chain(numbers)
            .chain(pets)
            .chain(exact)
            .chain(order)
            .chain(self.page.pairs())
            .collect()
    }

    fn parameters() -> Vec<Parameter> {
        // Only peers call this route, and they use the type.
        Vec::new()
    }
}

/// A new pet as a client sends it. An `id` is ignored.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewPetRequest {
    #[schema(schema_with = field::name_schema, required = true)]
    pub name: Option<String>,
    #[schema(schema_with = lax::day_schema)]
    pub birth_date: Option<LaxDate>,
    #[schema(schema_with = lax::id_schema, required = true)]
    pub type_id: Option<LaxId>,
}

/// A changed pet as a client sends it. A field that is absent stays as it is, and `null` clears the birth date. An `id` is allowed where
/// it is the one in the path.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PetRequest {
    #[serde(default, deserialize_with = "lax::present")]
    #[schema(schema_with = field::name_schema, required = false)]
    name: Option<Option<String>>,
    #[serde(default, deserialize_with = "lax::present")]
    #[schema(schema_with = lax::day_schema, required = false)]
    birth_date: Option<Option<LaxDate>>,
    #[schema(schema_with = lax::id_schema, required = false)]
    type_id: Option<LaxId>,
    #[serde(default)]
    #[schema(ignore)]
    id: Option<Box<RawValue>>,
}

/// The validated fields of a new pet. The service still has to check that the type exists.
#[derive(Clone, Debug)]
pub struct NewPet {
    pub name: String,
    pub birth_date: Option<Date>,
    pub type_id: i32,
}

/// The validated fields of a changed pet; `None` leaves a field as it is. The service still has to check that the type exists.
#[derive(Clone, Debug)]
pub struct ChangedPet {
    pub name: Option<String>,
    pub birth_date: Option<Option<Date>>,
    pub type_id: Option<i32>,
}

impl RequestBody<OwnerPath> for NewPetRequest {
    type Checked = NewPet;

    fn check(self, _: &OwnerPath, today: Date) -> Result<NewPet, Vec<FieldError>> {
        let mut rules = Rules::default();
        if self.type_id.is_none() {
            rules.broken("typeId", "must be the id of a pet type");
        }
        let pet = NewPet {
            name: rules.text("name", self.name, field::NAME),
            birth_date: rules.past("birthDate", self.birth_date.map(|it| it.0), today),
            type_id: self.type_id.map_or(0, |it| it.0),
        };
        rules.finish(pet)
    }

    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(schemas.add::<Self>())
    }
}

impl RequestBody<PetPath> for PetRequest {
    type Checked = ChangedPet;

    fn check(self, path: &PetPath, today: Date) -> Result<ChangedPet, Vec<FieldError>> {
        let mut rules = Rules::default();
        rules.own_id(self.id.as_deref(), path.pet_id);
        let pet = ChangedPet {
            name: self.name.map(|it| rules.text("name", it, field::NAME)),
            birth_date: self.birth_date.map(|it| rules.past("birthDate", it.map(|it| it.0), today)),
            type_id: self.type_id.map(|it| it.0),
        };
        rules.finish(pet)
    }

    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(schemas.add::<Self>())
    }
}
