//! The token that authorizes operators.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use contract::settings::Sensitive;
use tokio::time::Instant;

use super::{SecretError, SecretStore};

/// Longest time between two readings of the secret. A leaked token that was replaced is void after this time.
const LIFETIME: Duration = Duration::from_secs(5 * 60);

/// The operator token, re-read every five minutes. While Secrets Manager is unavailable, the last value stays valid.
pub struct OperatorToken {
    /// What the log calls it.
    about: &'static str,
    secrets: SecretStore,
    name: String,
    /// The time of the last reading, or of the last failure that left the old value valid.
    checked: Mutex<Option<Instant>>,
    /// Whether the log already says that it is unavailable.
    is_logged: AtomicBool,
}

impl OperatorToken {
    /// The token in the secret of this name. The constructor reads nothing.
    #[must_use]
    pub fn new(secrets: SecretStore, name: String) -> Self {
        Self::called("operator token", secrets, name)
    }

    /// Another secret that is kept as the token is; the log calls it `about`.
    #[must_use]
    pub fn called(about: &'static str, secrets: SecretStore, name: String) -> Self {
        Self { about, secrets, name, checked: Mutex::default(), is_logged: AtomicBool::default() }
    }

    /// The token, at most five minutes old; `None` if there is no such secret, or if it has never been readable.
    pub async fn get(&self) -> Option<Sensitive> {
        let checked = *self.checked();
        if checked.is_none_or(|it| it.elapsed() >= LIFETIME) {
            return self.renewed().await;
        }
        self.secrets.get(&self.name).await.ok()
    }

    /// The token re-read now, because a client presented another one.
    pub async fn renewed(&self) -> Option<Sensitive> {
        match self.secrets.fresh(&self.name).await {
            Ok(token) => {
                *self.checked() = Some(Instant::now());
                self.is_logged.store(false, Ordering::Relaxed);
                Some(token)
            }
            Err(error) if self.outlives(&error) => self.secrets.get(&self.name).await.ok(),
            Err(_) => None,
        }
    }

    /// Logs the failure once, and returns whether the last value stays valid.
    fn outlives(&self, error: &SecretError) -> bool {
        if !self.is_logged.swap(true, Ordering::Relaxed) {
            tracing::warn!(%error, "{} unavailable", self.about);
        }
        let mut checked = self.checked();
        let is_gone = matches!(error, SecretError::Missing { .. });
        // Keeps the next caller from waiting for the same failure.
        *checked = checked.filter(|_| !is_gone).map(|_| Instant::now());
        checked.is_some()
    }

    fn checked(&self) -> MutexGuard<'_, Option<Instant>> {
        self.checked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
