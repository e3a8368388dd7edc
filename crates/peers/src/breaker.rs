//! The circuit breaker of a service. Its states are closed (`Passing`), open (`Refusing`) and half-open (`Probing`).
//!
//! ```text
//! Passing --failures in a row--> Refusing --time--> Probing --success--> Passing
//!                                    ^------failure----'
//! ```

mod state;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod transitions;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use contract::service::Service;
use tokio::time::Instant;

pub use self::state::{PeerFailure, State};

/// Admits or refuses every call to one service, and learns from the outcomes.
#[derive(Debug)]
pub(crate) struct Breaker {
    service: Service,
    now: Mutex<Now>,
}

/// The thresholds, the phase and the number of the phase. The number identifies late outcomes: an outcome counts only in
/// the phase that admitted its call.
#[derive(Debug)]
struct Now {
    trip_after: u32,
    refuse_for: Duration,
    phase: Phase,
    number: u64,
}

#[derive(Clone, Copy, Debug)]
enum Phase {
    Passing {
        failures: u32,
    },
    /// Lasts `refuse_for` from `since` on. Without `since` it is over, and the next call probes.
    Refusing {
        since: Option<Instant>,
        because: PeerFailure,
    },
    Probing {
        because: PeerFailure,
    },
}

/// The breaker refused the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refused;

impl Breaker {
    pub(crate) fn new(service: Service, trip_after: u32, refuse_for: Duration) -> Self {
        let now = Now { trip_after, refuse_for, phase: Phase::Passing { failures: 0 }, number: 0 };
        Self { service, now: Mutex::new(now) }
    }

    /// Changes the thresholds at once, also for failures already counted and a refusal already begun.
    pub(crate) fn tune(&self, trip_after: u32, refuse_for: Duration) {
        let mut now = self.now();
        now.trip_after = trip_after;
        now.refuse_for = refuse_for;
    }

    /// The state as callers see it now.
    pub(crate) fn state(&self) -> State {
        match self.now().phase {
            Phase::Passing { .. } => State::Passing,
            Phase::Refusing { because, .. } => State::Refusing { because },
            Phase::Probing { because } => State::Probing { because },
        }
    }

    /// Admits a call or refuses it. The caller reports the outcome to the pass; dropping the pass reports none.
    pub(crate) fn admit(&self) -> Result<Pass<'_>, Refused> {
        let mut now = self.now();
        let is_probe = match now.phase {
            Phase::Passing { .. } => false,
            Phase::Refusing { since, because } if since.is_none_or(|it| it.elapsed() >= now.refuse_for) => {
                now.enter(Phase::Probing { because });
                true
            }
            Phase::Refusing { .. } | Phase::Probing { .. } => return Err(Refused),
        };
        Ok(Pass { breaker: self, number: now.number, is_probe })
    }

    fn succeeded(&self, number: u64) {
        let mut now = self.now();
        match now.phase {
            _ if now.number != number => {}
            Phase::Passing { .. } => now.phase = Phase::Passing { failures: 0 },
            Phase::Probing { .. } => self.recover(&mut now),
            Phase::Refusing { .. } => {}
        }
    }

    fn failed(&self, number: u64, because: PeerFailure) {
        let mut now = self.now();
        match now.phase {
            _ if now.number != number => {}
            Phase::Passing { failures } if failures + 1 < now.trip_after => {
                now.phase = Phase::Passing { failures: failures + 1 };
            }
            Phase::Passing { failures } => self.trip(&mut now, failures + 1, because),
            Phase::Probing { .. } => self.refuse_again(&mut now, because),
            Phase::Refusing { .. } => {}
        }
    }

    /// A call ended without an outcome. If it was the probe, the next call probes instead.
    fn abandoned(&self, number: u64) {
        let mut now = self.now();
        match now.phase {
            Phase::Probing { because } if now.number == number => {
                now.enter(Phase::Refusing { since: None, because });
            }
            Phase::Passing { .. } | Phase::Refusing { .. } | Phase::Probing { .. } => {}
        }
    }

    fn trip(&self, now: &mut Now, failures: u32, because: PeerFailure) {
        now.enter(Phase::Refusing { since: Some(Instant::now()), because });
        tracing::warn!(
            service = self.service.name(),
            failures,
            last = %because,
            refused_for = ?now.refuse_for,
            "a peer is refused after failing"
        );
    }

    fn refuse_again(&self, now: &mut Now, because: PeerFailure) {
        now.enter(Phase::Refusing { since: Some(Instant::now()), because });
        tracing::debug!(service = self.service.name(), last = %because, "a peer still fails");
    }

    fn recover(&self, now: &mut Now) {
        now.enter(Phase::Passing { failures: 0 });
        tracing::info!(service = self.service.name(), "a peer answers again");
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Now {
    fn enter(&mut self, phase: Phase) {
        self.phase = phase;
        self.number += 1;
    }
}

/// An admitted call.
#[derive(Debug)]
pub(crate) struct Pass<'a> {
    breaker: &'a Breaker,
    number: u64,
    is_probe: bool,
}

impl Pass<'_> {
    /// Whether this call is the probe, the only one admitted while half-open.
    pub(crate) fn is_probe(&self) -> bool {
        self.is_probe
    }

    /// The service answered.
    pub(crate) fn succeeded(self) {
        self.breaker.succeeded(self.number);
    }

    /// The service failed.
    pub(crate) fn failed(self, because: PeerFailure) {
        self.breaker.failed(self.number, because);
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        // Has no effect after an outcome: the phase is then another one, or is not half-open.
        self.breaker.abandoned(self.number);
    }
}
