//! The clock for timestamps of log lines, ids and metric documents.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;

/// The time of day.
pub(crate) fn now() -> SystemTime {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the door for stamps, which no test of behaviour depends on"
    )]
    SystemTime::now()
}

/// The time of day in the format of log lines, such as `2026-11-25T10:15:30.123Z`.
pub(crate) fn timestamp() -> String {
    format!("{:.3}", Timestamp::try_from(now()).unwrap_or_default())
}

/// The time since 1970.
pub(crate) fn since_epoch() -> Duration {
    now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
