//! New ids and sampling decisions, the places where randomness enters.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::clock;

/// The sampling threshold: a random number below it samples the trace.
static BELOW: AtomicU64 = AtomicU64::new(0);

/// Changes the share of new traces that are sampled.
pub(super) fn set_share(share: f64) {
    BELOW.store(below(share), Ordering::Relaxed);
}

/// Whether a new trace is sampled.
pub(super) fn is_sampled() -> bool {
    let below = BELOW.load(Ordering::Relaxed);
    below != 0 && random() <= below
}

/// A new trace id, with seconds since 1970 in the first four bytes, as X-Ray requires.
pub(super) fn trace() -> u128 {
    let seconds = u128::from(clock::since_epoch().as_secs() & 0xffff_ffff);
    let (high, low) = (u128::from(random() >> 32), u128::from(random()));
    seconds << 96 | high << 64 | low | 1
}

/// A new span id.
pub(super) fn span() -> u64 {
    random().max(1)
}

fn random() -> u64 {
    #[expect(clippy::disallowed_methods, reason = "this is a door")]
    fastrand::u64(..)
}

fn below(share: f64) -> u64 {
    // The cast saturates.
    (share.clamp(0.0, 1.0) * u64::MAX as f64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_id_begins_with_the_time() {
        let before = clock::since_epoch().as_secs();
        let id = trace();
        let after = clock::since_epoch().as_secs();

        let seconds = u64::try_from(id >> 96).unwrap();
        assert!((before..=after).contains(&seconds));
        assert_ne!(id, trace());
    }

    #[test]
    fn none_half_and_all_are_shares() {
        assert_eq!(below(0.0), 0);
        assert_eq!(below(-1.0), 0);
        assert_eq!(below(f64::NAN), 0);
        assert_eq!(below(0.5), 1 << 63);
        assert_eq!(below(1.0), u64::MAX);
        assert_eq!(below(2.0), u64::MAX);
    }
}
