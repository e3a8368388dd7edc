//! Slack as the target of deliveries.

use std::time::Duration;

use outbound::{Address, Response};
use settings::SecretError;

/// The address that a caller wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The cached address.
    Kept,
    /// The address as the secret holds it now, because Slack refused the cached one.
    Fresh,
}

/// The reason why no webhook address is available.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoAddress {
    /// The secret could not be read.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The secret's form is unknown, or it holds no address. The error never repeats its content.
    #[error("the secret {name} is no webhook: {rule}")]
    Malformed {
        /// The secret's name.
        name: String,
        /// The rule that it breaks.
        rule: String,
    },
}

/// A target for messages.
pub trait Slack: Send + Sync {
    /// The address to post to.
    fn address(&self, wanted: Wanted) -> impl Future<Output = Result<Address, NoAddress>> + Send;

    /// Posts a message in JSON, once.
    fn post(
        &self,
        address: &Address,
        message: &str,
        within: Duration,
    ) -> impl Future<Output = Result<Response, outbound::Error>> + Send;
}
