//! The settings of an instance, read again.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::endpoint::response_bodies;

/// What the settings that were read again changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SettingsRefresh {
    /// The names of the settings that have another value now.
    pub changed: Vec<String>,
}

response_bodies!(SettingsRefresh);
