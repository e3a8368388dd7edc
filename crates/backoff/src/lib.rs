//! How long to wait before the next attempt: the one policy of all rooms.
//!
//! What a failure means, how much time there is and whether a pause is randomized stay with the room that makes the attempts.

use std::time::Duration;

use backon::BackoffBuilder;
pub use backon::Retryable;

/// Pauses between attempts. The first one doubles each time, up to the longest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    first: Duration,
    longest: Duration,
    most: u32,
}

impl Backoff {
    /// Pauses without an end.
    #[must_use]
    pub const fn new(first: Duration, longest: Duration) -> Self {
        Self { first, longest, most: u32::MAX }
    }

    /// The pauses between so many attempts.
    #[must_use]
    pub const fn attempts(self, attempts: u32) -> Self {
        Self { most: attempts.saturating_sub(1), ..self }
    }

    /// The pause that follows so many earlier ones.
    #[must_use]
    pub fn pause(self, earlier: u32) -> Duration {
        self.first.saturating_mul(2_u32.saturating_pow(earlier)).min(self.longest)
    }

    /// All pauses, in order.
    #[must_use]
    pub fn pauses(self) -> Pauses {
        Pauses { policy: self, earlier: 0 }
    }
}

/// For [`Retryable::retry`].
impl BackoffBuilder for Backoff {
    type Backoff = Pauses;

    fn build(self) -> Pauses {
        self.pauses()
    }
}

/// The pauses of a [`Backoff`], in order.
#[derive(Clone, Debug)]
pub struct Pauses {
    policy: Backoff,
    earlier: u32,
}

impl Iterator for Pauses {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        if self.earlier >= self.policy.most {
            return None;
        }
        let pause = self.policy.pause(self.earlier);
        self.earlier += 1;
        Some(pause)
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::Instant;

    use super::*;

    const POLICY: Backoff = Backoff::new(Duration::from_millis(25), Duration::from_millis(90));

    #[test]
    fn a_pause_doubles_up_to_the_longest() {
        assert_eq!([0, 1, 2, 3, u32::MAX].map(|it| POLICY.pause(it).as_millis()), [25, 50, 90, 90, 90]);
        let pauses: Vec<_> = POLICY.pauses().take(4).map(|it| it.as_millis()).collect();
        assert_eq!(pauses, [25, 50, 90, 90]);
    }

    #[test]
    fn there_is_a_pause_between_two_attempts_each() {
        assert_eq!([0, 1, 2, 4].map(|it| POLICY.attempts(it).pauses().count()), [0, 0, 1, 3]);
    }

    #[tokio::test(start_paused = true)]
    async fn attempts_are_repeated_after_exactly_these_pauses() {
        let started = Instant::now();
        let mut count = 0;
        let attempt = || {
            count += 1;
            async { Err::<(), _>("busy") }
        };
        assert_eq!(attempt.retry(POLICY.attempts(4)).await, Err("busy"));
        assert_eq!((count, started.elapsed().as_millis()), (4, 25 + 50 + 90));
    }
}
