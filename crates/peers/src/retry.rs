//! When an attempt is repeated, after how long, and how many repeats a service is worth.

use std::time::Duration;

use backoff::Backoff;
use contract::route::Method;
use tower::retry::budget::{Budget as _, TpsBudget};

use crate::client::Answer;
use crate::jitter;

/// Bounds of the pauses, within which they are random.
const BOUNDS: Backoff = Backoff::new(Duration::from_millis(25), Duration::from_millis(200));

/// Time over which calls and repeats are weighed against each other.
const WINDOW: Duration = Duration::from_secs(10);
/// Repeats per second that are allowed however few the calls.
const LEAST_PER_SECOND: u32 = 1;
/// Repeats per call.
const SHARE: f32 = 0.1;

/// What a service may cost in repeats: a tenth of its calls and a small minimum, so that repeats never pile onto an outage.
pub(crate) struct Budget(TpsBudget);

impl Budget {
    pub(crate) fn new() -> Self {
        Self(TpsBudget::new(WINDOW, LEAST_PER_SECOND, SHARE))
    }

    /// Counts a call.
    pub(crate) fn earn(&self) {
        self.0.deposit();
    }

    /// Whether a repeat is left, which is then spent.
    pub(crate) fn spend(&self) -> bool {
        self.0.withdraw()
    }
}

/// Whether an attempt may be repeated at all: a request that has the same effect twice, and a failure that another
/// attempt may not meet. A call that ran out of time never is; an attempt is that had a share of it only.
pub(crate) fn is_worth_repeating<E>(method: Method, outcome: &Result<Answer, E>) -> bool {
    let may_pass = match outcome {
        Ok(answer) => matches!(answer.status, 502..=504),
        Err(_) => true,
    };
    method.is_idempotent() && may_pass
}

/// A random pause before the repeat that follows `repeats` earlier ones.
pub(crate) fn pause(repeats: u32) -> Duration {
    jitter::up_to(BOUNDS.pause(repeats))
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use reqwest::header::HeaderMap;

    use super::*;

    const IDEMPOTENT: [Method; 3] = [Method::Get, Method::Put, Method::Delete];

    fn answered(status: u16) -> Result<Answer, ()> {
        Ok(Answer { status, headers: HeaderMap::new(), body: Bytes::new() })
    }

    #[test]
    fn a_post_is_never_repeated() {
        for outcome in [answered(502), answered(503), answered(504), Err(())] {
            assert!(!is_worth_repeating(Method::Post, &outcome), "{outcome:?}");
        }
    }

    #[test]
    fn an_idempotent_request_is_repeated_when_a_gateway_or_the_connection_failed() {
        for method in IDEMPOTENT {
            for outcome in [answered(502), answered(503), answered(504), Err(())] {
                assert!(is_worth_repeating(method, &outcome), "{method} {outcome:?}");
            }
        }
    }

    #[test]
    fn an_answer_is_not_repeated() {
        for status in [200, 204, 302, 400, 404, 409, 429, 500, 501, 505] {
            assert!(!is_worth_repeating(Method::Get, &answered(status)), "{status}");
        }
    }

    #[test]
    fn a_pause_is_within_a_bound_that_doubles_up_to_its_cap() {
        for (repeats, bound) in [(0, 25), (1, 50), (2, 100), (3, 200), (4, 200), (u32::MAX, 200)] {
            assert!((0..100).all(|_| pause(repeats) <= Duration::from_millis(bound)), "{repeats}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn repeats_are_a_tenth_of_the_calls_and_a_small_minimum() {
        let budget = Budget::new();
        let minimum = (0..100).filter(|_| budget.spend()).count();
        assert_eq!(minimum, 10);
        let mut repeats = 0;
        for _ in 0..1000 {
            budget.earn();
            repeats += usize::from(budget.spend());
        }
        assert_eq!(repeats, 100);
    }

    #[tokio::test(start_paused = true)]
    async fn a_spent_budget_refills_with_time() {
        let budget = Budget::new();
        while budget.spend() {}
        tokio::time::advance(WINDOW * 2).await;
        assert!(budget.spend());
    }
}
