//! The outermost layer of a server. Every request passes it on its way in, and every response on its way out.

mod concurrency;
mod drain;
mod failures;
mod observe;
mod pass;
mod settings;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use axum::Router;
use axum::body::{Body, Bytes};
use http::header::HeaderValue;
use http::{Response, StatusCode};
use http_body_util::Full;
use telemetry::context::RequestContext;
use telemetry::trace::Trace;
use tower::util::Either;
use tower::{Layer, Service};
use tower_http::compression::predicate::{And, NotForContentType, Predicate, SizeAbove};
use tower_http::compression::{Compression, CompressionBody, CompressionLayer};
use tower_http::cors::{AllowOrigin, Any, Cors, CorsLayer, ExposeHeaders};

use crate::edge::pass::Shared;
use crate::fault::Fault;

pub use drain::Drain;
pub use settings::Settings;

type Inner = Either<Cors<Compressed>, Compressed>;
type Compressed = Compression<Router, Compressible>;
type Compressible = And<SizeAbove, NotForContentType>;

/// The body of a response: a handler's or a problem's.
pub type EdgeBody = http_body_util::Either<CompressionBody<Body>, Full<Bytes>>;

/// A router behind its edge.
#[derive(Clone)]
pub struct Edge {
    inner: Inner,
    shared: Arc<Shared>,
    /// The address of the client; set once this edge belongs to a connection.
    remote: Option<SocketAddr>,
}

/// The address of the client. Only requests to operators' endpoints carry it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RemoteAddress(pub(crate) SocketAddr);

impl Edge {
    /// Wraps a router in an edge.
    pub fn new(router: Router, settings: Settings, drain: Drain) -> Self {
        let router = router
            .fallback(|| async { Fault::refused(StatusCode::NOT_FOUND, "there is nothing at this path") })
            .method_not_allowed_fallback(|| async {
                Fault::refused(
                    StatusCode::METHOD_NOT_ALLOWED,
                    "this method is not known here, see the Allow header",
                )
            });
        // Compression starts at 2048 bytes, as in the original. It would buffer event streams, so they are exempt.
        let compressible = SizeAbove::new(2047).and(NotForContentType::const_new("text/event-stream"));
        let compressed = CompressionLayer::new().compress_when(compressible).layer(router);
        let inner = match settings.site_origin.clone() {
            Some(site) => Either::Left(cors(site).layer(compressed)),
            None => Either::Right(compressed),
        };
        Self { inner, shared: Arc::new(Shared::new(settings, drain)), remote: None }
    }

    /// The same edge for a connection from this address.
    pub(crate) fn for_connection(&self, remote: SocketAddr) -> Self {
        Self { remote: Some(remote), ..self.clone() }
    }

    /// Whether no request is in progress.
    pub(crate) fn is_idle(&self) -> bool {
        self.shared.is_idle()
    }
}

fn cors(site: HeaderValue) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::exact(site))
        .allow_methods([http::Method::GET, http::Method::POST, http::Method::PUT, http::Method::DELETE])
        .allow_headers(Any)
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
                RequestContext::new(shared.request_ids.of(request.headers()), Trace::of(request.headers()));
            let passing = shared.pass(inner, &context, request.map(Body::new), remote);
            Ok(context.clone().scope(passing).await)
        })
    }
}

#[cfg(test)]
mod tests;
