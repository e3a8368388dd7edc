//! The outermost layer of a server: every request passes it first and last.

mod observe;

use std::any::Any;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::task::Poll;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::response::IntoResponse;
use futures_util::FutureExt;
use http::header::{CONNECTION, HeaderValue};
use http::{Response, StatusCode};
use http_body_util::Full;
use telemetry::context::Context;
use telemetry::trace::Trace;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tower::util::Either;
use tower::{Layer, Service};
use tower_http::compression::predicate::{And, NotForContentType, Predicate, SizeAbove};
use tower_http::compression::{Compression, CompressionBody, CompressionLayer};
use tower_http::cors::{AllowOrigin, Any as AnyOf, Cors, CorsLayer, ExposeHeaders};

use crate::clock::Clock;
use crate::edge::observe::Seen;
use crate::exchanges::Exchanges;
use crate::fault::Fault;
use crate::faults::{self, Injected, Injector};
use crate::instruments::Instruments;
use crate::place::{self, Kind};
use crate::request_id::{self, RequestIds};
use crate::tuning::{Tuner, Tuning};

/// The longest an operator's request may take: re-reading settings waits for others.
const OPERATORS_TIMEOUT: Duration = Duration::from_secs(30);

/// What an edge allows.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Requests in progress at most; further ones are answered 503 at once.
    pub concurrency: usize,
    /// The origin of a site on another host whose scripts may call, as `https://clinic.example`.
    pub site_origin: Option<HeaderValue>,
    /// The time.
    pub clock: Clock,
    /// What can be changed while it serves.
    pub tuner: Tuner,
    /// Where it leaves the last requests for operators to see.
    pub exchanges: Exchanges,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            concurrency: 512,
            site_origin: None,
            clock: Clock::System,
            tuner: Tuner::default(),
            exchanges: Exchanges::default(),
        }
    }
}

/// Whether a server is on its way out: not ready any more, closing connections as they fall idle.
#[derive(Clone, Debug, Default)]
pub struct Drain(Arc<AtomicBool>);

impl Drain {
    /// Begins to drain.
    pub fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it has begun.
    pub fn has_begun(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

type Inner = Either<Cors<Compressed>, Compressed>;
type Compressed = Compression<Router, Compressible>;
type Compressible = And<SizeAbove, NotForContentType>;

/// The body of an answer: a handler's, or a problem's.
pub type EdgeBody = http_body_util::Either<CompressionBody<Body>, Full<Bytes>>;

/// A router behind its edge.
#[derive(Clone)]
pub struct Edge {
    inner: Inner,
    shared: Arc<Shared>,
    /// Where the connection comes from, once it is one's.
    remote: Option<SocketAddr>,
}

/// Where a request's connection comes from. Only operators' requests carry it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RemoteAddress(pub(crate) SocketAddr);

struct Shared {
    places: Semaphore,
    concurrency: usize,
    /// The second in which shedding was last logged.
    shed_told: AtomicI64,
    clock: Clock,
    drain: Drain,
    tuner: Tuner,
    exchanges: Exchanges,
    request_ids: RequestIds,
    instruments: Instruments,
    injector: Injector,
}

impl Edge {
    /// Puts a router behind an edge.
    pub fn new(router: Router, settings: Settings, drain: Drain) -> Self {
        let router = router
            .fallback(|| async { Fault::refused(StatusCode::NOT_FOUND, "there is nothing at this path") })
            .method_not_allowed_fallback(|| async {
                Fault::refused(
                    StatusCode::METHOD_NOT_ALLOWED,
                    "this method is not known here, see the Allow header",
                )
            });
        // The original compresses from 2048 bytes on as well. Event streams must not be held back.
        let compressible = SizeAbove::new(2047).and(NotForContentType::const_new("text/event-stream"));
        let compressed = CompressionLayer::new().compress_when(compressible).layer(router);
        let shared = Shared {
            places: Semaphore::new(settings.concurrency),
            concurrency: settings.concurrency,
            shed_told: AtomicI64::default(),
            clock: settings.clock,
            drain,
            tuner: settings.tuner,
            exchanges: settings.exchanges,
            request_ids: RequestIds::new(),
            instruments: Instruments::new(),
            injector: Injector::default(),
        };
        let inner = match settings.site_origin {
            Some(site) => Either::Left(cors(site).layer(compressed)),
            None => Either::Right(compressed),
        };
        Self { inner, shared: Arc::new(shared), remote: None }
    }

    /// The same edge for a connection that comes from there.
    pub(crate) fn for_connection(&self, remote: SocketAddr) -> Self {
        Self { remote: Some(remote), ..self.clone() }
    }

    /// Whether no request is in progress.
    pub(crate) fn is_idle(&self) -> bool {
        self.shared.places.available_permits() >= self.shared.concurrency
    }
}

fn cors(site: HeaderValue) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::exact(site))
        .allow_methods([http::Method::GET, http::Method::POST, http::Method::PUT, http::Method::DELETE])
        .allow_headers(AnyOf)
        .expose_headers(ExposeHeaders::list(
            ["etag", "link", "retry-after", "x-request-id", "x-total-count"]
                .map(http::HeaderName::from_static),
        ))
}

impl<B> Service<http::Request<B>> for Edge
where
    B: http_body_util::BodyExt + axum::body::HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<axum::BoxError>,
{
    type Response = Response<EdgeBody>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut std::task::Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let (inner, shared, remote) = (self.inner.clone(), self.shared.clone(), self.remote);
        Box::pin(async move {
            let context =
                Context::new(shared.request_ids.of(request.headers()), Trace::of(request.headers()));
            let passing = shared.pass(inner, &context, request.map(Body::new), remote);
            Ok(context.clone().scope(passing).await)
        })
    }
}

impl Shared {
    async fn pass(
        &self,
        inner: Inner,
        context: &Context,
        mut request: Request,
        remote: Option<SocketAddr>,
    ) -> Response<EdgeBody> {
        let tuning = self.tuner.get();
        let seen = Seen::new(&request);
        let uri = request.uri().clone();
        if let (Kind::Operator, Some(remote)) = (seen.kind, remote) {
            request.extensions_mut().insert(RemoteAddress(remote));
        }
        let mut injected = None;
        let answered = self.attempt(inner, seen.kind, &tuning, &mut injected, request).await;
        let mut response = match answered {
            Ok(response) => response.map(EdgeBody::Left),
            Err(fault) => fault.into_response().map(|_| EdgeBody::Right(Full::default())),
        };
        let template = context.route().map_or_else(|| place::template(uri.path()), |it| it.path);
        if let Some(fault) = response.extensions_mut().remove::<Fault>() {
            fault.log(seen.method_label(), template);
            let body = fault.body(response.headers_mut(), uri.path(), self.clock.now());
            response.headers_mut().remove(http::header::CONTENT_LENGTH);
            *response.body_mut() = EdgeBody::Right(Full::from(body));
        }
        let headers = response.headers_mut();
        headers.insert(request_id::HEADER, context.request_id().clone());
        if let Some(injected) = injected {
            headers.insert(faults::HEADER, injected.told());
        }
        if self.drain.has_begun() {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        self.observe(&seen, context, template, response.status(), tuning.log_requests);
        response
    }

    async fn attempt(
        &self,
        mut inner: Inner,
        kind: Kind,
        tuning: &Tuning,
        injected: &mut Option<Injected>,
        request: Request,
    ) -> Result<Response<CompressionBody<Body>>, Fault> {
        let _place = match self.places.try_acquire() {
            Ok(place) => Some(place),
            Err(_) if kind != Kind::Api => None,
            Err(_) => return Err(self.shed()),
        };
        if kind == Kind::Api {
            *injected = self.injector.next(&tuning.faults);
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
        let limit = if kind == Kind::Operator { OPERATORS_TIMEOUT } else { tuning.timeout };
        timeout(limit, answering).await.unwrap_or_else(|_| Err(busy("the request took too long")))
    }

    /// Too many requests: told to each client, and to the log once a second.
    fn shed(&self) -> Fault {
        let second = self.clock.seconds();
        let fault = busy("too many requests in progress");
        if self.shed_told.swap(second, Ordering::Relaxed) == second { fault.told() } else { fault }
    }
}

fn busy(why: &'static str) -> Fault {
    Fault::refused(StatusCode::SERVICE_UNAVAILABLE, why)
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

#[cfg(test)]
mod tests;
