//! The settings of an edge that may change while it serves.

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use contract::settings::LogRequests;

use crate::faults::Faults;

/// The settings of an edge that may change while it serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tuning {
    /// The timeout of a request.
    pub timeout: Duration,
    /// Which requests are logged.
    pub log_requests: LogRequests,
    /// Requests that take longer are kept for operators.
    pub slow: Duration,
    /// Faults to inject.
    pub faults: Faults,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(5),
            log_requests: LogRequests::All,
            slow: Duration::from_millis(250),
            faults: Faults::default(),
        }
    }
}

/// Changes the settings of an edge. Clones change the same edge.
#[derive(Clone, Debug, Default)]
pub struct Tuner(Arc<ArcSwap<Tuning>>);

impl Tuner {
    /// Begins with these settings.
    pub fn new(tuning: Tuning) -> Self {
        Self(Arc::new(ArcSwap::from_pointee(tuning)))
    }

    /// The current settings.
    pub fn get(&self) -> Tuning {
        **self.0.load()
    }

    /// Changes the settings, for requests from now on.
    pub fn set(&self, tuning: Tuning) {
        self.0.store(Arc::new(tuning));
    }
}
