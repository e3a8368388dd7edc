//! Telemetry of an answered request: metrics, log, trace, and the list of the last requests.

use std::time::SystemTime;

use axum::extract::Request;
use contract::route::Route;
use http::{Method, StatusCode};
use telemetry::context::RequestContext;
use telemetry::trace::{self, Span};
use tokio::time::Instant;

use super::pass::Shared;
use crate::exchanges::{self, Exchange};
use crate::instruments::method_label;
use crate::slow::{SlowRequest, milliseconds};
use crate::target::Target;
use crate::tuning::Tuning;

/// The facts about a request that its telemetry needs after it is answered.
pub(super) struct Seen {
    pub(super) target: Target,
    method: Method,
    began: Instant,
}

impl Seen {
    pub(super) fn new(request: &Request) -> Self {
        let method = request.method().clone();
        Self { target: Target::of(&method, request.uri().path()), method, began: Instant::now() }
    }

    /// The row of the table of routes that the request is for, if any.
    pub(super) fn row(&self) -> Option<&'static Route> {
        self.target.row(&self.method)
    }

    pub(super) fn method_label(&self) -> &'static str {
        method_label(&self.method)
    }
}

impl Shared {
    /// Records a request. Of its path only the template is recorded, with ids in the list for operators: paths, queries and bodies may
    /// be personal.
    pub(super) fn observe(
        &self,
        seen: &Seen,
        context: &RequestContext,
        path: &str,
        template: &'static str,
        status: StatusCode,
        tuning: &Tuning,
    ) {
        let took = seen.began.elapsed();
        let (method, status) = (seen.method_label(), status.as_u16());
        self.instruments.record(context.route(), template, &seen.method, status, took);
        // Probes come every few seconds, and operators know their own requests.
        if !seen.target.is_clients() {
            return;
        }
        if tuning.log_requests.has(status) {
            let took_ms = milliseconds(took);
            tracing::info!(target: "request", method, path = template, status, durationMs = took_ms);
        }
        let began = self.clock.now() - took;
        let request_id = context.request_id().clone();
        let uri = exchanges::uri(template, path);
        self.exchanges.add(Exchange { began, took, method, uri, status, request_id });
        if took >= tuning.slow || status >= 500 {
            let service = context.route().and_then(|it| it.service);
            let (trace, calls) = (context.trace().clone(), context.calls());
            self.slow.add(SlowRequest { trace, service, method, template, began, took, status, calls });
        }
        if context.trace().is_recorded() {
            trace::record(Span {
                trace: context.trace().clone(),
                kind: trace::SpanKind::Server,
                name: format!("{method} {template}"),
                began: SystemTime::try_from(began).unwrap_or(SystemTime::UNIX_EPOCH),
                took,
                status: Some(status),
                has_failed: status >= 500,
                attributes: vec![
                    ("http.request.method", method.to_owned()),
                    ("http.route", template.to_owned()),
                ],
            });
        }
    }
}
