//! Sizes and times of a pool, and those times that change while it is in use.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Sizes and times of a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Connections to a server at most (default 10). An embedded database has its own number.
    pub max_connections: usize,
    /// The longest wait for a connection, including opening one (default 1 s).
    pub acquire: Duration,
    /// The longest time to open a connection (default 1 s).
    pub connect: Duration,
    /// The longest time a statement may take (default 2 s).
    pub statement: Duration,
    /// The age at which a connection is replaced (default 5 min), so that it follows a failover.
    pub max_lifetime: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_connections: 10,
            acquire: Duration::from_secs(1),
            connect: Duration::from_secs(1),
            statement: Duration::from_secs(2),
            max_lifetime: Duration::from_secs(5 * 60),
        }
    }
}

/// The times that are in force now.
pub(crate) struct LiveLimits {
    acquire: LiveDuration,
    connect: LiveDuration,
    statement: LiveDuration,
}

impl LiveLimits {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            acquire: LiveDuration::new(limits.acquire),
            connect: LiveDuration::new(limits.connect),
            statement: LiveDuration::new(limits.statement),
        }
    }

    /// Puts new times in force; opening a connection may take as long as waiting for one.
    pub(crate) fn tune(&self, acquire: Duration, statement: Duration) {
        self.acquire.set(acquire);
        self.connect.set(acquire);
        self.statement.set(statement);
    }

    pub(crate) fn acquire(&self) -> Duration {
        self.acquire.get()
    }

    pub(crate) fn connect(&self) -> Duration {
        self.connect.get()
    }

    pub(crate) fn statement(&self) -> Duration {
        self.statement.get()
    }
}

/// In nanoseconds, which are enough for five centuries.
struct LiveDuration(AtomicU64);

impl LiveDuration {
    fn new(duration: Duration) -> Self {
        Self(AtomicU64::new(nanos(duration)))
    }

    fn set(&self, duration: Duration) {
        self.0.store(nanos(duration), Ordering::Relaxed);
    }

    fn get(&self) -> Duration {
        Duration::from_nanos(self.0.load(Ordering::Relaxed))
    }
}

/// A duration in nanoseconds.
pub(crate) fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
