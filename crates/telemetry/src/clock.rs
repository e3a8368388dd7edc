//! The time that lines, ids and metric documents are stamped with.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The time of day.
pub(crate) fn now() -> SystemTime {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the door for stamps, which no test of behaviour depends on"
    )]
    SystemTime::now()
}

/// The time since 1970.
pub(crate) fn since_epoch() -> Duration {
    now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
