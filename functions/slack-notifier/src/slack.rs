//! Slack, as far as messages are delivered to it.

use std::time::Duration;

use outbound::{Address, Answer};
use settings::SecretError;

/// Which address is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The one that was used last.
    Kept,
    /// The one that holds now: the last one is refused.
    Fresh,
}

/// Why it is not known where to post.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoAddress {
    /// There is no secret.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// It is in no form that is read, or holds no address. What is in it is not repeated.
    #[error("the secret {name} is no webhook: {rule}")]
    Malformed {
        /// The secret's name.
        name: String,
        /// What is wrong with it.
        rule: String,
    },
}

/// A place to post messages to.
pub trait Slack: Send + Sync {
    /// Where to post.
    fn address(&self, wanted: Wanted) -> impl Future<Output = Result<Address, NoAddress>> + Send;

    /// Posts a message in JSON, once.
    fn post(
        &self,
        address: &Address,
        message: &str,
        within: Duration,
    ) -> impl Future<Output = Result<Answer, outbound::Error>> + Send;
}
