//! Secrets Manager.

mod database;
mod store;
mod token;

pub use database::DatabaseSecret;
pub use store::SecretStore;
pub use token::OperatorToken;

/// Why there is no secret. The texts never hold what is in one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// There is none of this name, or none in the stage asked for.
    #[error("no secret {name} at {place}")]
    Missing {
        /// The secret's name or ARN.
        name: String,
        /// The endpoint and the region that were asked.
        place: String,
    },
    /// Secrets Manager does not answer, or refuses to.
    #[error("cannot read the secret {name} at {place}: {cause}")]
    Unavailable {
        /// The secret's name or ARN.
        name: String,
        /// The endpoint and the region that were asked.
        place: String,
        /// Why, in one line.
        cause: String,
    },
    /// It is not in the form that it must have.
    #[error("the secret {name} {rule}")]
    Malformed {
        /// The secret's name or ARN.
        name: String,
        /// What it must be.
        rule: &'static str,
    },
}
