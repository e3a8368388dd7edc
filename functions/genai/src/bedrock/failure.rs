//! Errors of Amazon Bedrock as failures of an attempt.

use std::error::Error as StdError;

use aws_sdk_bedrockruntime::config::http::HttpResponse;
use aws_sdk_bedrockruntime::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_bedrockruntime::types::error::ConverseStreamOutputError;

use crate::provider::{AttemptFailure, FailureKind};

/// The failure of a request.
pub(super) fn of_call<E>(error: &SdkError<E, HttpResponse>) -> AttemptFailure
where
    E: ProvideErrorMetadata + StdError + 'static,
{
    match error {
        SdkError::ServiceError(it) => of_code(it.err().code(), it.raw().status().as_u16()),
        SdkError::ResponseError(it) => of_code(None, it.raw().status().as_u16()),
        SdkError::ConstructionFailure(_) => {
            AttemptFailure::new(FailureKind::Refused, AttemptFailure::root(error))
        }
        // No connection, a connection time-out, or no credentials.
        _ => AttemptFailure::new(FailureKind::Broken, AttemptFailure::root(error)),
    }
}

/// The failure of a stream.
pub(super) fn of_stream<R>(error: &SdkError<ConverseStreamOutputError, R>) -> AttemptFailure {
    use ConverseStreamOutputError as E;
    match error {
        // The code is in the event's header, not in its payload.
        SdkError::ServiceError(it) => match it.err() {
            E::ThrottlingException(_) => AttemptFailure::new(FailureKind::Busy, "ThrottlingException"),
            E::ServiceUnavailableException(_) => {
                AttemptFailure::new(FailureKind::Busy, "ServiceUnavailableException")
            }
            E::ValidationException(_) => AttemptFailure::new(FailureKind::Refused, "ValidationException"),
            E::InternalServerException(_) => {
                AttemptFailure::new(FailureKind::Broken, "InternalServerException")
            }
            E::ModelStreamErrorException(_) => {
                AttemptFailure::new(FailureKind::Broken, "ModelStreamErrorException")
            }
            _ => AttemptFailure::new(FailureKind::Broken, "an unknown exception"),
        },
        _ => AttemptFailure::broke_off(),
    }
}

fn of_code(code: Option<&str>, status: u16) -> AttemptFailure {
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
        | (_, 429 | 503) => FailureKind::Busy,
        (Some("ModelTimeoutException" | "ModelErrorException" | "ModelStreamErrorException"), _)
        | (_, 408 | 424) => FailureKind::Broken,
        (_, 400..=499) => FailureKind::Refused,
        _ => FailureKind::Broken,
    };
    AttemptFailure::new(kind, code.map_or_else(|| format!("an answer with status {status}"), str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_says_more_than_a_status() {
        for (code, status, expected) in [
            (Some("ThrottlingException"), 429, FailureKind::Busy),
            (Some("ServiceQuotaExceededException"), 400, FailureKind::Busy),
            (Some("ModelNotReadyException"), 429, FailureKind::Busy),
            (None, 503, FailureKind::Busy),
            (Some("ModelTimeoutException"), 408, FailureKind::Broken),
            (Some("ModelErrorException"), 424, FailureKind::Broken),
            (Some("InternalServerException"), 500, FailureKind::Broken),
            (None, 502, FailureKind::Broken),
            (Some("AccessDeniedException"), 403, FailureKind::Refused),
            (Some("ExpiredTokenException"), 403, FailureKind::Refused),
            (Some("ResourceNotFoundException"), 404, FailureKind::Refused),
            (Some("ValidationException"), 400, FailureKind::Refused),
        ] {
            assert_eq!(of_code(code, status).kind, expected, "{code:?} {status}");
        }
    }
}
