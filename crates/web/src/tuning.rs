//! What of an edge can be changed while it serves.

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;

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

/// Which requests get a line in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogRequests {
    /// Every one that is not a probe or an operator's.
    All,
    /// Of these, the ones that were refused or failed: status 400 and above.
    Failed,
    /// None.
    None,
}

impl LogRequests {
    /// Whether a request that was answered so is logged.
    pub(crate) fn has(self, status: u16) -> bool {
        match self {
            Self::All => true,
            Self::Failed => status >= 400,
            Self::None => false,
        }
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
