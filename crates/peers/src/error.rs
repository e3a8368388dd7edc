//! Errors of calls and of their set-up. They carry no part of a peer's answer, which may be personal.

use contract::service::Service;

/// Why a call to a peer has no usable answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The breaker was open after earlier failures, so the call was not made.
    #[error("{0} was not called: it is refused after failing")]
    Refused(Service),
    /// The connection could not be opened, or it broke.
    #[error("{0} could not be reached")]
    Failed(Service, #[source] reqwest::Error),
    /// The peer did not answer within the call's time.
    #[error("{0} did not answer in time")]
    TimedOut(Service),
    /// The peer answered with a status other than success.
    #[error("{0} answered {1}")]
    Answered(Service, u16),
    /// The peer answered with success, but the body violates the contract; names the operation.
    #[error("{0} answered {1} with a body that is not as agreed")]
    Unreadable(Service, &'static str),
    /// The service has no known address.
    #[error("{0} has no known address")]
    Undiscovered(Service),
}

/// Why calls cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// A configured address is invalid.
    #[error("the address of {0} must be like http://host:port, not {1:?}")]
    Address(Service, String),
    /// The HTTP client could not be built.
    #[error("the http client for peers could not be built")]
    Client(#[source] reqwest::Error),
}
