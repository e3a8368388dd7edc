//! Errors of an endpoint as failures of an attempt.

use std::time::Duration;

use http::HeaderMap;
use http::header::RETRY_AFTER;
use reqwest::Response;
use serde_json::Value;

use super::Refusal;
use crate::provider::{AttemptFailure, FailureKind};

/// Bytes of an error's body that are read.
const MOST_BYTES: usize = 16 * 1024;

/// Codes that may be shown. Any other may quote the prompt, as messages do.
const CODES: [&str; 16] = [
    "DeploymentNotFound",
    "billing_hard_limit_reached",
    "content_filter",
    "context_length_exceeded",
    "insufficient_quota",
    "invalid_api_key",
    "invalid_request_error",
    "model_not_found",
    "not_found_error",
    "rate_limit_exceeded",
    "rate_limit_error",
    "server_error",
    "tokens",
    "requests",
    "unsupported_parameter",
    "unsupported_value",
];

/// An answer with an error status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rejection {
    pub(super) status: u16,
    code: Option<&'static str>,
    /// The parameter that the endpoint objects to. Not for logs.
    pub(super) parameter: Option<String>,
    retry_after: Option<Duration>,
}

impl Rejection {
    #[cfg(test)]
    pub(super) fn of_status(status: u16) -> Self {
        Self { status, code: None, parameter: None, retry_after: None }
    }

    /// Reads an answer.
    pub(super) async fn read(mut response: Response) -> Self {
        let status = response.status().as_u16();
        let retry_after = retry_after(response.headers());
        let mut bytes = Vec::new();
        while let Ok(Some(piece)) = response.chunk().await {
            bytes.extend_from_slice(&piece);
            if bytes.len() > MOST_BYTES {
                break;
            }
        }
        let body = serde_json::from_slice(&bytes).unwrap_or_default();
        Self { status, code: code(&body), parameter: parameter(&body), retry_after }
    }

    /// Whether a filter of the endpoint refused the prompt.
    pub(super) fn is_filtered(&self) -> bool {
        self.status == 400 && self.code == Some("content_filter")
    }
}

impl From<Rejection> for Refusal {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

impl From<Rejection> for AttemptFailure {
    fn from(rejection: Rejection) -> Self {
        let Rejection { status, code, retry_after, .. } = rejection;
        let kind = match (code, status) {
            // The status is that of throttling, but waiting does not help.
            (Some("insufficient_quota" | "billing_hard_limit_reached"), _) => FailureKind::Refused,
            (_, 429 | 503 | 529) => FailureKind::Busy,
            (_, 408 | 409 | 500..) => FailureKind::Broken,
            _ => FailureKind::Refused,
        };
        let reason = match (code, status) {
            (Some(code), _) => code.to_owned(),
            (None, 300..=399) => {
                format!("status {status}: the endpoint redirects, set the URL that it redirects to")
            }
            (None, 401 | 403) => format!("status {status}: the endpoint refuses the key, or wants one"),
            (None, 404) => "status 404: the endpoint has no such model or path".to_owned(),
            (None, _) => format!("an answer with status {status}"),
        };
        Self::new(kind, reason).retry_after(retry_after)
    }
}

/// The failure of an error in the middle of a stream.
pub(super) fn of_event(error: &Value) -> AttemptFailure {
    let code = code(&serde_json::json!({ "error": error }));
    let kind = match code {
        Some("rate_limit_exceeded" | "rate_limit_error" | "tokens" | "requests") => FailureKind::Busy,
        Some("server_error") | None => FailureKind::Broken,
        Some(_) => FailureKind::Refused,
    };
    AttemptFailure::new(kind, code.unwrap_or("an error in the stream"))
}

/// The failure of a request without an answer. The URL is left out, since a query may hold a key.
pub(super) fn of_transport(error: reqwest::Error) -> AttemptFailure {
    let kind = if error.is_builder() { FailureKind::Refused } else { FailureKind::Broken };
    AttemptFailure::new(kind, AttemptFailure::root(&error.without_url()))
}

/// The pause that the endpoint requests in seconds. A date does not count.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<f64>().ok();
    let millis = number("retry-after-ms").map(|it| it / 1000.0);
    Duration::try_from_secs_f64(millis.or_else(|| number(RETRY_AFTER.as_str()))?).ok()
}

/// The code of an error, else its type, if it is a known one.
fn code(body: &Value) -> Option<&'static str> {
    let error = error(body);
    let known = |field: &str| {
        let text = error[field].as_str()?;
        CODES.iter().find(|it| **it == text).copied()
    };
    known("code").or_else(|| known("type"))
}

fn parameter(body: &Value) -> Option<String> {
    error(body)["param"].as_str().map(str::to_owned)
}

/// The object that describes an error. OpenAI nests it in a member, other endpoints do not.
fn error(body: &Value) -> &Value {
    if body["error"].is_object() { &body["error"] } else { body }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn failure(status: u16, body: &Value) -> AttemptFailure {
        let rejection = Rejection { code: code(body), ..Rejection::of_status(status) };
        rejection.into()
    }

    #[test]
    fn a_code_says_more_than_a_status() {
        let error =
            |code: &str| json!({"error": {"message": "hush", "type": "x", "param": null, "code": code}});
        for (status, body, expected) in [
            (429, error("rate_limit_exceeded"), FailureKind::Busy),
            (429, error("insufficient_quota"), FailureKind::Refused),
            (429, json!({}), FailureKind::Busy),
            (503, json!("overloaded"), FailureKind::Busy),
            (529, json!(null), FailureKind::Busy),
            (500, error("hush"), FailureKind::Broken),
            (502, json!({}), FailureKind::Broken),
            (408, json!({}), FailureKind::Broken),
            (301, json!({}), FailureKind::Refused),
            (400, error("context_length_exceeded"), FailureKind::Refused),
            (401, error("invalid_api_key"), FailureKind::Refused),
            (404, json!({"error": "model 'hush' not found"}), FailureKind::Refused),
        ] {
            let failure = failure(status, &body);
            assert_eq!(failure.kind, expected, "{status} {body}");
            assert!(!failure.reason.contains("hush"), "{}", failure.reason);
        }
    }

    #[test]
    fn an_endpoint_says_how_long_it_wants_to_be_left_alone() {
        let said = |name: &'static str, value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(name, value.parse().unwrap());
            retry_after(&headers)
        };
        assert_eq!(said("retry-after", "2"), Some(Duration::from_secs(2)));
        assert_eq!(said("retry-after-ms", "250"), Some(Duration::from_millis(250)));
        for odd in ["Wed, 21 Oct 2026 07:28:00 GMT", "-1", "NaN", "1e300", ""] {
            assert_eq!(said("retry-after", odd), None, "{odd}");
        }
    }
}
