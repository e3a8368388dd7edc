//! Comparison of secrets.

use sha2::{Digest, Sha256};

/// Compares in constant time with regard to the texts: it compares their digests, which no client can choose.
pub fn is_same(one: &[u8], other: &[u8]) -> bool {
    let (one, other) = (Sha256::digest(one), Sha256::digest(other));
    one.iter().zip(other.iter()).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_equal_texts_are_the_same() {
        assert!(is_same(b"rosebud", b"rosebud"));
        for other in [&b""[..], b"rosebu", b"rosebudd", b"Rosebud"] {
            assert!(!is_same(b"rosebud", other));
        }
    }
}
