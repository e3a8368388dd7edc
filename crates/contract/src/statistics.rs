//! The wire types of the clinic's counts.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::endpoint::response_bodies;

/// How many owners and pets there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CustomerStatistics {
    pub owners: u64,
    pub owners_without_pets: u64,
    pub pets: u64,
    /// By the type's name; types without pets are left out.
    pub pets_by_type: Vec<TypeCount>,
}

/// How many pets of a type there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TypeCount {
    #[serde(rename = "type")]
    pub pet_type: String,
    pub count: u64,
}

response_bodies!(CustomerStatistics);
