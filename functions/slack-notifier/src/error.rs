//! Errors of an invocation.

use crate::delivery::Undelivered;
use crate::event::BadEvent;

/// The reason why an invocation fails. Its text never holds the webhook's address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The event holds no message to deliver.
    #[error("malformed event: {0}")]
    Malformed(#[from] BadEvent),
    /// A message did not arrive. Other messages of the event may have.
    #[error("the message {id} was not delivered: {cause}")]
    Undelivered {
        /// The SNS message id.
        id: String,
        /// The cause.
        cause: Undelivered,
    },
}

impl Error {
    /// The error type that Lambda reports.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "MalformedEvent",
            Self::Undelivered { .. } => "Undelivered",
        }
    }
}
