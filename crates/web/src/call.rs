//! Requests, parsed and validated against their endpoint.

use axum::RequestExt;
use axum::extract::{RawPathParams, Request};
use bytes::Bytes;
use contract::endpoint::{Endpoint, RequestBody};
use contract::params::{PathParams, Query, QueryParams};
use contract::problem::FieldError;
use contract::route::Media;
use http::header::{COOKIE, HeaderValue};
use http::request::Parts;
use http::{Extensions, StatusCode};

use crate::clock::Clock;
use crate::edge::Drain;
use crate::fault::Fault;
use crate::idempotency::RequestKey;
use crate::preconditions::IfMatch;
use crate::{body, json, text};

const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// A valid request to an endpoint.
pub struct Call<E: Endpoint> {
    /// The path parameters.
    pub path: E::Path,
    /// The query parameters.
    pub query: E::Query,
    /// The body, validated.
    pub body: <E::Body as RequestBody<E::Path>>::Checked,
    /// The versions that a change is based on.
    pub if_match: IfMatch,
    /// The request's idempotency key.
    pub key: Option<RequestKey>,
    cookies: Option<HeaderValue>,
    /// Whether the server is draining; known only where the answer is a stream.
    drain: Option<Drain>,
    /// What was found out about the request before it was read; only of a route that needs a role.
    extensions: Option<Extensions>,
}

/// The raw request, kept for a second attempt.
pub(crate) struct Received {
    /// Whether the path refuses parameters that it does not know.
    is_strict: bool,
    params: Option<RawPathParams>,
    parts: Parts,
    body: Bytes,
}

impl<E: Endpoint> Call<E> {
    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        cookie(self.cookies.as_ref()?, name)
    }

    /// What [`HandlerState::admit`](crate::clock::HandlerState::admit) found out about the request.
    pub fn extension<T: Send + Sync + 'static>(&self) -> Option<&T> {
        self.extensions.as_ref()?.get()
    }

    /// Resolves when the server begins to drain: a stream that would go on for ever ends then.
    pub fn draining(&self) -> impl Future<Output = ()> + Send + use<E> {
        let begun = self.drain.as_ref().map(Drain::begun);
        async move {
            match begun {
                Some(begun) => begun.await,
                None => std::future::pending().await,
            }
        }
    }

    /// Parses a request and returns it together with its raw form.
    pub(crate) async fn read(
        mut request: Request,
        is_strict: bool,
        clock: &Clock,
    ) -> Result<(Self, Received), Fault> {
        let params = params::<E>(&mut request).await?;
        let path = path::<E>(params.as_ref())?;
        let (parts, body) = request.into_parts();
        let (query, if_match) = (query::<E>(&parts, is_strict)?, if_match::<E>(&parts)?);
        let body = match <E::Body as RequestBody<E::Path>>::MEDIA {
            Media::Nothing => Bytes::new(),
            media => body::bytes(media, &parts.headers, body).await?,
        };
        let received = Received { is_strict, params, parts, body };
        Ok((Self::with_body(path, query, if_match, &received, clock)?, received))
    }

    /// Parses a raw request again.
    pub(crate) fn again(received: &Received, clock: &Clock) -> Result<Self, Fault> {
        let path = path::<E>(received.params.as_ref())?;
        let query = query::<E>(&received.parts, received.is_strict)?;
        let if_match = if_match::<E>(&received.parts)?;
        Self::with_body(path, query, if_match, received, clock)
    }

    fn with_body(
        path: E::Path,
        query: E::Query,
        if_match: IfMatch,
        received: &Received,
        clock: &Clock,
    ) -> Result<Self, Fault> {
        let key = key::<E>(&received.parts, &path, &received.body)?;
        let body = match <E::Body as RequestBody<E::Path>>::MEDIA {
            Media::Nothing => json::read::<E::Body>(b"{}")?.check(&path, jiff::civil::Date::MIN)?,
            Media::Json => json::read::<E::Body>(&received.body)?.check(&path, clock.today())?,
            Media::Text => text::read::<E::Body>(&received.body)?.check(&path, clock.today())?,
        };
        let cookies = received.parts.headers.get(COOKIE).cloned();
        let drain = received.parts.extensions.get::<Drain>().cloned();
        let extensions = E::ROUTE.needs.is_some().then(|| received.parts.extensions.clone());
        Ok(Self { path, query, body, if_match, key, cookies, drain, extensions })
    }
}

/// The value of a cookie in the header `Cookie`.
pub fn cookie<'a>(cookies: &'a HeaderValue, name: &str) -> Option<&'a str> {
    let mut pairs = cookies.to_str().ok()?.split(';').filter_map(|it| it.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}

async fn params<E: Endpoint>(request: &mut Request) -> Result<Option<RawPathParams>, Fault> {
    if E::Path::NAMES.is_empty() {
        return Ok(None);
    }
    let params = request.extract_parts::<RawPathParams>().await;
    params.map(Some).map_err(|_| Fault::refused(StatusCode::BAD_REQUEST, "the path is not valid UTF-8"))
}

fn path<E: Endpoint>(params: Option<&RawPathParams>) -> Result<E::Path, Fault> {
    let find = |name: &str| params?.iter().find(|(key, _)| *key == name).map(|(_, value)| value);
    Ok(E::Path::read(find)?)
}

fn query<E: Endpoint>(parts: &Parts, is_strict: bool) -> Result<E::Query, Fault> {
    let query = Query::parse(parts.uri.query().unwrap_or_default());
    if is_strict {
        query.check::<E::Query>()?;
    }
    Ok(E::Query::read(&query)?)
}

fn if_match<E: Endpoint>(parts: &Parts) -> Result<IfMatch, Fault> {
    if E::ROUTE.takes_if_match { IfMatch::read(&parts.headers) } else { Ok(IfMatch::Absent) }
}

fn key<E: Endpoint>(parts: &Parts, path: &E::Path, body: &[u8]) -> Result<Option<RequestKey>, Fault> {
    if !E::ROUTE.takes_idempotency_key {
        return Ok(None);
    }
    let Some(key) = parts.headers.get(IDEMPOTENCY_KEY) else { return Ok(None) };
    let text = key
        .to_str()
        .ok()
        .filter(|it| (1..=255).contains(&it.len()) && it.bytes().all(|b| b.is_ascii_graphic()));
    let Some(text) = text else {
        let rule = "must be 1 to 255 visible ASCII characters";
        return Err(Fault::invalid(vec![FieldError::new("Idempotency-Key", rule)]));
    };
    // The route's name stands for its path, because several paths may lead to the same operation.
    let values = path.values();
    let mut parts = vec![E::ROUTE.name.as_bytes()];
    parts.extend(values.iter().map(String::as_bytes));
    // The same values in another order, or with other blanks between them, are the same request.
    let normal = serde_json::from_slice::<serde_json::Value>(body).ok().map(|it| it.to_string());
    parts.push(normal.as_ref().map_or(body, String::as_bytes));
    Ok(Some(RequestKey::new(text, &parts)))
}
