//! Times in the format of the API.

use jiff::Timestamp;

/// A time in seconds since 1970, RFC 3339 in UTC.
pub(crate) fn rfc3339(seconds: i64) -> String {
    Timestamp::from_second(seconds).unwrap_or_default().to_string()
}

/// A time that an instance says; `None` if it is none.
pub(crate) fn read(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}

/// A duration in whole seconds, for sums with the clock.
pub(crate) fn seconds(duration: std::time::Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}
