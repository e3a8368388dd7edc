//! Secrets from Secrets Manager.

mod database;
mod store;
mod token;

pub use database::DatabaseSecret;
pub use store::SecretStore;
pub use token::OperatorToken;

/// Why a secret cannot be had. The messages never contain any part of a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// No secret has this name, or the secret has no version in this stage.
    #[error("no secret {name} at {place}")]
    Missing {
        /// The secret's name or ARN.
        name: String,
        /// The endpoint and the region that were asked.
        place: String,
    },
    /// Secrets Manager does not answer, or refuses.
    #[error("cannot read the secret {name} at {place}: {cause}")]
    Unavailable {
        /// The secret's name or ARN.
        name: String,
        /// The endpoint and the region that were asked.
        place: String,
        /// The cause in one line.
        cause: String,
    },
    /// The secret does not have the required form.
    #[error("the secret {name} {rule}")]
    Malformed {
        /// The secret's name or ARN.
        name: String,
        /// The rule that the secret breaks.
        rule: &'static str,
    },
}
