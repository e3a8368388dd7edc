//! The body of a response, which counts as a request in progress until its last byte.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes};
use http_body_util::{Either, Full};
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::sync::OwnedSemaphorePermit;
use tower_http::compression::CompressionBody;

use crate::serve::Busy;

type Inner = Either<CompressionBody<Body>, Full<Bytes>>;

/// The body of a response: a handler's or a problem's.
pub struct EdgeBody {
    inner: Inner,
    /// The permit of the request. A body that its client no longer takes is dropped, and the permit with it.
    permit: Option<OwnedSemaphorePermit>,
    /// Marks the connection as in use.
    busy: Option<Busy>,
}

impl EdgeBody {
    pub(super) fn of(body: CompressionBody<Body>) -> Self {
        Self { inner: Either::Left(body), permit: None, busy: None }
    }

    pub(super) fn problem(body: Vec<u8>) -> Self {
        Self { inner: Either::Right(Full::from(body)), permit: None, busy: None }
    }

    /// Keeps the permit until the last byte.
    pub(super) fn holding(mut self, permit: Option<OwnedSemaphorePermit>) -> Self {
        // Most bodies have no byte, or all of them at hand.
        self.permit = permit.filter(|_| !self.inner.is_end_stream());
        self
    }

    /// Marks the connection as in use until the last byte.
    pub(super) fn on(mut self, busy: Option<Busy>) -> Self {
        self.busy = busy.filter(|_| !self.inner.is_end_stream());
        self
    }
}

impl HttpBody for EdgeBody {
    type Data = <Inner as HttpBody>::Data;
    type Error = <Inner as HttpBody>::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        let frame = ready!(Pin::new(&mut self.inner).poll_frame(context));
        if frame.is_none() {
            (self.permit, self.busy) = (None, None);
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
