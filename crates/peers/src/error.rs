//! Why a call, or the set-up of calls, failed. Neither carries what a peer answered: that may be personal.

use contract::service::Service;

/// Why a call to a peer has no answer that can be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It was not called: its last calls failed.
    #[error("{0} was not called: it is refused after failing")]
    Refused(Service),
    /// There was no connection, or it broke.
    #[error("{0} could not be reached")]
    Failed(Service, #[source] reqwest::Error),
    /// It did not answer within the call's time.
    #[error("{0} did not answer in time")]
    TimedOut(Service),
    /// It answered a status that is no success.
    #[error("{0} answered {1}")]
    Answered(Service, u16),
    /// It answered a success whose body is not what the contract says; names the operation.
    #[error("{0} answered {1} with a body that is not as agreed")]
    Unreadable(Service, &'static str),
    /// Nothing is known of where it is.
    #[error("{0} has no known address")]
    Undiscovered(Service),
}

/// Why calls cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The address given for a service is none.
    #[error("the address of {0} must be like http://host:port, not {1:?}")]
    Address(Service, String),
    /// The HTTP client could not be built.
    #[error("the http client for peers could not be built")]
    Client(#[source] reqwest::Error),
}
