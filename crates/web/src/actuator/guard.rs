//! Authorization of operators: a request needs the operator token, or has to come from the machine itself.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{AUTHORIZATION, FORWARDED, HOST, HeaderName, HeaderValue, ORIGIN, VIA, WWW_AUTHENTICATE};
use http::{HeaderMap, StatusCode, Version};
use tokio::sync::{Mutex, Semaphore};
use tokio::time::Instant;

use crate::actuator::{Freshness, Sources};
use crate::authority;
use crate::edge::RemoteAddress;
use crate::fault::Fault;
use crate::secret::is_same;

/// Most concurrent token look-ups. Fewer than the operators' concurrency limit, so that clients with wrong tokens
/// during a slow look-up leave room for requests that need no token.
const LOOK_UPS: usize = 8;

/// Shortest time between two fetches that wrong tokens cause.
const BETWEEN_RENEWALS: Duration = Duration::from_secs(1);

/// Decides whether a request may pass.
pub(super) struct Guard {
    sources: Arc<Sources>,
    look_ups: Semaphore,
    /// The time of the last such fetch; locked during a fetch.
    renewed: Mutex<Option<Instant>>,
}

/// Passes a request on, or answers 401.
pub(super) async fn check(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    if guard.trusts(&request) {
        return next.run(request).await;
    }
    // Copied, because the future has to be `Send` and so must not borrow the request.
    let presented = presented(request.headers()).map(<[u8]>::to_vec);
    match guard.admits(presented).await {
        Ok(true) => next.run(request).await,
        Ok(false) => unauthorized(),
        Err(busy) => busy.into_response(),
    }
}

fn unauthorized() -> Response {
    let refused = Fault::refused(StatusCode::UNAUTHORIZED, "this is for operators: send the operator token");
    let mut response = refused.into_response();
    response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"operators\""));
    response
}

impl Guard {
    pub(super) fn new(sources: Arc<Sources>) -> Self {
        Self { sources, look_ups: Semaphore::new(LOOK_UPS), renewed: Mutex::default() }
    }

    fn trusts(&self, request: &Request) -> bool {
        let remote = request.extensions().get().map(|RemoteAddress(it)| it.ip());
        self.sources.trusts_loopback && is_local(remote, request.version(), request.headers())
    }

    async fn admits(&self, presented: Option<Vec<u8>>) -> Result<bool, Fault> {
        let Some(presented) = presented else { return Ok(false) };
        let Ok(_look_up) = self.look_ups.try_acquire() else {
            return Err(Fault::refused(StatusCode::SERVICE_UNAVAILABLE, "too many tokens are being checked"));
        };
        Ok(self.is_token(&presented, Freshness::Cached).await || self.is_renewed_token(&presented).await)
    }

    async fn is_token(&self, presented: &[u8], freshness: Freshness) -> bool {
        let token = (self.sources.token)(freshness).await;
        token.is_some_and(|it| !it.is_empty() && is_same(it.as_bytes(), presented))
    }

    /// Whether this is the token that replaced the cached one. Anyone may present wrong tokens, so the guard fetches at
    /// most once a second. In between, requests are checked against the cached token, which the fetch has updated.
    async fn is_renewed_token(&self, presented: &[u8]) -> bool {
        let Ok(mut renewed) = self.renewed.try_lock() else { return false };
        if renewed.is_some_and(|it| it.elapsed() < BETWEEN_RENEWALS) {
            return false;
        }
        *renewed = Some(Instant::now());
        self.is_token(presented, Freshness::Renewed).await
    }
}

fn presented(headers: &HeaderMap) -> Option<&[u8]> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.as_bytes().split_at_checked(7)?;
    scheme.eq_ignore_ascii_case(b"bearer ").then(|| token.trim_ascii())
}

/// Whether a user of this machine made the request, to this machine and on purpose. A proxy beside the service relays
/// requests of others, and a browser sends requests of foreign pages: neither is local. A proxy that adds no header can
/// at best be recognised by HTTP/1.0, so `trusts_loopback` must be off beside one.
fn is_local(remote: Option<IpAddr>, version: Version, headers: &HeaderMap) -> bool {
    const RELAYED: [HeaderName; 6] = [
        FORWARDED,
        VIA,
        HeaderName::from_static("x-forwarded-for"),
        HeaderName::from_static("x-forwarded-host"),
        HeaderName::from_static("x-forwarded-proto"),
        HeaderName::from_static("x-real-ip"),
    ];
    let is_here = |value: &HeaderValue| value.to_str().is_ok_and(|it| names_loopback(without_scheme(it)));
    let mut hosts = headers.get_all(HOST).iter();
    remote.is_some_and(|it| it.to_canonical().is_loopback())
        && version > Version::HTTP_10
        && RELAYED.iter().all(|it| !headers.contains_key(it))
        && hosts.next().is_some_and(is_here)
        && hosts.next().is_none()
        && headers.get_all(ORIGIN).iter().all(is_here)
}

/// The host and port of an origin.
fn without_scheme(origin: &str) -> &str {
    origin.split_once("://").map_or(origin, |(_, authority)| authority)
}

fn names_loopback(authority: &str) -> bool {
    authority::host(authority).is_some_and(authority::is_loopback)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |&(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value));
        HeaderMap::from_iter(pairs.iter().map(pair))
    }

    fn local(remote: &str, pairs: &[(&'static str, &'static str)]) -> bool {
        is_local(Some(remote.parse().unwrap()), Version::HTTP_11, &headers(pairs))
    }

    #[test]
    fn whoever_sits_at_the_machine_is_let_in() {
        for host in [
            "localhost",
            "localhost:8080",
            "LOCALHOST:8080",
            "127.0.0.1:8080",
            "127.0.0.1",
            "[::1]:8080",
            "[::1]",
        ] {
            assert!(local("127.0.0.1", &[("host", host)]), "{host}");
        }
        assert!(local("::1", &[("host", "localhost")]));
        assert!(local("::ffff:127.0.0.1", &[("host", "localhost")]));
        assert!(local("127.0.0.1", &[("host", "localhost:8080"), ("origin", "http://localhost:8080")]));
    }

    #[test]
    fn whoever_comes_from_elsewhere_is_not() {
        assert!(!local("10.0.0.7", &[("host", "localhost")]));
        assert!(!is_local(None, Version::HTTP_11, &headers(&[("host", "localhost")])));
    }

    #[test]
    fn a_name_that_leads_here_does_not_make_a_page_local() {
        for host in [
            "clinic.example",
            "localhost.clinic.example",
            "127.0.0.1.nip.io",
            "localhost:8080:80",
            "[::1].x",
            "",
        ] {
            assert!(!local("127.0.0.1", &[("host", host)]), "{host}");
        }
        assert!(!local("127.0.0.1", &[]));
        assert!(!local("127.0.0.1", &[("host", "localhost"), ("origin", "https://elsewhere.example")]));
        assert!(!local("127.0.0.1", &[("host", "localhost"), ("origin", "null")]));
    }

    #[test]
    fn a_request_through_a_proxy_is_not_local() {
        for header in
            ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"]
        {
            assert!(!local("127.0.0.1", &[("host", "localhost"), (header, "127.0.0.1")]), "{header}");
        }
        let host = headers(&[("host", "127.0.0.1:8080")]);
        assert!(
            !is_local(Some([127, 0, 0, 1].into()), Version::HTTP_10, &host),
            "as nginx speaks by default"
        );
    }

    #[test]
    fn a_token_is_presented_as_a_bearers() {
        let of = |value: &'static str| presented(&headers(&[("authorization", value)])).map(<[u8]>::to_vec);
        assert_eq!(of("Bearer abc").unwrap(), b"abc");
        assert_eq!(of("bearer abc ").unwrap(), b"abc");
        assert_eq!(of("Basic abc"), None);
        assert_eq!(of("Bearer"), None);
        assert!(is_same(b"abc", b"abc") && !is_same(b"abc", b"abd") && !is_same(b"abc", b""));
    }
}
