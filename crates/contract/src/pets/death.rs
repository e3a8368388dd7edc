//! What the customers service tells other services about the death of a pet.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

use crate::endpoint::RequestBody;
use crate::problem::FieldError;
use crate::schemas::Schemas;
use crate::visits::PetIdPath;

/// The death of a pet, or that it did not die after all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PetDeath {
    /// `null` where a death that was recorded before was none.
    pub died_on: Option<Date>,
    /// The version of the pet with this death: whoever knows of a later one ignores it.
    pub pet_version: i32,
}

impl RequestBody<PetIdPath> for PetDeath {
    type Checked = Self;

    fn check(self, _: &PetIdPath, _: Date) -> Result<Self, Vec<FieldError>> {
        Ok(self)
    }

    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(schemas.add::<Self>())
    }
}
