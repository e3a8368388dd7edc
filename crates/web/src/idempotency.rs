//! Requests that are safe to send again, since they carry a key.

use sha2::{Digest, Sha256};

/// The idempotency key of a request, and what the request was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestKey {
    /// The key that the client chose: ASCII, 255 characters at most.
    pub key: String,
    /// A digest of the request, as 64 hexadecimal digits: the same key with another request is a mistake.
    pub fingerprint: String,
}

impl RequestKey {
    /// A key with the fingerprint of the request's parts.
    pub(crate) fn new(key: impl Into<String>, parts: &[&[u8]]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update(part.len().to_be_bytes());
            hash.update(part);
        }
        let fingerprint = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Self { key: key.into(), fingerprint }
    }
}

/// An answer, as it is kept for later requests with the same key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The HTTP status.
    pub status: u16,
    /// The `ETag` header.
    pub etag: Option<String>,
    /// The body.
    pub body: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_tells_requests_apart_wherever_their_parts_end() {
        let of = |parts: &[&[u8]]| RequestKey::new("k", parts).fingerprint;
        assert_eq!(of(&[b"a", b"bc"]), of(&[b"a", b"bc"]));
        assert_ne!(of(&[b"a", b"bc"]), of(&[b"ab", b"c"]));
        assert_eq!(of(&[]).len(), 64);
    }
}
