//! The weight of a pet over time.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};

use super::PetPath;
use crate::endpoint::{RequestBody, response_bodies};
use crate::field::Rules;
use crate::lax::{self, LaxDate, LaxId};
use crate::params::path_params;
use crate::problem::FieldError;
use crate::schemas::Schemas;

/// The heaviest animal, in grams.
const MOST_GRAMS: i32 = 2_000_000;

path_params! {
    /// Where a weight is.
    WeightPath {
        /// The owner's id.
        owner_id: "ownerId",
        /// The pet's id.
        pet_id: "petId",
        /// The weight's id.
        weight_id: "weightId"
    }
}

/// What a pet weighed on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PetWeight {
    pub id: i32,
    pub measured_on: Date,
    /// In grams.
    pub grams: i32,
}

/// What a pet weighed over time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PetWeights {
    /// By day, then by id; a pet has at most 500.
    pub weights: Vec<PetWeight>,
}

impl PetWeights {
    /// The maximum number of weights of a pet.
    pub const MOST: i64 = 500;
}

response_bodies!(PetWeight, PetWeights);

/// A new weight as a client sends it. Without `measuredOn` it is today's.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewWeightRequest {
    #[schema(schema_with = lax::day_schema, required = false)]
    measured_on: Option<LaxDate>,
    /// In grams: up to two tons.
    #[schema(schema_with = grams_schema, required = true)]
    grams: Option<LaxId>,
}

/// The validated fields of a new weight. The service still has to compare the day with the pet's birth.
#[derive(Clone, Copy, Debug)]
pub struct NewWeight {
    pub measured_on: Date,
    pub grams: i32,
}

impl RequestBody<PetPath> for NewWeightRequest {
    type Checked = NewWeight;

    fn check(self, _: &PetPath, today: Date) -> Result<NewWeight, Vec<FieldError>> {
        let mut rules = Rules::default();
        let grams = self.grams.map_or(0, |it| it.0);
        if !(1..=MOST_GRAMS).contains(&grams) {
            rules.broken("grams", format!("must be a whole number from 1 to {MOST_GRAMS}"));
        }
        let measured_on = rules.past("measuredOn", self.measured_on.map(|it| it.0), today).unwrap_or(today);
        rules.finish(NewWeight { measured_on, grams })
    }

    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(schemas.add::<Self>())
    }
}

fn grams_schema() -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).maximum(Some(MOST_GRAMS)).into()
}
