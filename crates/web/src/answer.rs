//! Successful answers.

mod list;

use std::marker::PhantomData;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use contract::endpoint::{Endpoint, EventStream, ResponseBody};
use contract::genai::Said;
#[cfg(feature = "database")]
use db::idempotency::Kept;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderName, HeaderValue};
use http::{HeaderMap, StatusCode};
use serde::Serialize;
use sha2::{Digest, Sha256};
use sync_wrapper::SyncWrapper;

use crate::fault::Fault;
use crate::preconditions::{self, etag};

/// The success of an endpoint.
pub struct Answer<E: Endpoint> {
    status: StatusCode,
    body: Bytes,
    /// A streamed body, instead of a complete one.
    stream: Option<SyncWrapper<Body>>,
    headers: HeaderMap,
    endpoint: PhantomData<E>,
}

/// The result of a handler.
pub type Outcome<E> = Result<Answer<E>, Fault>;

impl<E: Endpoint> Answer<E> {
    fn new(body: Bytes) -> Self {
        let status = StatusCode::from_u16(E::ROUTE.success).unwrap_or(StatusCode::OK);
        Self { status, body, stream: None, headers: HeaderMap::new(), endpoint: PhantomData }
    }

    /// The value as JSON.
    pub fn json(value: &E::Answer) -> Outcome<E>
    where
        E::Answer: Serialize,
    {
        let mut body = Vec::with_capacity(512);
        serde_json::to_writer(&mut body, value).map_err(Fault::internal)?;
        Ok(Self::new(body.into()))
    }

    /// A value that was serialized before.
    pub fn prepared(prepared: &Prepared) -> Self {
        Self::new(prepared.body.clone()).header(ETAG, prepared.etag.clone())
    }

    /// The stored answer of an earlier request with the same idempotency key.
    #[cfg(feature = "database")]
    pub(crate) fn repeated(kept: Kept) -> Self {
        let mut answer = Self::new(kept.body.into());
        answer.status = StatusCode::from_u16(kept.status).unwrap_or(answer.status);
        match kept.etag.and_then(|it| HeaderValue::from_str(&it).ok()) {
            Some(tag) => answer.header(ETAG, tag),
            None => answer,
        }
    }

    /// The form in which the answer is stored for later requests with the same idempotency key.
    #[cfg(feature = "database")]
    pub(crate) fn kept(&self) -> Kept {
        Kept {
            status: self.status.as_u16(),
            etag: self.headers.get(ETAG).and_then(|it| Some(it.to_str().ok()?.to_owned())),
            body: String::from_utf8_lossy(&self.body).into_owned(),
        }
    }

    /// Adds the version as an `ETag`.
    pub fn version(self, version: i32) -> Self {
        self.header(ETAG, etag(version))
    }

    /// Adds a header.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Converts to a response, with an empty body (304) if the client has the current version.
    pub(crate) fn into_response(self, if_none_match: &[HeaderValue]) -> Response {
        let tag = self.headers.get(ETAG);
        let known = tag.is_some_and(|tag| if_none_match.iter().any(|it| preconditions::is_known(it, tag)));
        let has_body = !known && (self.stream.is_some() || !self.body.is_empty());
        let body = if known {
            Body::empty()
        } else {
            self.stream.map_or_else(|| Body::from(self.body), SyncWrapper::into_inner)
        };
        let mut response = Response::new(body);
        *response.status_mut() = if known { StatusCode::NOT_MODIFIED } else { self.status };
        *response.headers_mut() = self.headers;
        if has_body {
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(E::Answer::MEDIA));
        }
        response
    }
}

impl<E: Endpoint<Answer = Said>> Answer<E> {
    /// A plain text.
    pub fn text(text: String) -> Self {
        Self::new(text.into())
    }
}

impl<E: Endpoint<Answer: EventStream>> Answer<E> {
    /// A stream of server-sent events. The headers keep proxies from buffering it.
    pub fn events(events: Body) -> Self {
        let answer = Self { stream: Some(SyncWrapper::new(events)), ..Self::new(Bytes::new()) };
        answer
            .header(CACHE_CONTROL, HeaderValue::from_static("no-store"))
            .header(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"))
    }
}

impl<E: Endpoint<Answer = ()>> Answer<E> {
    /// No body.
    pub fn empty() -> Self {
        Self::new(Bytes::new())
    }
}

/// An answer that is serialized once and sent many times.
#[derive(Clone, Debug)]
pub struct Prepared {
    body: Bytes,
    etag: HeaderValue,
}

impl Prepared {
    /// Serializes a value and derives an `ETag` from its content.
    pub fn json<T: Serialize>(value: &T) -> Result<Self, Fault> {
        Self::of(serde_json::to_vec(value).map_err(Fault::internal)?)
    }

    /// A text, with an `ETag` of its content.
    pub fn text(text: String) -> Result<Self, Fault> {
        Self::of(text.into_bytes())
    }

    fn of(body: Vec<u8>) -> Result<Self, Fault> {
        let digest = Sha256::digest(&body);
        let tag: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let etag = HeaderValue::from_str(&format!("\"{tag}\"")).map_err(Fault::internal)?;
        Ok(Self { body: body.into(), etag })
    }
}
