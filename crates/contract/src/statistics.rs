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
    /// How many cities owners live in.
    #[serde(default)]
    pub cities: u64,
    /// The 20 cities with the most owners, those with the most first, then by name.
    #[serde(default)]
    pub owners_by_city: Vec<CityCount>,
}

/// How many owners live in a city.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CityCount {
    pub city: String,
    pub count: u64,
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
