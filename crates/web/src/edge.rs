//! The outermost layer of a server: every request passes it first and last.

use std::any::Any;
use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::response::IntoResponse;
use contract::routes;
use futures_util::FutureExt;
use http::header::{CONNECTION, HeaderValue};
use http::{Response, StatusCode};
use http_body_util::Full;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tower::util::Either;
use tower::{Layer, Service};
use tower_http::compression::predicate::{And, NotForContentType, Predicate, SizeAbove};
use tower_http::compression::{Compression, CompressionBody, CompressionLayer};
use tower_http::cors::{AllowOrigin, Any as AnyOf, Cors, CorsLayer, ExposeHeaders};

use crate::clock::Clock;
use crate::fault::Fault;
use crate::request_id::{self, RequestIds};

/// What an edge allows.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Requests in progress at most; further ones are answered 503 at once.
    pub concurrency: usize,
    /// The longest a request may take.
    pub timeout: Duration,
    /// The origin of a site on another host whose scripts may call, as `https://clinic.example`.
    pub site_origin: Option<HeaderValue>,
    /// The time.
    pub clock: Clock,
}

impl Default for Settings {
    fn default() -> Self {
        Self { concurrency: 512, timeout: Duration::from_secs(5), site_origin: None, clock: Clock::System }
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
}

struct Shared {
    places: Semaphore,
    concurrency: usize,
    /// The second in which shedding was last logged.
    shed_told: AtomicI64,
    timeout: Duration,
    clock: Clock,
    drain: Drain,
    request_ids: RequestIds,
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
            timeout: settings.timeout,
            clock: settings.clock,
            drain,
            request_ids: RequestIds::new(),
        };
        let inner = match settings.site_origin {
            Some(site) => Either::Left(cors(site).layer(compressed)),
            None => Either::Right(compressed),
        };
        Self { inner, shared: Arc::new(shared) }
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

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let inner = self.inner.clone();
        let shared = self.shared.clone();
        Box::pin(async move { Ok(shared.pass(inner, request.map(Body::new)).await) })
    }
}

impl Shared {
    async fn pass(&self, inner: Inner, request: Request) -> Response<EdgeBody> {
        let id = self.request_ids.of(request.headers());
        let method = request.method().clone();
        let uri = request.uri().clone();
        let answered = self.attempt(inner, request).await;
        let mut response = match answered {
            Ok(response) => response.map(EdgeBody::Left),
            Err(fault) => fault.into_response().map(|_| EdgeBody::Right(Full::default())),
        };
        if let Some(fault) = response.extensions_mut().remove::<Fault>() {
            fault.log(&method, uri.path(), &id);
            let body = fault.body(response.headers_mut(), uri.path(), self.clock.now());
            response.headers_mut().remove(http::header::CONTENT_LENGTH);
            *response.body_mut() = EdgeBody::Right(Full::from(body));
        }
        response.headers_mut().insert(request_id::HEADER, id);
        if self.drain.has_begun() {
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }

    async fn attempt(
        &self,
        mut inner: Inner,
        request: Request,
    ) -> Result<Response<CompressionBody<Body>>, Fault> {
        let _place = match self.places.try_acquire() {
            Ok(place) => Some(place),
            // Busy is neither dead nor unready: taken for that, every instance would be left at once.
            Err(_) if [routes::HEALTH, routes::READY].contains(&request.uri().path()) => None,
            Err(_) => return Err(self.shed()),
        };
        let answering = AssertUnwindSafe(inner.call(request)).catch_unwind();
        match timeout(self.timeout, answering).await {
            Ok(Ok(Ok(response))) => Ok(response),
            Ok(Ok(Err(never))) => match never {},
            Ok(Err(panic)) => Err(Fault::internal(Panicked(text(panic.as_ref())))),
            Err(_) => Err(busy("the request took too long")),
        }
    }
}

impl Shared {
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
