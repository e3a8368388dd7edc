//! The way of a request through the edge, and of its response back.

use std::any::Any;
use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;

use axum::body::Body;
use axum::extract::Request;
use axum::response::IntoResponse;
use contract::route::Audience;
use futures_util::FutureExt;
use http::header::{CONNECTION, HeaderValue};
use http::{Response, StatusCode};
use telemetry::context::RequestContext;
use tokio::time::{sleep, timeout};
use tower::Service;
use tower_http::compression::CompressionBody;

use super::concurrency::ConcurrencyLimit;
use super::failures::Failures;
use super::observe::Seen;
use super::{Drain, EdgeBody, Hosts, Inner, KEY, RemoteAddress, Settings};
use crate::clock::Clock;
use crate::exchanges::Exchanges;
use crate::fault::Fault;
use crate::faults::{self, Injected, Injector, OperatorFaults};
use crate::instruments::Instruments;
use crate::request_id::{self, RequestIds};
use crate::secret::is_same;
use crate::slow::SlowRequests;
use crate::target::{self, Target};
use crate::tuning::{Tuner, Tuning};

/// State that all connections share.
pub(super) struct Shared {
    limit: ConcurrencyLimit,
    hosts: Hosts,
    key: Option<HeaderValue>,
    failures: Failures,
    pub(super) clock: Clock,
    drain: Drain,
    tuner: Tuner,
    pub(super) exchanges: Exchanges,
    pub(super) request_ids: RequestIds,
    pub(super) instruments: Instruments,
    pub(super) slow: SlowRequests,
    injector: Injector,
    faults: OperatorFaults,
}

impl Shared {
    pub(super) fn new(settings: Settings, drain: Drain) -> Self {
        target::prepare();
        Self {
            limit: ConcurrencyLimit::new(settings.concurrency),
            hosts: settings.hosts,
            key: settings.key,
            failures: Failures::default(),
            clock: settings.clock,
            drain,
            tuner: settings.tuner,
            exchanges: settings.exchanges,
            request_ids: RequestIds::new(),
            instruments: Instruments::new(),
            slow: settings.slow,
            injector: Injector::new(),
            faults: settings.faults,
        }
    }

    pub(super) fn is_idle(&self) -> bool {
        self.limit.is_idle()
    }

    pub(super) async fn pass(
        &self,
        inner: Inner,
        context: &RequestContext,
        mut request: Request,
        remote: Option<SocketAddr>,
    ) -> Response<EdgeBody> {
        let tuning = self.tuner.get();
        let seen = Seen::new(&request);
        let uri = request.uri().clone();
        // The edge itself may answer it, with a time-out, an injected fault or a refusal under load.
        if let Some(row) = seen.row() {
            context.set_route(row);
        }
        if let (Audience::Operators, Some(remote)) = (seen.target.audience(), remote) {
            request.extensions_mut().insert(RemoteAddress(remote));
        }
        if seen.target.is_streamed() {
            request.extensions_mut().insert(self.drain.clone());
        }
        let mut injected = None;
        let checked = self.check(&request, seen.target, remote);
        let (permit, answered) = match checked.and_then(|()| self.limit.admit(seen.target)) {
            Ok(permit) => (permit, self.attempt(inner, seen.target, &tuning, &mut injected, request).await),
            Err(fault) => (None, Err(fault)),
        };
        let mut response = match answered {
            Ok(response) => response.map(EdgeBody::of),
            Err(fault) => fault.into_response().map(|_| EdgeBody::problem(Vec::new())),
        };
        let template = context.route().map_or_else(|| seen.target.template(), |it| it.path);
        if let Some(fault) = response.extensions_mut().remove::<Fault>() {
            let now = self.clock.now();
            self.failures.log(&fault, seen.method_label(), template, now.as_second());
            let body = fault.body(response.headers_mut(), uri.path(), now);
            response.headers_mut().remove(http::header::CONTENT_LENGTH);
            *response.body_mut() = EdgeBody::problem(body);
        }
        let headers = response.headers_mut();
        headers.insert(request_id::HEADER, context.request_id().clone());
        if let Some(injected) = injected {
            headers.insert(faults::HEADER, injected.header());
        }
        if self.drain.has_begun() {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        self.observe(&seen, context, uri.path(), template, response.status(), &tuning);
        response.map(|body| body.holding(permit))
    }

    /// Refuses requests that are not meant for this listener.
    fn check(&self, request: &Request, target: Target, remote: Option<SocketAddr>) -> Result<(), Fault> {
        // Only a connection has a host; a gateway has looked at it before it invokes a function.
        if remote.is_some() {
            self.hosts.check(request, target)?;
        }
        let Some(key) = &self.key else { return Ok(()) };
        match request.headers().get(KEY) {
            Some(presented) if is_same(presented.as_bytes(), key.as_bytes()) => Ok(()),
            _ => Err(Fault::refused(StatusCode::FORBIDDEN, "this listener is for the clinic itself")),
        }
    }

    async fn attempt(
        &self,
        mut inner: Inner,
        target: Target,
        tuning: &Tuning,
        injected: &mut Option<Injected>,
        request: Request,
    ) -> Result<Response<CompressionBody<Body>>, Fault> {
        if target.takes_faults() {
            *injected = self.injector.next(&self.faults.now().unwrap_or(tuning.faults));
        }
        let answering = async {
            if let Some(injected) = injected {
                sleep(injected.latency).await;
                if let Some(fault) = injected.fault() {
                    return Err(fault);
                }
            }
            match AssertUnwindSafe(inner.call(request)).catch_unwind().await {
                Ok(Ok(response)) => Ok(response),
                Ok(Err(never)) => match never {},
                Err(panic) => Err(Fault::internal(Panicked(text(panic.as_ref())))),
            }
        };
        timeout(target.timeout(tuning.timeout), answering).await.unwrap_or_else(|_| {
            Err(Fault::refused(StatusCode::SERVICE_UNAVAILABLE, "the request took too long"))
        })
    }
}

#[derive(Debug)]
struct Panicked(String);

impl std::fmt::Display for Panicked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a handler panicked: {}", self.0)
    }
}

impl std::error::Error for Panicked {}

fn text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|it| (*it).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "unknown".to_owned())
}
