//! The door through which randomness comes in.

use std::time::Duration;

/// A random time from nothing to `most`, both included.
#[expect(clippy::disallowed_methods, reason = "the door")]
pub(crate) fn up_to(most: Duration) -> Duration {
    let nanos = u64::try_from(most.as_nanos()).unwrap_or(u64::MAX);
    Duration::from_nanos(fastrand::u64(..=nanos))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_random_time_stays_within_its_bound() {
        let most = Duration::from_millis(25);
        assert!((0..1000).all(|_| up_to(most) <= most));
        assert_eq!(up_to(Duration::ZERO), Duration::ZERO);
    }
}
