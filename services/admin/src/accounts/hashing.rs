//! Hashes of passwords: Argon2id with the parameters that OWASP recommends, on a thread of their own.

use std::fmt::Write;
use std::sync::OnceLock;
use std::sync::mpsc::{self, Sender};
use std::time::Duration;

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use http::StatusCode;
use http::header::{HeaderValue, RETRY_AFTER};
use tokio::sync::{Semaphore, SemaphorePermit, oneshot};
use tokio::time::timeout;
use web::fault::Fault;

/// One hash is computed at a time: each takes 19 MiB.
static AT_ONCE: Semaphore = Semaphore::const_new(1);
/// Longest wait for one's turn.
const PATIENCE: Duration = Duration::from_secs(2);

/// Something that takes long, and much memory.
type Work = Box<dyn FnOnce() + Send>;

/// The hash of a password, as a PHC string.
///
/// # Errors
/// 429 if too many are computed.
pub(super) async fn hash(password: String) -> Result<String, Fault> {
    let hashed = work(move || Argon2::default().hash_password(password.as_bytes()).map(|it| it.to_string()));
    hashed.await?.map_err(|error| Fault::internal(Failed(error.to_string())))
}

/// Whether a password has this hash.
///
/// # Errors
/// 429 if too many are computed.
pub(super) async fn is_password(password: String, hash: String) -> Result<bool, Fault> {
    work(move || Argon2::default().verify_password(password.as_bytes(), hash.as_str()).is_ok()).await
}

/// Works on the one thread that is there for it. On others, the allocator would keep the memory once for each.
async fn work<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    static THREAD: OnceLock<Sender<Work>> = OnceLock::new();
    let turn = turn().await?;
    let (done, result) = oneshot::channel();
    let work: Work = Box::new(move || {
        let result = work();
        // Not before, since whoever asked may have gone.
        drop(turn);
        let _ = done.send(result);
    });
    let thread = THREAD.get_or_init(|| {
        let (sender, works) = mpsc::channel::<Work>();
        std::thread::spawn(move || works.into_iter().for_each(|work| work()));
        sender
    });
    thread.send(work).map_err(|_| Fault::internal(NoThread))?;
    result.await.map_err(Fault::internal)
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

#[derive(Debug, thiserror::Error)]
#[error("the thread for hashes has ended")]
struct NoThread;

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
