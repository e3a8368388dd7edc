//! Errors of Amazon Bedrock as failures of an attempt.

use std::error::Error as StdError;

use aws_sdk_bedrockruntime::config::http::HttpResponse;
use aws_sdk_bedrockruntime::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_bedrockruntime::types::error::ConverseStreamOutputError;

use crate::provider::{Failure, Kind};

/// The failure of a request.
pub(super) fn of_call<E>(error: &SdkError<E, HttpResponse>) -> Failure
where
    E: ProvideErrorMetadata + StdError + 'static,
{
    match error {
        SdkError::ServiceError(it) => of_code(it.err().code(), it.raw().status().as_u16()),
        SdkError::ResponseError(it) => of_code(None, it.raw().status().as_u16()),
        SdkError::ConstructionFailure(_) => Failure::new(Kind::Refused, Failure::root(error)),
        // No connection, a connection time-out, or no credentials.
        _ => Failure::new(Kind::Broken, Failure::root(error)),
    }
}

/// The failure of a stream.
pub(super) fn of_stream<R>(error: &SdkError<ConverseStreamOutputError, R>) -> Failure {
    use ConverseStreamOutputError as E;
    match error {
        // The code is in the event's header, not in its payload.
        SdkError::ServiceError(it) => match it.err() {
            E::ThrottlingException(_) => Failure::new(Kind::Busy, "ThrottlingException"),
            E::ServiceUnavailableException(_) => Failure::new(Kind::Busy, "ServiceUnavailableException"),
            E::ValidationException(_) => Failure::new(Kind::Refused, "ValidationException"),
            E::InternalServerException(_) => Failure::new(Kind::Broken, "InternalServerException"),
            E::ModelStreamErrorException(_) => Failure::new(Kind::Broken, "ModelStreamErrorException"),
            _ => Failure::new(Kind::Broken, "an unknown exception"),
        },
        _ => Failure::broke_off(),
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
