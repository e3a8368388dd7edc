//! The wire types of pets and their types.

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
use crate::params::{Query, QueryParams, id, path_params};
use crate::problem::FieldError;
use crate::schemas::Schemas;
use crate::visits::PetIds;

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
    /// A page of them, by id.
    pub pets: Vec<FoundPet>,
    /// How many there are on all pages.
    pub total: u64,
}

response_bodies!(Pet, PetDetails, FoundPets);

/// A search for pets that match every given value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PetSearch {
    /// A prefix of the name, folded.
    pub name: Option<String>,
    /// The id of the type.
    pub type_id: Option<i32>,
    /// The id of the owner.
    pub owner_id: Option<i32>,
    /// The ids of the pets; an empty list selects all.
    pub ids: Vec<i32>,
    /// The page.
    pub page: Page,
}

impl QueryParams for PetSearch {
    const NAMES: &'static [&'static str] = &["name", "typeId", "ownerId", "petId", "size", "after"];
    const REPEATS: bool = true;

    fn read(query: &Query) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut number = |name| {
            let read = query.first(name).map(|text| id(name, Some(text)));
            read.and_then(|it| it.map_err(|error| errors.push(error)).ok())
        };
        let (type_id, owner_id) = (number("typeId"), number("ownerId"));
        let ids = match query.first("petId") {
            Some(_) => PetIds::read(query).map(|it| it.0).unwrap_or_else(|mut broken| {
                errors.append(&mut broken);
                Vec::new()
            }),
            None => Vec::new(),
        };
        let name = query.first("name").filter(|it| !it.trim().is_empty()).map(str::to_owned);
        if name.as_ref().is_some_and(|it| it.chars().count() > field::NAME) {
            errors.push(FieldError::new("name", format!("must have at most {} characters", field::NAME)));
        }
        let page = Page::read(query, &mut errors);
        if errors.is_empty() { Ok(Self { name, type_id, owner_id, ids, page }) } else { Err(errors) }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let name = self.name.clone().map(|it| ("name", it));
        let type_id = self.type_id.map(|it| ("typeId", it.to_string()));
        let owner_id = self.owner_id.map(|it| ("ownerId", it.to_string()));
        let ids = if self.ids.is_empty() { Vec::new() } else { PetIds(self.ids.clone()).pairs() };
        [name, type_id, owner_id].into_iter().flatten().chain(ids).chain(self.page.pairs()).collect()
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
            birth_date: rules.birth("birthDate", self.birth_date.map(|it| it.0), today),
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
            birth_date: self.birth_date.map(|it| rules.birth("birthDate", it.map(|it| it.0), today)),
            type_id: self.type_id.map(|it| it.0),
        };
        rules.finish(pet)
    }

    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(schemas.add::<Self>())
    }
}
