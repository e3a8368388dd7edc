//! Randomness. No other file of this crate may use it.

use std::time::Duration;

/// A random duration from zero to `most`, both included.
#[expect(clippy::disallowed_methods, reason = "the door")]
pub fn up_to(most: Duration) -> Duration {
    let nanos = u64::try_from(most.as_nanos()).unwrap_or(u64::MAX);
    Duration::from_nanos(fastrand::u64(..=nanos))
}

/// Two random indices into `len` items, distinct if there are two; `None` if there are no items.
#[expect(clippy::disallowed_methods, reason = "the door")]
pub(crate) fn two(len: usize) -> Option<(usize, usize)> {
    match len {
        0 => None,
        1 => Some((0, 0)),
        _ => {
            let first = fastrand::usize(..len);
            let second = fastrand::usize(..len - 1);
            Some((first, second + usize::from(second >= first)))
        }
    }
}

/// `time`, randomly longer or shorter by up to a tenth, so that processes that started together drift apart.
pub fn around(time: Duration) -> Duration {
    time - time / 10 + up_to(time / 5)
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

    #[test]
    fn two_random_indices_differ_and_reach_every_pair() {
        assert_eq!((two(0), two(1)), (None, Some((0, 0))));
        let drawn: std::collections::BTreeSet<_> = (0..1000).filter_map(|_| two(3)).collect();
        let pairs = [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)];
        assert_eq!(drawn.into_iter().collect::<Vec<_>>(), pairs);
    }

    #[test]
    fn a_time_around_another_is_within_a_tenth_of_it() {
        let time = Duration::from_secs(5);
        let bounds = Duration::from_millis(4500)..=Duration::from_millis(5500);
        assert!((0..1000).all(|_| bounds.contains(&around(time))));
    }
}
