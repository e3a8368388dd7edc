//! Request ids: the caller's if it is sane, otherwise a new one.

use std::sync::atomic::{AtomicU64, Ordering};

use http::{HeaderMap, HeaderName, HeaderValue};

/// The header that carries a request id, in requests and responses.
pub(crate) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

const LONGEST: usize = 128;

/// Generates ids that never repeat within a process and hardly ever between processes.
#[derive(Debug)]
pub(crate) struct RequestIds(AtomicU64);

impl RequestIds {
    #[expect(clippy::disallowed_methods, reason = "the door for request ids, used once a process")]
    pub(crate) fn new() -> Self {
        Self(AtomicU64::new(fastrand::u64(..)))
    }

    /// The id of a request.
    pub(crate) fn of(&self, headers: &HeaderMap) -> HeaderValue {
        match headers.get(HEADER) {
            // A copy: the original is a slice of a buffer, which would stay in memory as long as the id is remembered.
            Some(id) if is_sane(id.as_bytes()) => {
                HeaderValue::from_bytes(id.as_bytes()).unwrap_or_else(|_| self.next())
            }
            _ => self.next(),
        }
    }

    fn next(&self) -> HeaderValue {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let id = self.0.fetch_add(1, Ordering::Relaxed);
        let text: [u8; 16] = std::array::from_fn(|i| DIGITS[(id >> (60 - 4 * i) & 15) as usize]);
        HeaderValue::from_bytes(&text).unwrap_or(HeaderValue::from_static("unknown"))
    }
}

// A request id must not be able to forge a log line.
fn is_sane(id: &[u8]) -> bool {
    (1..=LONGEST).contains(&id.len())
        && id.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_callers_id_is_kept_if_it_is_sane() {
        let ids = RequestIds::new();
        let of =
            |text: &'static str| ids.of(&HeaderMap::from_iter([(HEADER, HeaderValue::from_static(text))]));
        assert_eq!(of("abc-1"), "abc-1");
        assert_ne!(of("a b"), "a b");
        assert_ne!(of(""), "");
    }

    #[test]
    fn own_ids_are_16_hex_digits_and_differ() {
        let ids = RequestIds::new();
        let (a, b) = (ids.next(), ids.next());
        assert_ne!(a, b);
        assert_eq!(a.len(), 16);
    }
}
