//! Why an invocation fails.

use crate::delivery::Undelivered;
use crate::event::BadEvent;

/// Why an invocation fails. No text of it holds the webhook's address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// There is nothing to deliver in the event.
    #[error("malformed event: {0}")]
    Malformed(#[from] BadEvent),
    /// A message did not arrive. Others of the event may have.
    #[error("the message {id} was not delivered: {cause}")]
    Undelivered {
        /// What SNS calls it.
        id: String,
        /// Why.
        cause: Undelivered,
    },
}

impl Error {
    /// What Lambda calls it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "MalformedEvent",
            Self::Undelivered { .. } => "Undelivered",
        }
    }
}
