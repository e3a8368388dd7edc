//! Retries: which attempts may be repeated, after which pause, and how many per service.

use std::time::Duration;

use backoff::Backoff;
use contract::route::Method;
use tower::retry::budget::{Budget as _, TpsBudget};

use crate::client::Response;
use crate::jitter;

/// Bounds of the back-off. A pause is random, up to the bound.
const BOUNDS: Backoff = Backoff::new(Duration::from_millis(25), Duration::from_millis(200));

/// The budget weighs retries against calls over this time.
const WINDOW: Duration = Duration::from_secs(10);
/// Retries per second that the budget allows however few the calls.
const LEAST_PER_SECOND: u32 = 1;
/// Retries that a call earns.
const SHARE: f32 = 0.1;

/// The retry budget of a service: a tenth of its calls and a small minimum, so that retries never pile onto an outage.
pub(crate) struct Budget(TpsBudget);

impl Budget {
    pub(crate) fn new() -> Self {
        Self(TpsBudget::new(WINDOW, LEAST_PER_SECOND, SHARE))
    }

    /// Counts a call.
    pub(crate) fn earn(&self) {
        self.0.deposit();
    }

    /// Takes a retry from the budget; `false` if none is left.
    pub(crate) fn spend(&self) -> bool {
        self.0.withdraw()
    }
}

/// Whether to repeat an attempt: the request must be idempotent, and another attempt may avoid the failure. A call that
/// ran out of time is never repeated, but an attempt that had only a share of that time is.
pub(crate) fn is_worth_repeating<E>(method: Method, outcome: &Result<Response, E>) -> bool {
    let may_pass = match outcome {
        Ok(answer) => matches!(answer.status, 502..=504),
        Err(_) => true,
    };
    method.is_idempotent() && may_pass
}

/// A random pause before the retry that follows `repeats` earlier ones.
pub(crate) fn pause(repeats: u32) -> Duration {
    jitter::up_to(BOUNDS.pause(repeats))
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use reqwest::header::HeaderMap;

    use super::*;

    const IDEMPOTENT: [Method; 3] = [Method::Get, Method::Put, Method::Delete];

    fn answered(status: u16) -> Result<Response, ()> {
        Ok(Response { status, headers: HeaderMap::new(), body: Bytes::new() })
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
