//! Idempotency keys, which make requests safe to repeat.

use sha2::{Digest, Sha256};

/// The idempotency key of a request, with a fingerprint of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestKey {
    /// The key chosen by the client: ASCII, at most 255 characters.
    pub key: String,
    /// A digest of the request, as 64 hexadecimal digits. Using the key for a different request is an error.
    pub fingerprint: String,
}

impl RequestKey {
    /// A key with the fingerprint of these parts of the request.
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
