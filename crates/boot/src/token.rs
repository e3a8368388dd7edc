//! The token that lets operators in.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use settings::{SecretError, SecretStore};
use tokio::time::Instant;
use web::actuator::Freshness;

/// How long a token is good for until the secret is read again: one that was changed because it leaked is void by then.
const LIFETIME: Duration = Duration::from_secs(5 * 60);

/// The token as it stands in its secret, read again now and then.
pub(crate) struct OperatorToken {
    secrets: SecretStore,
    name: String,
    read: Mutex<Option<Instant>>,
    /// Whether the log knows that the secret cannot be read.
    is_failing: AtomicBool,
}

impl OperatorToken {
    /// The token in a secret; nothing is read yet.
    pub(crate) fn new(secrets: SecretStore, name: String) -> Self {
        Self { secrets, name, read: Mutex::default(), is_failing: AtomicBool::default() }
    }

    /// The token; none where there is no secret or it has never been read. While Secrets Manager is away the last one holds.
    pub(crate) async fn get(&self, freshness: Freshness) -> Option<String> {
        let is_old = self.read().is_none_or(|it| it.elapsed() >= LIFETIME);
        let token = match freshness {
            Freshness::Cached if !is_old => self.secrets.get(&self.name).await,
            Freshness::Cached | Freshness::Renewed => match self.secrets.fresh(&self.name).await {
                Ok(token) => {
                    *self.read() = Some(Instant::now());
                    self.is_failing.store(false, Ordering::Relaxed);
                    Ok(token)
                }
                Err(error @ SecretError::Missing { .. }) => return self.unavailable(&error),
                Err(error) => {
                    self.unavailable(&error);
                    self.known()?;
                    self.secrets.get(&self.name).await
                }
            },
        };
        match token {
            Ok(token) => Some(token.expose().trim().to_owned()),
            Err(error) => self.unavailable(&error),
        }
    }

    /// Whether it has ever been read.
    fn known(&self) -> Option<Instant> {
        *self.read()
    }

    fn unavailable(&self, error: &SecretError) -> Option<String> {
        if !self.is_failing.swap(true, Ordering::Relaxed) {
            tracing::warn!(%error, "operator token unavailable; only loopback requests are accepted");
        }
        None
    }

    fn read(&self) -> MutexGuard<'_, Option<Instant>> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
