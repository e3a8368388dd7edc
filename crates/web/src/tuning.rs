//! What of an edge can be changed while it serves.

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use contract::settings::LogRequests;

use crate::faults::Faults;

/// What can be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tuning {
    /// The longest a request may take.
    pub timeout: Duration,
    /// Which requests get a line in the log.
    pub log_requests: LogRequests,
    /// Faults to inject.
    pub faults: Faults,
}

impl Default for Tuning {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(5), log_requests: LogRequests::All, faults: Faults::default() }
    }
}

/// Changes an edge's tuning. Clones change the same.
#[derive(Clone, Debug, Default)]
pub struct Tuner(Arc<ArcSwap<Tuning>>);

impl Tuner {
    /// Begins with this.
    pub fn new(tuning: Tuning) -> Self {
        Self(Arc::new(ArcSwap::from_pointee(tuning)))
    }

    /// The tuning as it is now.
    pub fn get(&self) -> Tuning {
        **self.0.load()
    }

    /// Changes it, for requests from now on.
    pub fn set(&self, tuning: Tuning) {
        self.0.store(Arc::new(tuning));
    }
}
