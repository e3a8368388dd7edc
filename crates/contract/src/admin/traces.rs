//! Traces of requests that were slow or failed.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};

use super::InstanceId;
use crate::endpoint::response_bodies;
use crate::params::{Query, QueryParams, parameter};
use crate::problem::FieldError;

/// The requests that were slow or failed lately, as far as the clinic's instances keep them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TraceList {
    /// The traces, slowest first, at most 100.
    pub traces: Vec<RequestTrace>,
    /// The instances that did not answer, whose part is missing.
    pub unreachable: Vec<InstanceId>,
}

response_bodies!(TraceList);

/// A request, and what it led to in other instances.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequestTrace {
    /// 32 hexadecimal digits, which lines of the log have as `traceId`.
    pub trace_id: String,
    /// When it began, RFC 3339 in UTC.
    #[schema(format = "date-time")]
    pub began: String,
    /// How long it took, in milliseconds.
    pub took_ms: f64,
    /// What was asked for, such as `GET /api/vets/vets`.
    pub name: String,
    /// The application that was asked first.
    pub application: String,
    /// The status of the answer.
    pub status: Option<u16>,
    /// Whether it was an error of the clinic.
    pub has_failed: bool,
    /// Its spans, by beginning.
    pub spans: Vec<TraceSpan>,
}

/// A request at an instance, or a call to another one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TraceSpan {
    /// 16 hexadecimal digits.
    pub span_id: String,
    /// The span that caused it, which may be unknown here; null if there is none.
    pub parent_id: Option<String>,
    /// The instance that tells of it.
    pub instance: InstanceId,
    /// The application.
    pub application: String,
    /// Which side of a call it is.
    pub kind: SpanKind,
    /// What was asked for.
    pub name: String,
    /// When it began by the instance's clock, RFC 3339 in UTC.
    #[schema(format = "date-time")]
    pub began: String,
    /// How long it took, in milliseconds.
    pub took_ms: f64,
    /// The status of the answer; null if there was none.
    pub status: Option<u16>,
    /// Whether it failed.
    pub has_failed: bool,
}

/// The side of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum SpanKind {
    /// Answers a request.
    Server,
    /// Sends one.
    Client,
}

/// Which traces are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TraceQuery {
    /// Only the trace with this id.
    pub trace_id: Option<String>,
}

const TRACE_ID: &str = "traceId";

impl QueryParams for TraceQuery {
    const NAMES: &'static [&'static str] = &[TRACE_ID];

    fn read(query: &Query) -> Result<Self, Vec<FieldError>> {
        let Some(text) = query.first(TRACE_ID) else { return Ok(Self::default()) };
        let is_digit = |it: u8| it.is_ascii_digit() || matches!(it, b'a'..=b'f');
        if text.len() == 32 && text.bytes().all(is_digit) {
            return Ok(Self { trace_id: Some(text.to_owned()) });
        }
        Err(vec![FieldError::new(TRACE_ID, "must be 32 lower-case hexadecimal digits")])
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        self.trace_id.iter().map(|it| (TRACE_ID, it.clone())).collect()
    }

    fn parameters() -> Vec<Parameter> {
        let id = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[0-9a-f]{32}$"));
        vec![parameter(TRACE_ID, ParameterIn::Query, false, "Only the trace with this id", id.into())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_traces_id_is_32_hexadecimal_digits() {
        let read = |text: &str| TraceQuery::read(&Query::parse(text));
        let id = "0123456789abcdef0123456789abcdef";
        assert_eq!(read(&format!("traceId={id}")).unwrap().trace_id.as_deref(), Some(id));
        assert_eq!(read("").unwrap(), TraceQuery::default());
        for bad in ["traceId=", "traceId=abc", "traceId=0123456789ABCDEF0123456789abcdef"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
