//! What CloudWatch counted of the assistant's function, which no admin server can ask itself. Each request costs 0.00005 USD.

use contract::objective::DAYS;
use contract::published_metrics::{CONVERSATIONS, MODEL_TOKENS_IN, MODEL_TOKENS_OUT, SERVICE};
use contract::service::Service;
use serde::{Deserialize, Serialize};

use super::shared::Asked;
use crate::Admin;
use crate::account::{Metric, Sum};
use crate::usage::HOUR;

/// The namespace of Lambda's metrics, and their dimension.
const LAMBDA: (&str, &str) = ("AWS/Lambda", "FunctionName");
/// How long a day is, in seconds.
const DAY: i64 = 24 * HOUR;

/// What was counted until CloudWatch was asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Readings {
    /// When CloudWatch was asked, in seconds since 1970.
    pub(super) asked_at: i64,
    /// Since when conversations are counted, in seconds since 1970: 30 days at most. `None` if none ever was.
    pub(super) since: Option<i64>,
    /// Since then.
    pub(super) talked: Talked,
    /// Within the last 30 days.
    pub(super) month: Invocations,
    /// Within the last day.
    pub(super) day: Invocations,
}

/// Conversations, and the tokens that they took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Talked {
    pub(super) conversations: i64,
    pub(super) tokens_in: i64,
    pub(super) tokens_out: i64,
}

/// Invocations of a function.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Invocations {
    /// How many.
    pub(super) number: i64,
    /// How long all of them took together, in seconds.
    pub(super) seconds: f64,
    /// Within how many hours.
    pub(super) hours: f64,
}

impl Asked for Readings {
    const LEASE: &str = "metrics";
    const HOLDS: i64 = HOUR;
    const WHAT: &str = "what its metrics come to";
    const FAILS: &str = "CloudWatch does not show its metrics";

    async fn ask(state: &Admin, now: i64) -> Result<Self, String> {
        let tariff = &state.tariff;
        let of_assistant =
            |name| Metric { namespace: &tariff.namespace, name, dimension: (SERVICE, Service::Genai.name()) };
        let of_lambda =
            |name| Metric { namespace: LAMBDA.0, name, dimension: (LAMBDA.1, &tariff.function.name) };
        let metrics = [
            of_assistant(CONVERSATIONS),
            of_assistant(MODEL_TOKENS_IN),
            of_assistant(MODEL_TOKENS_OUT),
            of_lambda("Invocations"),
            of_lambda("Duration"),
        ];
        let sums = state.account.sums(metrics, begin(now, i64::from(DAYS)), now).await;
        Ok(Self::of(now, &sums.ok_or("AWS is not asked")??))
    }
}

/// The beginning of the hour so many days ago.
fn begin(now: i64, days: i64) -> i64 {
    now - now.rem_euclid(HOUR) - days * DAY
}

impl Readings {
    /// The readings of the sums of conversations, tokens in, tokens out, invocations, and their milliseconds.
    fn of(
        now: i64,
        [conversations, tokens_in, tokens_out, invocations, milliseconds]: &[Vec<Sum>; 5],
    ) -> Self {
        // `sum` of no values is -0.
        let total = |of: &[Sum], from: i64| {
            of.iter().filter(|it| it.at >= from).fold(0.0, |total, it| total + it.sum)
        };
        let whole = |of: &[Sum], from: i64| total(of, from).round() as i64;
        // A clinic that has published tokens for longer than conversations must not charge all of them to the first ones.
        let since = conversations.iter().map(|it| it.at).min();
        let talked = since.map_or_else(Talked::default, |since| Talked {
            conversations: whole(conversations, since),
            tokens_in: whole(tokens_in, since),
            tokens_out: whole(tokens_out, since),
        });
        let of_days = |days: i64| {
            let from = begin(now, days);
            let seconds = total(milliseconds, from) / 1_000.0;
            Invocations {
                number: whole(invocations, from),
                seconds,
                hours: (now - from) as f64 / HOUR as f64,
            }
        };
        Self { asked_at: now, since, talked, month: of_days(i64::from(DAYS)), day: of_days(1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums(all: &[(i64, f64)]) -> Vec<Sum> {
        all.iter().map(|(hour, sum)| Sum { at: hour * HOUR, sum: *sum }).collect()
    }

    #[test]
    fn tokens_count_from_the_hour_in_which_conversations_do() {
        let tokens = sums(&[(90, 1_000.0), (100, 10.0), (101, 20.0)]);
        let conversations = sums(&[(101, 2.0), (100, 0.0)]);
        let readings = Readings::of(102 * HOUR, &[conversations, tokens.clone(), tokens, vec![], vec![]]);
        assert_eq!(readings.since, Some(100 * HOUR));
        assert_eq!(readings.talked, Talked { conversations: 2, tokens_in: 30, tokens_out: 30 });
        let nothing = Readings::of(0, &[vec![], vec![], vec![], vec![], vec![]]);
        assert_eq!((nothing.since, nothing.talked), (None, Talked::default()));
        assert!(nothing.day.seconds.is_sign_positive());
    }

    #[test]
    fn invocations_are_those_of_the_days_and_of_the_hour_that_has_begun() {
        let now = 1_000 * HOUR + HOUR / 2;
        let number = sums(&[(900, 5.0), (975, 7.0), (976, 1.0), (1_000, 2.0)]);
        let milliseconds = sums(&[(900, 5_000.0), (976, 250.0), (1_000, 500.0)]);
        let readings = Readings::of(now, &[vec![], vec![], vec![], number, milliseconds]);
        assert_eq!(readings.day, Invocations { number: 3, seconds: 0.75, hours: 24.5 });
        assert_eq!(readings.month, Invocations { number: 15, seconds: 5.75, hours: 720.5 });
    }
}
