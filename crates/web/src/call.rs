//! A request, read and checked by what its endpoint declares.

use axum::RequestExt;
use axum::extract::{RawPathParams, Request};
use contract::endpoint::{Endpoint, RequestBody};
use contract::params::{PathParams, Query, QueryParams};
use contract::problem::FieldError;
use db::idempotency::RequestKey;
use http::StatusCode;
use http::request::Parts;

use crate::clock::Clock;
use crate::fault::Fault;
use crate::json;
use crate::preconditions::IfMatch;

const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// A request of an endpoint, every rule kept.
pub struct Call<E: Endpoint> {
    /// What the path carries.
    pub path: E::Path,
    /// What the query string carries.
    pub query: E::Query,
    /// What the body carries.
    pub body: <E::Body as RequestBody<E::Path>>::Checked,
    /// What a change is based on.
    pub if_match: IfMatch,
    /// The request's idempotency key.
    pub key: Option<RequestKey>,
}

impl<E: Endpoint> Call<E> {
    pub(crate) async fn read(mut request: Request, clock: &Clock) -> Result<Self, Fault> {
        let path = path::<E>(&mut request).await?;
        let (parts, body) = request.into_parts();
        let query = E::Query::read(&Query::parse(parts.uri.query().unwrap_or_default()))?;
        let if_match =
            if E::ROUTE.takes_if_match() { IfMatch::read(&parts.headers)? } else { IfMatch::Absent };
        if !<E::Body as RequestBody<E::Path>>::PRESENT {
            let body = json::read::<E::Body>(b"{}")?.check(&path, chrono::NaiveDate::MIN)?;
            let key = key::<E>(&parts, &path, b"")?;
            return Ok(Self { path, query, body, if_match, key });
        }
        let bytes = json::bytes(&parts.headers, body).await?;
        let key = key::<E>(&parts, &path, &bytes)?;
        let body = json::read::<E::Body>(&bytes)?.check(&path, clock.today())?;
        Ok(Self { path, query, body, if_match, key })
    }
}

async fn path<E: Endpoint>(request: &mut Request) -> Result<E::Path, Fault> {
    if E::Path::NAMES.is_empty() {
        return Ok(E::Path::read(|_| None)?);
    }
    let params = request
        .extract_parts::<RawPathParams>()
        .await
        .map_err(|_| Fault::refused(StatusCode::BAD_REQUEST, "the path is not valid UTF-8"))?;
    Ok(E::Path::read(|name| params.iter().find(|(key, _)| *key == name).map(|(_, value)| value))?)
}

fn key<E: Endpoint>(parts: &Parts, path: &E::Path, body: &[u8]) -> Result<Option<RequestKey>, Fault> {
    if !E::ROUTE.takes_idempotency_key() {
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
    // Aliases of a route are the same operation, so the name stands for the path.
    let ids: Vec<u8> = path.ids().into_iter().flat_map(i32::to_be_bytes).collect();
    Ok(Some(RequestKey::new(text, &[E::ROUTE.name.as_bytes(), &ids, body])))
}
