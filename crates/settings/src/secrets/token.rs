//! The token that lets operators in.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use contract::settings::Sensitive;
use tokio::time::Instant;

use super::{SecretError, SecretStore};

/// How long a token holds until its secret is read again: one that was changed because it leaked is void by then.
const LIFETIME: Duration = Duration::from_secs(5 * 60);

/// The token as it stands in its secret, read again every five minutes. While Secrets Manager is away the last one holds.
pub struct OperatorToken {
    secrets: SecretStore,
    name: String,
    /// When it was last read, or known to be unreadable.
    checked: Mutex<Option<Instant>>,
    /// Whether the log knows that it is unavailable.
    is_logged: AtomicBool,
}

impl OperatorToken {
    /// The token in the secret of this name; nothing is read yet.
    #[must_use]
    pub fn new(secrets: SecretStore, name: String) -> Self {
        Self { secrets, name, checked: Mutex::default(), is_logged: AtomicBool::default() }
    }

    /// The token as it was at most five minutes ago; `None` if there is no such secret, or it has never been readable.
    pub async fn get(&self) -> Option<Sensitive> {
        let checked = *self.checked();
        if checked.is_none_or(|it| it.elapsed() >= LIFETIME) {
            return self.renewed().await;
        }
        self.secrets.get(&self.name).await.ok()
    }

    /// The token as it is now, for someone who shows another one.
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

    /// Logs why the token cannot be read, once; whether the one that was read before still holds.
    fn outlives(&self, error: &SecretError) -> bool {
        if !self.is_logged.swap(true, Ordering::Relaxed) {
            tracing::warn!(%error, "operator token unavailable");
        }
        let mut checked = self.checked();
        let is_gone = matches!(error, SecretError::Missing { .. });
        // The next who asks need not wait for the same failure.
        *checked = checked.filter(|_| !is_gone).map(|_| Instant::now());
        checked.is_some()
    }

    fn checked(&self) -> MutexGuard<'_, Option<Instant>> {
        self.checked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
