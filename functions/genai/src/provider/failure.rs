//! The failure of an attempt, and whether another attempt may succeed.

use std::error::Error as StdError;
use std::time::Duration;

use assistant_model::Error;

/// The failure of an attempt. It omits the service's messages, since they may quote the prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AttemptFailure {
    pub(crate) kind: FailureKind,
    pub(crate) reason: String,
    /// The pause that the service requests.
    pub(crate) retry_after: Option<Duration>,
}

/// Whether another attempt may succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FailureKind {
    /// The service is overloaded: yes, after a pause.
    Busy,
    /// Something broke: maybe.
    Broken,
    /// The service will refuse the same request again.
    Refused,
    /// The deadline has passed.
    Late,
}

impl AttemptFailure {
    pub(crate) fn new(kind: FailureKind, reason: impl Into<String>) -> Self {
        Self { kind, reason: reason.into(), retry_after: None }
    }

    #[must_use]
    pub(crate) fn retry_after(self, pause: Option<Duration>) -> Self {
        Self { retry_after: pause, ..self }
    }

    pub(crate) fn late() -> Self {
        Self::new(FailureKind::Late, "no answer in time")
    }

    pub(crate) fn not_understood() -> Self {
        Self::new(FailureKind::Broken, "the answer is not in the expected form")
    }

    pub(crate) fn broke_off() -> Self {
        Self::new(FailureKind::Broken, "the answer broke off")
    }

    /// The service cannot make sense of the model's output.
    pub(crate) fn malformed() -> Self {
        Self::new(FailureKind::Broken, "the model's output is malformed")
    }

    /// The last cause of an error, such as a refused connection.
    pub(crate) fn root(error: &(dyn StdError + 'static)) -> String {
        let causes = std::iter::successors(Some(error), |it| (*it).source());
        causes.last().map(ToString::to_string).unwrap_or_default()
    }
}

impl From<AttemptFailure> for Error {
    fn from(failure: AttemptFailure) -> Self {
        match failure.kind {
            FailureKind::Busy => Self::Throttled(failure.reason),
            FailureKind::Broken => Self::Unavailable(failure.reason),
            FailureKind::Refused => Self::Refused(failure.reason),
            FailureKind::Late => Self::TimedOut,
        }
    }
}
