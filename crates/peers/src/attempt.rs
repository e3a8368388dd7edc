//! One attempt against one instance: the context it propagates and the telemetry it emits.

use std::time::{Duration, SystemTime};

use contract::route::Route;
use reqwest::header::{HeaderMap, HeaderName};
use telemetry::context::RequestContext;
use telemetry::trace::{self, Span, SpanKind, Trace};

use crate::breaker::PeerFailure;
use crate::client::{NoAnswer, Response};
use crate::instances::Lease;
use crate::instruments::{Ending, Instruments, error_type};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// An attempt under way. Dropping it records no outcome.
pub(crate) struct Attempt<'a> {
    lease: Lease,
    route: &'static Route,
    instruments: &'a Instruments,
    trace: Option<Trace>,
    cause: Option<RequestContext>,
}

impl<'a> Attempt<'a> {
    /// Begins an attempt at an instance. `cause` is the request that the process is serving, if any.
    pub(crate) fn begin(
        lease: Lease,
        route: &'static Route,
        instruments: &'a Instruments,
        cause: Option<&RequestContext>,
    ) -> Self {
        Self { lease, route, instruments, trace: cause.map(|it| it.trace().child()), cause: cause.cloned() }
    }

    /// The headers that propagate the request id and the trace to the instance.
    pub(crate) fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        if let Some(cause) = &self.cause {
            headers.insert(REQUEST_ID, cause.request_id().clone());
        }
        if let Some(trace) = &self.trace {
            trace.write(&mut headers);
        }
        headers
    }

    /// Records the outcome in metrics and traces, and releases the instance.
    pub(crate) fn ended(self, ending: Ending) {
        match ending {
            Ok(502..=504) | Err(_) => self.lease.failed(),
            Ok(_) => self.lease.succeeded(),
        }
        let took = self.lease.began().elapsed();
        self.instruments.attempted(self.route, ending, took);
        if let (Some(trace), Some(cause)) = (&self.trace, &self.cause) {
            cause.called(trace.span, self.route, took, ending.ok());
        }
        if let Some(trace) = self.trace.as_ref().filter(|it| it.is_recorded()) {
            trace::record(self.span(trace.clone(), ending, took));
        }
    }

    fn span(&self, trace: Trace, ending: Ending, took: Duration) -> Span {
        let Route { method, path, service, .. } = self.route;
        let address = self.lease.address();
        let mut attributes = vec![
            ("http.request.method", method.as_str().to_owned()),
            ("url.template", (*path).to_owned()),
            ("server.address", address.host().to_owned()),
            ("server.port", address.port().to_string()),
        ];
        attributes.extend(service.map(|it| ("peer.service", it.name().to_owned())));
        let error = match ending {
            Ok(status) => (status >= 400).then(|| status.to_string()),
            Err(failure) => Some(error_type(failure).to_owned()),
        };
        attributes.extend(error.map(|it| ("error.type", it)));
        Span {
            trace,
            kind: SpanKind::Client,
            name: format!("{method} {path}"),
            began: wall_clock() - took,
            took,
            status: ending.ok(),
            has_failed: ending.map_or(true, |it| it >= 400),
            attributes,
        }
    }
}

/// The ending of an attempt, as metrics and traces report it.
pub(crate) fn ending(outcome: &Result<Response, NoAnswer>) -> Ending {
    outcome.as_ref().map(|it| it.status).map_err(|error| match error {
        NoAnswer::Connection(_) => PeerFailure::NoConnection,
        NoAnswer::TimedOut => PeerFailure::TimedOut,
    })
}

/// Spans carry wall-clock time so that a collector can order those of several processes.
#[expect(
    clippy::disallowed_methods,
    reason = "spans are told in the time of the day, which decides nothing here"
)]
fn wall_clock() -> SystemTime {
    SystemTime::now()
}
