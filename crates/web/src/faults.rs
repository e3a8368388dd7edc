//! Fault injection: operators can delay or fail requests to test the callers.

pub(crate) mod operators;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use http::{HeaderName, HeaderValue, StatusCode};

use crate::fault::Fault;

pub use operators::OperatorFaults;

/// The metric of injected faults.
const INJECTED: &str = "faults_injected_total";

/// The response header that names the injected fault.
pub(crate) const HEADER: HeaderName = HeaderName::from_static("x-injected-fault");

/// Which requests to disturb, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// Disturb every Nth request; 0 disturbs none.
    pub every: u32,
    /// The shortest delay.
    pub latency_min: Duration,
    /// The longest delay; zero for no delay.
    pub latency_max: Duration,
    /// Whether to fail the request after the delay.
    pub error: bool,
}

/// The fault injected into a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Injected {
    pub(crate) latency: Duration,
    pub(crate) error: bool,
}

/// Counts requests and picks those to disturb.
#[derive(Debug, Default)]
pub(crate) struct Injector(AtomicU64);

impl Injector {
    pub(crate) fn new() -> Self {
        metrics::describe_counter!(
            INJECTED,
            metrics::Unit::Count,
            "Faults that operators had injected into requests."
        );
        // It is there before the first one, so that an alert sees it grow.
        metrics::counter!(INJECTED).absolute(0);
        Self::default()
    }

    /// The fault for the next request, if any.
    pub(crate) fn next(&self, faults: &Faults) -> Option<Injected> {
        if faults.every == 0 {
            return None;
        }
        let number = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        if !number.is_multiple_of(faults.every.into()) {
            return None;
        }
        let range = faults.latency_max.saturating_sub(faults.latency_min);
        let latency = if faults.latency_max.is_zero() {
            Duration::ZERO
        } else {
            faults.latency_min + range.mul_f64(scattered(number))
        };
        metrics::counter!(INJECTED).increment(1);
        Some(Injected { latency, error: faults.error })
    }
}

impl Injected {
    /// The value of [`HEADER`] for this fault.
    pub(crate) fn header(self) -> HeaderValue {
        HeaderValue::from_static(match (self.latency.is_zero(), self.error) {
            (true, _) => "error",
            (false, false) => "latency",
            (false, true) => "latency, error",
        })
    }

    /// The error to answer with, if any.
    pub(crate) fn fault(self) -> Option<Fault> {
        self.error.then(|| Fault::refused(StatusCode::INTERNAL_SERVER_ERROR, "injected fault"))
    }
}

/// A pseudo-random number from 0 to 1, always the same for the same input: the finalizer of `SplitMix64`.
fn scattered(number: u64) -> f64 {
    let mut z = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    f64::from((z >> 32) as u32) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_faults_no_request_suffers() {
        let injector = Injector::default();
        assert!((0..100).all(|_| injector.next(&Faults::default()).is_none()));
    }

    #[test]
    fn every_nth_request_suffers() {
        let injector = Injector::default();
        let faults = Faults { every: 3, error: true, ..Faults::default() };
        let hit: Vec<_> = (0..9).map(|_| injector.next(&faults).is_some()).collect();
        assert_eq!(hit, [false, false, true, false, false, true, false, false, true]);
    }

    #[test]
    fn delays_lie_within_their_bounds_and_differ() {
        let injector = Injector::default();
        let (latency_min, latency_max) = (Duration::from_millis(100), Duration::from_millis(200));
        let faults = Faults { every: 1, latency_min, latency_max, error: false };
        let delays: Vec<_> = (0..100).filter_map(|_| injector.next(&faults)).map(|it| it.latency).collect();
        assert!(delays.iter().all(|it| (latency_min..=latency_max).contains(it)), "{delays:?}");
        assert!(delays.iter().any(|it| *it < Duration::from_millis(130)));
        assert!(delays.iter().any(|it| *it > Duration::from_millis(170)));
    }
}
