//! Trace contexts, which travel in headers, and spans, which a collector receives.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderValue};

pub(crate) mod export;
mod headers;
mod ids;

/// A span's place in a trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// 16 bytes; the first four are seconds since 1970, as X-Ray requires.
    pub id: u128,
    /// 8 bytes.
    pub span: u64,
    /// The span that caused this one.
    pub parent: Option<u64>,
    /// Whether the trace is exported to a collector.
    pub is_sampled: bool,
    /// `tracestate`: other vendors' data on the trace, passed on unchanged.
    pub state: Option<HeaderValue>,
}

impl Trace {
    /// The place of a request with these headers: `traceparent` (W3C Trace Context) or `X-Amzn-Trace-Id` (X-Ray), or the
    /// beginning of a new trace.
    pub fn of(headers: &HeaderMap) -> Self {
        let caller = headers::read(headers);
        Self {
            id: caller.map_or_else(ids::trace, |caller| caller.id),
            span: ids::span(),
            parent: caller.and_then(|caller| caller.span),
            is_sampled: caller.and_then(|caller| caller.is_sampled).unwrap_or_else(ids::is_sampled),
            state: headers::state(headers),
        }
    }

    /// The place of a child span.
    pub fn child(&self) -> Self {
        Self { span: ids::span(), parent: Some(self.span), ..self.clone() }
    }

    /// Writes its place for a callee, in both forms.
    pub fn write(&self, headers: &mut HeaderMap) {
        headers::write(headers, self.id, self.span, self.is_sampled);
        if let Some(state) = &self.state {
            headers.insert(headers::TRACESTATE, state.clone());
        }
    }

    /// Whether its spans are worth building: it is sampled, and there is a collector.
    pub fn is_recorded(&self) -> bool {
        self.is_sampled && export::collector().is_some()
    }
}

/// The side of a call that a span describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpanKind {
    /// Answers a request.
    Server,
    /// Sends one.
    Client,
}

/// A span, recorded once it is over.
#[derive(Clone, Debug)]
pub struct Span {
    /// Where it belongs.
    pub trace: Trace,
    /// Which side of a call it was.
    pub kind: SpanKind,
    /// Its name of low cardinality, such as `GET /api/vets/vets`.
    pub name: String,
    /// When it began.
    pub began: SystemTime,
    /// How long it took.
    pub took: Duration,
    /// The status of the answer, if there was one.
    pub status: Option<u16>,
    /// Whether it failed: on our side for a server, at all for a client.
    pub has_failed: bool,
    /// Further attributes, named as OpenTelemetry's semantic conventions do.
    pub attributes: Vec<(&'static str, String)>,
}

/// Exports a span to the collector, if there is one. Call it for sampled spans only.
pub fn record(span: Span) {
    if let Some(collector) = export::collector() {
        collector.record(span);
    }
}

/// Changes the share of new traces that are sampled.
pub(crate) fn set_sampling(share: f64) {
    // Without a collector the share is 0: a sampled trace would make every callee record its part.
    ids::set_share(if export::collector().is_some() { share } else { 0.0 });
}
