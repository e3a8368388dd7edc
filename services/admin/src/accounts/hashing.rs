//! Hashes of passwords: Argon2id with the parameters that OWASP recommends, off the threads that serve.

use std::fmt::Write;
use std::time::Duration;

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use http::StatusCode;
use http::header::{HeaderValue, RETRY_AFTER};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use web::fault::Fault;

/// Most hashes that are computed at once. Each takes 19 MiB.
static AT_ONCE: Semaphore = Semaphore::const_new(2);
/// Longest wait for one's turn.
const PATIENCE: Duration = Duration::from_secs(2);

/// The hash of a password, as a PHC string.
///
/// # Errors
/// 429 if too many are computed.
pub(super) async fn hash(password: String) -> Result<String, Fault> {
    let _turn = turn().await?;
    let hashed =
        spawn_blocking(move || Argon2::default().hash_password(password.as_bytes()).map(|it| it.to_string()));
    hashed.await.map_err(Fault::internal)?.map_err(|error| Fault::internal(Failed(error.to_string())))
}

/// Whether a password has this hash.
///
/// # Errors
/// 429 if too many are computed.
pub(super) async fn is_password(password: String, hash: String) -> Result<bool, Fault> {
    let _turn = turn().await?;
    let verified =
        spawn_blocking(move || Argon2::default().verify_password(password.as_bytes(), hash.as_str()).is_ok());
    verified.await.map_err(Fault::internal)
}

async fn turn() -> Result<SemaphorePermit<'static>, Fault> {
    let busy = || {
        Fault::refused(StatusCode::TOO_MANY_REQUESTS, "too many sign in at once, please try again")
            .header(RETRY_AFTER, HeaderValue::from_static("2"))
    };
    timeout(PATIENCE, AT_ONCE.acquire()).await.map_err(|_| busy())?.map_err(|_| busy())
}

/// Makes up a password: 120 random bits in letters and digits that are told apart easily, in groups of six.
pub(super) fn make_up() -> Result<String, Fault> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = [0; 24];
    getrandom::fill(&mut bytes).map_err(Fault::internal)?;
    let mut password = String::new();
    for (index, byte) in bytes.iter().enumerate() {
        if index > 0 && index % 6 == 0 {
            password.push('-');
        }
        let _ = password.write_char(char::from(LETTERS[usize::from(byte % 32)]));
    }
    Ok(password)
}

#[derive(Debug, thiserror::Error)]
#[error("a password was not hashed: {0}")]
struct Failed(String);

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_by_its_hash_and_no_other_is() {
        let hash = hash("rosebud".to_owned()).await.unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(is_password("rosebud".to_owned(), hash.clone()).await.unwrap());
        assert!(!is_password("Rosebud".to_owned(), hash).await.unwrap());
        assert!(!is_password("rosebud".to_owned(), "rosebud".to_owned()).await.unwrap());
    }

    #[test]
    fn no_two_passwords_are_made_up_alike() {
        let (one, other) = (make_up().unwrap(), make_up().unwrap());
        assert_ne!(one, other);
        assert_eq!(one.len(), 27);
    }
}
