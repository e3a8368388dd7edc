//! Faults: the edge reports them to the client as problems, and logs them.

use std::error::Error;
use std::sync::Arc;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use contract::problem::{self, FieldError, Problem};
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use http::{HeaderMap, StatusCode};
use jiff::Timestamp;

/// The `Retry-After` of a refusal that may pass, in seconds.
const RETRY_SECONDS: HeaderValue = HeaderValue::from_static("1");

/// Why a request failed.
///
/// As a response it has no body: the edge knows path, time and request id, and writes body and log line.
#[derive(Clone, Debug)]
pub struct Fault {
    status: StatusCode,
    detail: Option<String>,
    errors: Vec<FieldError>,
    cause: Option<Arc<dyn Error + Send + Sync>>,
    is_repeatable: bool,
    /// Boxed, since few have one.
    header: Option<Box<(HeaderName, HeaderValue)>>,
}

impl Fault {
    fn new(status: StatusCode, detail: Option<String>) -> Self {
        Self { status, detail, errors: Vec::new(), cause: None, is_repeatable: false, header: None }
    }

    /// A refusal with a detail for the client.
    pub fn refused(status: StatusCode, detail: impl Into<String>) -> Self {
        Self::new(status, Some(detail.into()))
    }

    /// 400: fields or parameters that break rules.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let said: Vec<_> = errors.iter().map(|it| format!("{} {}", it.field, it.default_message)).collect();
        Self { errors, ..Self::refused(StatusCode::BAD_REQUEST, said.join("; ")) }
    }

    /// 404: no `what` has this id.
    pub fn unknown(what: &str, id: i32) -> Self {
        Self::refused(StatusCode::NOT_FOUND, format!("there is no {what} {id}"))
    }

    /// 409: fields that contradict what is there.
    pub fn conflict(errors: Vec<FieldError>) -> Self {
        Self { status: StatusCode::CONFLICT, ..Self::invalid(errors) }
    }

    /// 412: another change came first.
    pub fn outdated() -> Self {
        Self::refused(StatusCode::PRECONDITION_FAILED, "it has changed since the version in If-Match")
    }

    /// 422: the idempotency key belongs to a different request.
    #[cfg(feature = "database")]
    pub(crate) fn key_reused() -> Self {
        let errors = vec![FieldError::new("Idempotency-Key", "was used for another request")];
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, ..Self::invalid(errors) }
    }

    /// 503: the request may succeed later.
    pub fn unavailable(cause: impl Error + Send + Sync + 'static) -> Self {
        let detail = "temporarily unavailable, please try again".to_owned();
        Self { cause: Some(Arc::new(cause)), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, Some(detail)) }
    }

    /// 500: the client can do nothing about it. The log has the cause; the response does not.
    pub fn internal(cause: impl Error + Send + Sync + 'static) -> Self {
        Self { cause: Some(Arc::new(cause)), ..Self::new(StatusCode::INTERNAL_SERVER_ERROR, None) }
    }

    /// Adds a header to the answer, such as when to try again.
    #[must_use]
    pub fn header(self, name: HeaderName, value: HeaderValue) -> Self {
        Self { header: Some(Box::new((name, value))), ..self }
    }

    /// Marks a request that had no effect and may succeed if repeated at once.
    #[cfg(feature = "database")]
    pub(crate) fn repeatable(self) -> Self {
        Self { is_repeatable: true, ..self }
    }

    /// Whether the request had no effect and may succeed if repeated at once.
    pub(crate) fn is_repeatable(&self) -> bool {
        self.is_repeatable
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The cause, for the log.
    pub fn cause(&self) -> String {
        let cause = self.cause.as_ref().map(|it| telemetry::chain(it.as_ref()).to_string());
        cause.or_else(|| self.detail.clone()).unwrap_or_else(|| "unknown".to_owned())
    }

    /// Logs the fault with the path template and the number of similar faults omitted. The log's context identifies the
    /// request.
    pub(crate) fn log(&self, method: &'static str, path: &'static str, omitted: u64) {
        let cause = self.cause();
        let omitted = (omitted > 0).then_some(omitted);
        if self.status == StatusCode::INTERNAL_SERVER_ERROR {
            tracing::error!(method, path, cause, omitted, "request failed");
        } else {
            tracing::warn!(method, path, cause, omitted, "request not served");
        }
    }

    /// Writes the body. It keeps headers that the response already has, such as `Allow`.
    pub(crate) fn body(self, headers: &mut HeaderMap, path: &str, now: Timestamp) -> Vec<u8> {
        let title = self.status.canonical_reason().unwrap_or("Error");
        let problem = Problem {
            kind: "about:blank".to_owned(),
            title: title.to_owned(),
            status: self.status.as_u16(),
            detail: self.detail,
            timestamp: format!("{now:.3}"),
            error: title.to_owned(),
            path: path.to_owned(),
            errors: self.errors,
        };
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(problem::MEDIA_TYPE));
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(RETRY_AFTER, RETRY_SECONDS);
        }
        serde_json::to_vec(&problem).unwrap_or_default()
    }
}

impl From<Vec<FieldError>> for Fault {
    fn from(errors: Vec<FieldError>) -> Self {
        Self::invalid(errors)
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.status;
        if let Some(header) = &self.header {
            response.headers_mut().insert(&header.0, header.1.clone());
        }
        response.extensions_mut().insert(self);
        response
    }
}
