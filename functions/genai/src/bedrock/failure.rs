//! Why an attempt gave nothing, and whether another one may.

use std::error::Error as StdError;

use aws_sdk_bedrockruntime::config::http::HttpResponse;
use aws_sdk_bedrockruntime::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_bedrockruntime::types::error::ConverseStreamOutputError;

use crate::model::Error;

/// Why an attempt gave nothing. Messages of the service are left out, since they may quote what was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) kind: Kind,
    reason: String,
}

/// What can be done about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The service has too much to do: wait.
    Busy,
    /// Something broke: another attempt may not meet it.
    Broken,
    /// The same request will be refused again.
    Refused,
    /// The deadline has passed.
    Late,
}

impl Failure {
    fn new(kind: Kind, reason: impl Into<String>) -> Self {
        Self { kind, reason: reason.into() }
    }

    pub(super) fn late() -> Self {
        Self::new(Kind::Late, "no answer in time")
    }

    pub(super) fn not_understood() -> Self {
        Self::new(Kind::Broken, "an answer that is not understood")
    }

    pub(super) fn broke_off() -> Self {
        Self::new(Kind::Broken, "the answer broke off")
    }

    /// The model's output could not be made sense of by the service.
    pub(super) fn malformed() -> Self {
        Self::new(Kind::Broken, "the model's output is malformed")
    }

    #[cfg(test)]
    pub(super) fn busy() -> Self {
        Self::new(Kind::Busy, "ThrottlingException")
    }

    pub(super) fn reason(&self) -> &str {
        &self.reason
    }

    /// Of a call that was not answered as it should be.
    pub(super) fn of_call<E>(error: &SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + StdError + 'static,
    {
        match error {
            SdkError::ServiceError(it) => of_code(it.err().code(), it.raw().status().as_u16()),
            SdkError::ResponseError(it) => of_code(None, it.raw().status().as_u16()),
            SdkError::ConstructionFailure(_) => Self::new(Kind::Refused, root(error)),
            // No connection, none in time, or no credentials.
            _ => Self::new(Kind::Broken, root(error)),
        }
    }

    /// Of a stream that ended in an error.
    pub(super) fn of_stream<R>(error: &SdkError<ConverseStreamOutputError, R>) -> Self {
        use ConverseStreamOutputError as E;
        match error {
            // The payload of an event names no code, its header does.
            SdkError::ServiceError(it) => match it.err() {
                E::ThrottlingException(_) => Self::new(Kind::Busy, "ThrottlingException"),
                E::ServiceUnavailableException(_) => Self::new(Kind::Busy, "ServiceUnavailableException"),
                E::ValidationException(_) => Self::new(Kind::Refused, "ValidationException"),
                E::InternalServerException(_) => Self::new(Kind::Broken, "InternalServerException"),
                E::ModelStreamErrorException(_) => Self::new(Kind::Broken, "ModelStreamErrorException"),
                _ => Self::new(Kind::Broken, "an exception that is not known"),
            },
            _ => Self::broke_off(),
        }
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure.kind {
            Kind::Busy => Self::Throttled(failure.reason),
            Kind::Broken => Self::Unavailable(failure.reason),
            Kind::Refused => Self::Refused(failure.reason),
            Kind::Late => Self::TimedOut,
        }
    }
}

fn of_code(code: Option<&str>, status: u16) -> Failure {
    let kind = match (code, status) {
        (
            Some(
                "ThrottlingException"
                | "TooManyRequestsException"
                | "ServiceQuotaExceededException"
                | "ModelNotReadyException"
                | "ServiceUnavailableException",
            ),
            _,
        )
        | (_, 429 | 503) => Kind::Busy,
        (Some("ModelTimeoutException" | "ModelErrorException" | "ModelStreamErrorException"), _)
        | (_, 408 | 424) => Kind::Broken,
        (_, 400..=499) => Kind::Refused,
        _ => Kind::Broken,
    };
    Failure::new(kind, code.map_or_else(|| format!("an answer with status {status}"), str::to_owned))
}

/// The cause of all, such as a connection that was refused.
fn root(error: &(dyn StdError + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |it| (*it).source());
    causes.last().map(ToString::to_string).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_says_more_than_a_status() {
        for (code, status, expected) in [
            (Some("ThrottlingException"), 429, Kind::Busy),
            (Some("ServiceQuotaExceededException"), 400, Kind::Busy),
            (Some("ModelNotReadyException"), 429, Kind::Busy),
            (None, 503, Kind::Busy),
            (Some("ModelTimeoutException"), 408, Kind::Broken),
            (Some("ModelErrorException"), 424, Kind::Broken),
            (Some("InternalServerException"), 500, Kind::Broken),
            (None, 502, Kind::Broken),
            (Some("AccessDeniedException"), 403, Kind::Refused),
            (Some("ExpiredTokenException"), 403, Kind::Refused),
            (Some("ResourceNotFoundException"), 404, Kind::Refused),
            (Some("ValidationException"), 400, Kind::Refused),
        ] {
            assert_eq!(of_code(code, status).kind, expected, "{code:?} {status}");
        }
    }
}
