//! The time limit of a statement, which SQLite asks for while the statement runs.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::Instant;

use crate::limits::nanos;

/// A deadline that never comes.
const NEVER: u64 = u64::MAX;

/// When the statement that runs is to end.
pub(super) struct Deadline {
    opened: Instant,
    /// In nanoseconds since the connection was opened.
    at: AtomicU64,
}

impl Deadline {
    pub(super) fn new() -> Self {
        Self { opened: Instant::now(), at: AtomicU64::new(NEVER) }
    }

    /// Gives the next statement as long as it needs.
    pub(super) fn lift(&self) {
        self.at.store(NEVER, Ordering::SeqCst);
    }

    /// Gives the next statement a while.
    pub(super) fn put_off(&self, a_while: Duration) {
        self.at.store(nanos(self.opened.elapsed() + a_while), Ordering::SeqCst);
    }

    /// Ends the statement that runs.
    pub(super) fn pass(&self) {
        self.at.store(0, Ordering::SeqCst);
    }

    pub(super) fn has_passed(&self) -> bool {
        match self.at.load(Ordering::SeqCst) {
            NEVER => false,
            at => at <= nanos(self.opened.elapsed()),
        }
    }
}
