//! Pets and their types on the wire.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

use crate::endpoint::{RequestBody, response_bodies};
use crate::field::{self, Rules};
use crate::lax::{self, LaxDate, LaxId};
use crate::openapi::Schemas;
use crate::owners::OwnerPath;
use crate::params::path_params;
use crate::problem::FieldError;

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
    pub birth_date: Option<NaiveDate>,
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
    pub birth_date: Option<NaiveDate>,
    #[serde(rename = "type")]
    pub pet_type: PetType,
}

response_bodies!(Pet, PetDetails);

/// A new pet as a client sends it. An `id` is ignored.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewPetRequest {
    #[schema(schema_with = field::name_schema, required = true)]
    name: Option<String>,
    #[schema(schema_with = lax::day_schema)]
    birth_date: Option<LaxDate>,
    #[schema(schema_with = lax::id_schema, required = true)]
    type_id: Option<LaxId>,
}

/// A changed pet as a client sends it. An `id` is allowed where it is the one in the path; without a `typeId` the type stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PetRequest {
    #[schema(schema_with = field::name_schema, required = true)]
    name: Option<String>,
    #[schema(schema_with = lax::day_schema)]
    birth_date: Option<LaxDate>,
    #[schema(schema_with = lax::id_schema, required = false)]
    type_id: Option<LaxId>,
    #[serde(default)]
    #[schema(ignore)]
    id: Option<serde_json::Value>,
}

/// A new pet's fields, every rule kept but that the type exists.
#[derive(Clone, Debug)]
pub struct NewPet {
    pub name: String,
    pub birth_date: Option<NaiveDate>,
    pub type_id: i32,
}

/// A changed pet's fields, every rule kept but that the type exists.
#[derive(Clone, Debug)]
pub struct ChangedPet {
    pub name: String,
    pub birth_date: Option<NaiveDate>,
    /// `None` leaves the type as it is.
    pub type_id: Option<i32>,
}

impl RequestBody<OwnerPath> for NewPetRequest {
    type Checked = NewPet;

    fn check(self, _: &OwnerPath, today: NaiveDate) -> Result<NewPet, Vec<FieldError>> {
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

    fn check(self, path: &PetPath, today: NaiveDate) -> Result<ChangedPet, Vec<FieldError>> {
        let mut rules = Rules::default();
        rules.own_id(self.id, path.pet_id);
        let pet = ChangedPet {
            name: rules.text("name", self.name, field::NAME),
            birth_date: rules.past("birthDate", self.birth_date.map(|it| it.0), today),
            type_id: self.type_id.map(|it| it.0),
        };
        rules.finish(pet)
    }

    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(schemas.add::<Self>())
    }
}
