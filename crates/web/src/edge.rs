//! The outermost layer of a server. Every request passes it on its way in, and every response on its way out.

mod body;
mod concurrency;
mod drain;
mod failures;
mod host;
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
use axum::response::IntoResponse;
use http::header::HeaderValue;
use http::{Method, Response, StatusCode};
use telemetry::context::RequestContext;
use telemetry::trace::Trace;
use tower::util::Either;
use tower::{Layer, Service};
use tower_http::compression::predicate::{And, NotForContentType, Predicate, SizeAbove};
use tower_http::compression::{Compression, CompressionLayer};
use tower_http::cors::{AllowOrigin, Any, Cors, CorsLayer, ExposeHeaders};
use tower_http::csrf::{Csrf, CsrfLayer, ProtectionError};

use crate::edge::pass::Shared;
use crate::fault::Fault;
use crate::serve::Link;

pub use body::EdgeBody;
pub use drain::Drain;
pub use host::Hosts;
pub use settings::{KEY, Settings};

type Inner = Either<Cors<Compressed>, Compressed>;
type Compressed = Compression<Protected, Compressible>;
type Protected = Csrf<Router, fn(ProtectionError) -> Response<Body>>;
type Compressible = And<And<SizeAbove, NotForContentType>, And<NotForContentType, NotForContentType>>;

/// A router behind its edge.
#[derive(Clone)]
pub struct Edge {
    inner: Inner,
    shared: Arc<Shared>,
    /// The connection that this edge belongs to, if to one.
    link: Option<Arc<Link>>,
}

/// The address of the client. Only requests to operators' endpoints carry it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RemoteAddress(pub(crate) SocketAddr);

/// The answer to a method that a path does not know. The router adds the header `Allow`.
pub(crate) async fn unknown_method(method: Method) -> Response<Body> {
    if method == Method::OPTIONS {
        return StatusCode::NO_CONTENT.into_response();
    }
    let detail = "this method is not known here, see the Allow header";
    Fault::refused(StatusCode::METHOD_NOT_ALLOWED, detail).into_response()
}

impl Edge {
    /// Wraps a router in an edge.
    pub fn new(router: Router, settings: Settings, drain: Drain) -> Self {
        let router = router
            .fallback(|| async { Fault::refused(StatusCode::NOT_FOUND, "there is nothing at this path") })
            .method_not_allowed_fallback(unknown_method);
        // Compression starts at 2048 bytes, as in the original. It would buffer event streams, and images and fonts are compressed.
        let is_compressed = NotForContentType::IMAGES.and(NotForContentType::const_new("font/"));
        let compressible = SizeAbove::new(2047).and(NotForContentType::SSE).and(is_compressed);
        let protected = protection(settings.site_origin.as_ref()).layer(router);
        let compressed = CompressionLayer::new().compress_when(compressible).layer(protected);
        let inner = match settings.site_origin.clone() {
            Some(site) => Either::Left(cors(site).layer(compressed)),
            None => Either::Right(compressed),
        };
        Self { inner, shared: Arc::new(Shared::new(settings, drain)), link: None }
    }

    /// The same edge for a connection.
    pub(crate) fn for_connection(&self, link: Arc<Link>) -> Self {
        Self { link: Some(link), ..self.clone() }
    }

    /// Whether no request is in progress.
    pub(crate) fn is_idle(&self) -> bool {
        self.shared.is_idle()
    }
}

/// Refuses requests that another site's page makes with the visitor's browser, unless they only read.
fn protection(site: Option<&HeaderValue>) -> CsrfLayer<fn(ProtectionError) -> Response<Body>> {
    let refuse: fn(ProtectionError) -> Response<Body> = |_| {
        Fault::refused(StatusCode::FORBIDDEN, "a page of another site may not change anything here")
            .into_response()
    };
    let site = site.and_then(|it| it.to_str().ok());
    let layer = site.and_then(|site| CsrfLayer::new().add_trusted_origin(site).ok());
    layer.unwrap_or_default().with_rejection_response(refuse)
}

fn cors(site: HeaderValue) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::exact(site))
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::DELETE])
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
        let (inner, shared) = (self.inner.clone(), self.shared.clone());
        let (remote, busy) = (self.link.as_ref().map(|it| it.remote), self.link.as_ref().map(Link::busy));
        Box::pin(async move {
            let context =
                RequestContext::new(shared.request_ids.of(request.headers()), Trace::of(request.headers()));
            let passing = shared.pass(inner, &context, request.map(Body::new), remote);
            let response = context.clone().scope(passing).await;
            Ok(response.map(|body| body.on(busy)))
        })
    }
}

#[cfg(test)]
mod tests;
