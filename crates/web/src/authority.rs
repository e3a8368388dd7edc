//! The host and port that a request names.

use std::net::IpAddr;

/// The host of an authority, without its port and the brackets of an IPv6 address; `None` if it has none.
pub(crate) fn host(authority: &str) -> Option<&str> {
    let is_port = |it: &str| it.bytes().all(|byte| byte.is_ascii_digit());
    let (host, rest) = match authority.strip_prefix('[') {
        Some(rest) => rest.split_once(']').filter(|(_, rest)| rest.is_empty() || rest.starts_with(':'))?,
        None => authority.rfind(':').map_or((authority, ""), |at| authority.split_at(at)),
    };
    let port = rest.strip_prefix(':').unwrap_or_default();
    (!host.is_empty() && is_port(port)).then_some(host)
}

/// Whether a host is this machine's own: a loopback address, or `localhost` with or without names before it, which never leave the
/// machine (RFC 6761, section 6.3).
pub(crate) fn is_loopback(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or_default();
    last.eq_ignore_ascii_case("localhost")
        || host.parse().is_ok_and(|it: IpAddr| it.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_comes_without_port_and_brackets() {
        for (authority, expected) in [
            ("localhost", "localhost"),
            ("localhost:8080", "localhost"),
            ("localhost:", "localhost"),
            ("[::1]:80", "::1"),
            ("[::1]", "::1"),
            ("127.0.0.1:1", "127.0.0.1"),
        ] {
            assert_eq!(host(authority), Some(expected), "{authority}");
        }
        for authority in ["", ":80", "[::1", "[::1]x", "[]", "localhost:http", "a:b:80x"] {
            assert_eq!(host(authority), None, "{authority}");
        }
    }

    #[test]
    fn only_names_below_localhost_and_loopback_addresses_are_loopback() {
        for host in
            ["localhost", "LOCALHOST", "a.localhost", "127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"]
        {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["", "localhost.evil.example", "xlocalhost", "127.0.0.1.evil.example", "10.0.0.1", "::2"]
        {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
