//! What services keep of their promises.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::endpoint::response_bodies;

/// What services keep of their promises, over 30 days at most and over the last hour.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Objectives {
    /// Since when requests are counted, RFC 3339 in UTC; null if none was counted. It is at most `days` ago.
    #[schema(format = "date-time")]
    pub since: Option<String>,
    /// The number of days over which objectives hold.
    #[schema(minimum = 1)]
    pub days: u32,
    /// Over how many of the last seconds the burn rates are: an hour, or less soon after the admin server's start.
    pub burn_seconds: u32,
    /// By service and class.
    pub objectives: Vec<ClassObjective>,
}

/// The promise of a class of a service's requests, and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClassObjective {
    /// The service's name.
    pub service: String,
    /// `reads`, `writes`, `streams` or `assistant`.
    #[schema(pattern = "^(reads|writes|streams|assistant)$")]
    pub class: String,
    /// The requests since counting began.
    pub requests: i64,
    /// The promise to answer.
    pub errors: Budget,
    /// The promised duration in seconds; null if the client decides how long a request lasts.
    pub within_seconds: Option<f64>,
    /// The promise to answer within that duration; null without one.
    pub latency: Option<Budget>,
}

/// How many requests may break a promise, and how many did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Budget {
    /// The promised share of requests, below 1.
    pub objective: f64,
    /// The requests that broke the promise since counting began.
    pub broken: i64,
    /// The share of the budget that is left: 1 if no request broke the promise, below 0 if too many did; null without requests.
    pub left: Option<f64>,
    /// How many times faster than allowed the last hour used up the budget; null without requests.
    pub burn: Option<f64>,
}

response_bodies!(Objectives);
