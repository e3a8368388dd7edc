//! How patient a process is with its peers.

use std::time::Duration;

/// Bounds of every call to a peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Longest that a call takes, with discovery and every attempt.
    pub call_timeout: Duration,
    /// Longest that one attempt takes to connect; it stays as it was at the start.
    pub connect_timeout: Duration,
    /// Calls that fail in a row before a service is refused.
    pub trip_after: u32,
    /// How long a service is refused before one call probes it.
    pub refuse_for: Duration,
    /// Most attempts after the first, where a request may be repeated at all.
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
