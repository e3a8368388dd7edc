//! The clock on the clinic's wall.

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::start;
use crate::endpoint::response_bodies;

/// What the clock on the clinic's wall shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClinicClock {
    /// Its time zone, by its IANA name.
    pub time_zone: String,
    /// Now, to the second.
    #[schema(schema_with = start::schema)]
    pub time: DateTime,
}

response_bodies!(ClinicClock);
