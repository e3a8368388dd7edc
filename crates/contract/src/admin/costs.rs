//! What the clinic costs, and what its alarms say.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::endpoint::response_bodies;

/// What the clinic costs, in USD: estimates from its instances, its requests and list prices, and what AWS billed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Costs {
    /// Whether the clinic runs on AWS. If not, the estimates are what the same would cost there.
    pub runs_on_aws: bool,
    /// Since when requests are counted, RFC 3339 in UTC; null if none was counted.
    #[schema(format = "date-time")]
    pub since: Option<String>,
    /// By service.
    pub services: Vec<ServiceCost>,
    /// What the assistant's model costs for each conversation, within the last 30 days at most.
    pub conversation: Amount,
    /// What AWS billed.
    pub billed: Bill,
}

/// What a service costs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ServiceCost {
    /// The service's name.
    pub service: String,
    /// Its instances now. A Lambda function has none.
    pub instances: u32,
    /// Its requests since counting began; the invocations of a Lambda function within the last 30 days.
    pub requests: i64,
    /// An hour with as many instances as now; of a Lambda function, with as many invocations as in the last day.
    pub hour: Amount,
    /// A month of 730 such hours.
    pub month: Amount,
    /// A thousand requests, at the rate since counting began; a thousand invocations of a Lambda function, as those of the last 30 days.
    pub thousand_requests: Amount,
}

/// An amount of money, with what it rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Amount {
    /// USD; null if it is not known.
    pub usd: Option<f64>,
    /// What it was estimated from, with the day of its prices; or why it is not known.
    pub basis: String,
}

impl Amount {
    /// An amount in USD that rests on this.
    pub fn known(usd: f64, basis: impl Into<String>) -> Self {
        Self { usd: Some(rounded(usd)), basis: basis.into() }
    }

    /// An amount that is not known, for this reason.
    pub fn unknown(reason: impl Into<String>) -> Self {
        Self { usd: None, basis: reason.into() }
    }
}

/// USD to nine decimals: products of prices have no more that mean anything, and many that binary fractions add.
pub fn rounded(usd: f64) -> f64 {
    // Nothing is 0, and not -0 as the sum of no amounts is.
    (usd * 1e9).round() / 1e9 + 0.0
}

/// What AWS billed for the account, by AWS service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Bill {
    /// The first day.
    #[schema(format = "date")]
    pub first_day: Option<String>,
    /// The last day.
    #[schema(format = "date")]
    pub last_day: Option<String>,
    /// When AWS said so, RFC 3339 in UTC; null if it was not asked.
    #[schema(format = "date-time")]
    pub asked_at: Option<String>,
    /// All services together.
    pub total: Amount,
    /// The most expensive services of AWS, by what they cost.
    pub services: Vec<BilledService>,
}

/// What AWS billed for one of its services.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BilledService {
    /// Its name in Cost Explorer.
    pub name: String,
    /// USD.
    pub usd: f64,
}

/// The clinic's alarms in CloudWatch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Alarms {
    /// When CloudWatch said so, RFC 3339 in UTC; null if nothing is known.
    #[schema(format = "date-time")]
    pub asked_at: Option<String>,
    /// Why nothing is known, or what is missing; null if this is all.
    pub problem: Option<String>,
    /// How many of them are not in alarm.
    pub ok: u32,
    /// How many of them are in alarm.
    pub alarm: u32,
    /// Of how many there is not enough data.
    pub insufficient_data: u32,
    /// Those that are not OK: the ones in alarm first, then by name.
    pub alarms: Vec<Alarm>,
}

/// An alarm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Alarm {
    pub name: String,
    pub state: AlarmState,
    /// Since when it is in this state, RFC 3339 in UTC; null if CloudWatch does not say.
    #[schema(format = "date-time")]
    pub since: Option<String>,
    /// What it watches.
    pub description: Option<String>,
    /// Why it is in this state.
    pub reason: Option<String>,
}

/// The state of an alarm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum AlarmState {
    Alarm,
    InsufficientData,
    Ok,
}

response_bodies!(Costs, Alarms);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_has_no_noise_of_binary_fractions() {
        assert_eq!(Amount::known(0.012_342_500_000_000_001, "").usd, Some(0.012_342_5));
        assert_eq!(Amount::known(0.1 + 0.2, "").usd, Some(0.3));
        assert_eq!(Amount::known(1_234_567.891, "").usd, Some(1_234_567.891));
        assert!(rounded(-0.0).is_sign_positive() && rounded(-1e-12).is_sign_positive());
    }
}
