//! Who is let in: whoever has the operator token, and whoever sits at the machine itself.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{AUTHORIZATION, FORWARDED, HOST, HeaderName, HeaderValue, ORIGIN, VIA, WWW_AUTHENTICATE};
use http::{HeaderMap, StatusCode};
use sha2::{Digest, Sha256};

use crate::actuator::{Freshness, Sources};
use crate::edge::RemoteAddress;
use crate::fault::Fault;

/// Lets a request through, or answers 401.
pub(super) async fn check(State(sources): State<Arc<Sources>>, request: Request, next: Next) -> Response {
    let remote = request.extensions().get().map(|RemoteAddress(it)| it.ip());
    if is_local(remote, request.headers()) || has_token(&sources, request.headers()).await {
        return next.run(request).await;
    }
    let refused = Fault::refused(StatusCode::UNAUTHORIZED, "this is for operators: send the operator token");
    let mut response = refused.into_response();
    response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"operators\""));
    response
}

async fn has_token(sources: &Sources, headers: &HeaderMap) -> bool {
    let Some(presented) = presented(headers) else { return false };
    for freshness in [Freshness::Cached, Freshness::Renewed] {
        match (sources.token)(freshness).await {
            Some(token) if !token.is_empty() && is_same(token.as_bytes(), presented) => return true,
            Some(_) | None => {}
        }
    }
    false
}

fn presented(headers: &HeaderMap) -> Option<&[u8]> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.as_bytes().split_at_checked(7)?;
    scheme.eq_ignore_ascii_case(b"bearer ").then(|| token.trim_ascii())
}

/// Compares in a time that tells nothing of where two texts differ: what differs is their digests, which no client can steer.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    let (one, other) = (Sha256::digest(one), Sha256::digest(other));
    one.iter().zip(other.iter()).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

/// Whether a request was made on this machine, to this machine, by someone who meant to. A proxy beside the service passes on
/// requests of others, and a browser sends those of pages from anywhere: neither counts as being here.
fn is_local(remote: Option<IpAddr>, headers: &HeaderMap) -> bool {
    const RELAYED: [HeaderName; 6] = [
        FORWARDED,
        VIA,
        HeaderName::from_static("x-forwarded-for"),
        HeaderName::from_static("x-forwarded-host"),
        HeaderName::from_static("x-forwarded-proto"),
        HeaderName::from_static("x-real-ip"),
    ];
    let is_here = |value: &HeaderValue| value.to_str().is_ok_and(|it| names_loopback(authority(it)));
    let mut hosts = headers.get_all(HOST).iter();
    remote.is_some_and(|it| it.to_canonical().is_loopback())
        && RELAYED.iter().all(|it| !headers.contains_key(it))
        && hosts.next().is_some_and(is_here)
        && hosts.next().is_none()
        && headers.get_all(ORIGIN).iter().all(is_here)
}

/// What of an origin is its host and port.
fn authority(origin: &str) -> &str {
    origin.split_once("://").map_or(origin, |(_, authority)| authority)
}

fn names_loopback(authority: &str) -> bool {
    let is_port = |it: &str| it.bytes().all(|byte| byte.is_ascii_digit());
    if let Some((host, rest)) = authority.strip_prefix('[').and_then(|it| it.split_once(']')) {
        let rest_is_port = rest.is_empty() || rest.strip_prefix(':').is_some_and(is_port);
        return rest_is_port && host.parse().is_ok_and(|it: IpAddr| it.to_canonical().is_loopback());
    }
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if is_port(port) => host,
        _ => authority,
    };
    host.eq_ignore_ascii_case("localhost") || host.parse().is_ok_and(|it: IpAddr| it.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |&(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value));
        HeaderMap::from_iter(pairs.iter().map(pair))
    }

    fn local(remote: &str, pairs: &[(&'static str, &'static str)]) -> bool {
        is_local(Some(remote.parse().unwrap()), &headers(pairs))
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
        assert!(!is_local(None, &headers(&[("host", "localhost")])));
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
    fn what_a_proxy_passes_on_is_not_local() {
        for header in
            ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"]
        {
            assert!(!local("127.0.0.1", &[("host", "localhost"), (header, "127.0.0.1")]), "{header}");
        }
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
