//! The secret of a feed's address. The database has its digest alone.

use contract::feed::FeedToken;
use sha2::{Digest, Sha256};

/// Draws a token from the operating system's source of randomness.
///
/// # Errors
/// If the system has no such source.
pub(super) fn draw() -> Result<FeedToken, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(FeedToken(u128::from_be_bytes(bytes)))
}

/// What the database has of a token, from which nobody finds it: it is random, so the digest needs no salt.
pub(super) fn digest(token: FeedToken) -> String {
    Sha256::digest(token.0.to_be_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_tokens_or_digests_are_the_same() {
        let (one, other) = (draw().unwrap(), draw().unwrap());
        assert_ne!(one, other);
        assert_ne!(digest(one), digest(other));
        assert_eq!(digest(one).len(), 64);
    }
}
