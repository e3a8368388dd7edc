//! Faults that operators inject into the requests of an instance.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

use crate::endpoint::{RequestBody, response_bodies};
use crate::problem::FieldError;
use crate::schemas::Schemas;

/// The highest number of requests between two faults.
const RAREST: u32 = 10_000;
/// The longest delay, in milliseconds.
const LONGEST_DELAY: u32 = 15_000;
/// The longest time that faults last, in minutes.
const LONGEST: u32 = 60;

/// The faults that an instance injects into requests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InstanceFaults {
    /// Whether requests suffer.
    pub is_on: bool,
    /// Every Nth request suffers.
    pub every: u32,
    /// The shortest delay, in milliseconds.
    pub latency_min_ms: u32,
    /// The longest delay, in milliseconds; 0 for none.
    pub latency_max_ms: u32,
    /// Whether such a request is answered with an error.
    pub error: bool,
    /// When the faults end, RFC 3339 in UTC; null if there are none, or if they stay until they are switched off.
    #[schema(format = "date-time")]
    pub ends_at: Option<String>,
}

response_bodies!(InstanceFaults);

/// The faults to inject.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FaultChange {
    /// Every Nth request suffers.
    #[serde(default)]
    #[schema(required = true, minimum = 1, maximum = 10_000)]
    pub every: u32,
    /// The shortest delay, in milliseconds.
    #[serde(default)]
    #[schema(maximum = 15_000)]
    pub latency_min_ms: u32,
    /// The longest delay, in milliseconds; 0 for none.
    #[serde(default)]
    #[schema(maximum = 15_000)]
    pub latency_max_ms: u32,
    /// Whether such a request is answered with an error.
    #[serde(default)]
    pub error: bool,
    /// After how many minutes the faults end.
    #[serde(default)]
    #[schema(required = true, minimum = 1, maximum = 60)]
    pub ends_after_minutes: u32,
}

impl<P> RequestBody<P> for FaultChange {
    type Checked = Self;

    fn check(self, _: &P, _: Date) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut within = |field: &'static str, value: u32, least: u32, most: u32| {
            if !(least..=most).contains(&value) {
                errors.push(FieldError::new(field, format!("must be a whole number from {least} to {most}")));
            }
        };
        within("every", self.every, 1, RAREST);
        within("latencyMinMs", self.latency_min_ms, 0, LONGEST_DELAY);
        within("latencyMaxMs", self.latency_max_ms, 0, LONGEST_DELAY);
        within("endsAfterMinutes", self.ends_after_minutes, 1, LONGEST);
        if self.latency_min_ms > self.latency_max_ms {
            errors.push(FieldError::new("latencyMinMs", "must not be above latencyMaxMs"));
        }
        if self.latency_max_ms == 0 && !self.error {
            errors.push(FieldError::new("error", "must be true if there is no delay"));
        }
        if errors.is_empty() { Ok(self) } else { Err(errors) }
    }

    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(schemas.add::<Self>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::NoParams;

    #[test]
    fn faults_are_something_and_end() {
        let error = FaultChange { every: 2, error: true, ends_after_minutes: 10, ..FaultChange::default() };
        let fields = |change: FaultChange| {
            let checked = RequestBody::<NoParams>::check(change, &NoParams, Date::MIN);
            checked.err().into_iter().flatten().map(|it| it.field.to_string()).collect::<Vec<_>>()
        };
        assert!(fields(error).is_empty());
        assert_eq!(fields(FaultChange { every: 0, ..error }), ["every"]);
        assert_eq!(fields(FaultChange { latency_min_ms: 2, latency_max_ms: 1, ..error }), ["latencyMinMs"]);
        assert_eq!(fields(FaultChange { error: false, ..error }), ["error"]);
        assert_eq!(fields(FaultChange { ends_after_minutes: 61, ..error }), ["endsAfterMinutes"]);
        assert_eq!(fields(FaultChange::default()), ["every", "endsAfterMinutes", "error"]);
    }
}
