//! The wire types of vets.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A vet with its specialties.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Vet {
    pub id: i32,
    pub first_name: String,
    pub last_name: String,
    /// By name.
    pub specialties: Vec<Specialty>,
    /// How many specialties there are.
    pub nr_of_specialties: usize,
}

/// What a vet has specialised in, such as surgery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Specialty {
    pub id: i32,
    pub name: String,
}
