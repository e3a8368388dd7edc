//! Why there is no answer, without the address.

use std::time::Duration;

/// A text that is no address: which rule it breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadAddress(pub(crate) &'static str);

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No request could be made at all.
    #[error("no request can be made: {0}")]
    Setup(String),
    /// The connection was not opened, or broke.
    #[error("no answer from {host}: {cause}")]
    Failed {
        /// Who was asked.
        host: String,
        /// Why, in one line.
        cause: String,
    },
    /// The time is up; the request may have arrived.
    #[error("no answer from {host} within {within:?}")]
    TimedOut {
        /// Who was asked.
        host: String,
        /// The time that it had.
        within: Duration,
    },
}
