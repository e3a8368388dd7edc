//! The encodings that a client takes.

use http::HeaderMap;
use http::header::ACCEPT_ENCODING;

/// Whether a client takes content in this encoding (RFC 9110, section 12.5.3).
pub(crate) fn takes(request: &HeaderMap, encoding: &str) -> bool {
    let values = request.get_all(ACCEPT_ENCODING).iter().filter_map(|it| it.to_str().ok());
    let mut takes_others = false;
    for item in values.flat_map(|it| it.split(',')) {
        let (name, weight) = item.split_once(';').unwrap_or((item, "q=1"));
        let weight = weight.trim().split_once('=').and_then(|(_, it)| it.trim().parse::<f32>().ok());
        let is_taken = weight.is_some_and(|it| it > 0.0);
        match name.trim() {
            name if name.eq_ignore_ascii_case(encoding) => return is_taken,
            "*" => takes_others = is_taken,
            _ => {}
        }
    }
    takes_others
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_takes_what_it_names_unless_its_weight_is_zero() {
        for (accepted, expected) in [
            ("gzip, deflate, br, zstd", true),
            ("BR;q=0.1", true),
            ("*", true),
            ("gzip;q=1.0, *;q=0.5", true),
            ("gzip", false),
            ("", false),
            ("br;q=0", false),
            ("br;q=0.000, *", false),
            ("*;q=0", false),
            ("br;q=much", false),
            ("brotli", false),
        ] {
            let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, accepted.parse().unwrap())]);
            assert_eq!(takes(&headers, "br"), expected, "{accepted:?}");
        }
        assert!(!takes(&HeaderMap::new(), "br"));
    }
}
