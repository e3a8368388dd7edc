//! Timeouts, retries and breaker thresholds for calls to peers.

use std::time::Duration;

/// Bounds of every call to a peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Timeout of a call, including discovery and all attempts.
    pub call_timeout: Duration,
    /// Connect timeout of one attempt; it cannot change after the start.
    pub connect_timeout: Duration,
    /// The breaker opens after this many failures in a row.
    pub trip_after: u32,
    /// Time that a breaker stays open before one call probes the service.
    pub refuse_for: Duration,
    /// Most retries of an idempotent request.
    pub extra_attempts: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            call_timeout: Duration::from_secs(1),
            connect_timeout: Duration::from_millis(300),
            trip_after: 5,
            refuse_for: Duration::from_secs(10),
            extra_attempts: 2,
        }
    }
}
