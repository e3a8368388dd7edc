//! Errors of a request. No text contains the address.

use std::time::Duration;

/// A text is not an address: the rule that it breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadAddress(pub(crate) &'static str);

/// The reason why a request got no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The client could not be set up.
    #[error("no request can be made: {0}")]
    Setup(String),
    /// The connection failed or broke.
    #[error("no answer from {host}: {cause}")]
    Failed {
        /// The host of the request.
        host: String,
        /// The cause, in one line.
        cause: String,
    },
    /// The time-out expired. The server may have received the request.
    #[error("no answer from {host} within {within:?}")]
    TimedOut {
        /// The host of the request.
        host: String,
        /// The time-out.
        within: Duration,
    },
}
