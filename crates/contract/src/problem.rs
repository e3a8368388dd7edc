//! The only error body: an RFC 9457 problem that the original's clients can read as well.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The media type of error bodies.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// An error answer. `timestamp`, `status`, `error` and `path` are those of a Spring error body.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the status says what kind of problem it is.
    #[serde(rename = "type")]
    pub kind: String,
    /// The status in words.
    pub title: String,
    /// HTTP status code.
    pub status: u16,
    /// What was wrong with this request, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub detail: Option<String>,
    /// When it happened, RFC 3339 in UTC.
    #[schema(format = "date-time")]
    pub timestamp: String,
    /// The status in words.
    pub error: String,
    /// The path of the request.
    pub path: String,
    /// Every field that broke a rule; empty where no field did. The original's browser client expects it in every problem.
    #[serde(default)]
    pub errors: Vec<FieldError>,
}

/// A field and the rule it broke.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FieldError {
    /// The field's name on the wire.
    pub field: String,
    /// The rule, for people.
    pub default_message: String,
}

impl FieldError {
    /// A field and the rule it broke.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), default_message: message.into() }
    }
}
