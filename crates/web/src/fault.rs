//! What goes wrong: reported to the client as a problem, and logged by the edge.

use std::error::Error;
use std::sync::Arc;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use contract::problem::{self, FieldError, Problem};
use http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use http::{HeaderMap, StatusCode};
use jiff::Timestamp;

/// Seconds after which a client may try again.
const RETRY_SECONDS: HeaderValue = HeaderValue::from_static("1");

/// Why a request was not carried out.
///
/// As a response it is empty; the edge, which knows path, time and request id, writes the body and the log line.
#[derive(Clone, Debug)]
pub struct Fault {
    status: StatusCode,
    detail: Option<String>,
    errors: Vec<FieldError>,
    cause: Option<Arc<dyn Error + Send + Sync>>,
    is_repeatable: bool,
}

impl Fault {
    fn new(status: StatusCode, detail: Option<String>) -> Self {
        Self { status, detail, errors: Vec::new(), cause: None, is_repeatable: false }
    }

    /// A refusal that says why.
    pub fn refused(status: StatusCode, detail: impl Into<String>) -> Self {
        Self::new(status, Some(detail.into()))
    }

    /// 400: fields or parameters that broke rules.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let said: Vec<_> = errors.iter().map(|it| format!("{} {}", it.field, it.default_message)).collect();
        Self { errors, ..Self::refused(StatusCode::BAD_REQUEST, said.join("; ")) }
    }

    /// 404: no `what` has this id.
    pub fn unknown(what: &str, id: i32) -> Self {
        Self::refused(StatusCode::NOT_FOUND, format!("there is no {what} {id}"))
    }

    /// 412: someone else was faster.
    pub fn outdated() -> Self {
        Self::refused(StatusCode::PRECONDITION_FAILED, "it has changed since the version in If-Match")
    }

    /// 422: an idempotency key that another request has used.
    #[cfg(feature = "database")]
    pub(crate) fn key_reused() -> Self {
        let errors = vec![FieldError::new("Idempotency-Key", "was used for another request")];
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, ..Self::invalid(errors) }
    }

    /// 503: may go through later.
    pub fn unavailable(cause: impl Error + Send + Sync + 'static) -> Self {
        let detail = "temporarily unavailable, please try again".to_owned();
        Self { cause: Some(Arc::new(cause)), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, Some(detail)) }
    }

    /// 500: nothing a client could do about it. The answer does not say what it was; the log does.
    pub fn internal(cause: impl Error + Send + Sync + 'static) -> Self {
        Self { cause: Some(Arc::new(cause)), ..Self::new(StatusCode::INTERNAL_SERVER_ERROR, None) }
    }

    /// The same, of a request of which nothing was done and which may go through at once.
    #[cfg(feature = "database")]
    pub(crate) fn repeatable(self) -> Self {
        Self { is_repeatable: true, ..self }
    }

    /// Whether nothing was done, and the same request may go through at once.
    pub(crate) fn is_repeatable(&self) -> bool {
        self.is_repeatable
    }

    /// The status it is answered with.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Why, for the log.
    pub fn cause(&self) -> String {
        let cause = self.cause.as_ref().map(|it| telemetry::chain(it.as_ref()).to_string());
        cause.or_else(|| self.detail.clone()).unwrap_or_else(|| "unknown".to_owned())
    }

    /// Logs it, with the template of the path and the number of those like it that were not logged. Which request it was the log
    /// knows from its context.
    pub(crate) fn log(&self, method: &'static str, path: &'static str, omitted: u64) {
        let cause = self.cause();
        let omitted = (omitted > 0).then_some(omitted);
        if self.status == StatusCode::INTERNAL_SERVER_ERROR {
            tracing::error!(method, path, cause, omitted, "request failed");
        } else {
            tracing::warn!(method, path, cause, omitted, "request not served");
        }
    }

    /// Writes the body. Headers that a response already has, such as `Allow`, stay.
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
        response.extensions_mut().insert(self);
        response
    }
}
