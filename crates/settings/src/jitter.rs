//! Randomness. No other file of this crate may use it.

use std::time::Duration;

/// `interval`, shortened by up to a tenth, so that processes that started together do not ask together.
#[expect(clippy::disallowed_methods, reason = "the door")]
pub(crate) fn up_to_a_tenth_less(interval: Duration) -> Duration {
    interval.mul_f64(1.0 - 0.1 * fastrand::f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jitter_is_at_most_a_tenth() {
        let interval = Duration::from_secs(30);
        let drawn = (0..1000).map(|_| up_to_a_tenth_less(interval));
        assert!(drawn.into_iter().all(|it| it <= interval && it >= interval.mul_f64(0.9)));
    }
}
