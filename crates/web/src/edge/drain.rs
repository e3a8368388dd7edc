//! Leaving in good order.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether a server is on its way out: not ready any more, closing connections as they fall idle.
#[derive(Clone, Debug, Default)]
pub struct Drain(Arc<AtomicBool>);

impl Drain {
    /// Begins to drain.
    pub fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it has begun.
    pub fn has_begun(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
