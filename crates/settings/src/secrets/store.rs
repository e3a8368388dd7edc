//! Secrets, fetched when they are needed and kept until someone finds them outdated.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::operation::get_secret_value::GetSecretValueError;
use contract::settings::Sensitive;
use tokio::time::{Instant, sleep_until};

use super::SecretError;
use crate::aws;

/// Least time between two fetches of a secret, so that a storm of failed logins is not passed on to Secrets Manager.
const BETWEEN_FETCHES: Duration = Duration::from_millis(500);

/// Which version of a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The one that holds.
    Current,
    /// The one that a rotation is about to make current.
    Pending,
}

impl Stage {
    const fn label(self) -> &'static str {
        match self {
            Self::Current => "AWSCURRENT",
            Self::Pending => "AWSPENDING",
        }
    }
}

/// The secrets of this process; clones share them.
#[derive(Clone)]
pub struct SecretStore(Arc<Inner>);

struct Inner {
    client: Client,
    place: String,
    secrets: Mutex<HashMap<String, Arc<Cached>>>,
}

#[derive(Default)]
struct Cached {
    /// The latest that was fetched, and when.
    value: Mutex<Option<(Sensitive, Instant)>>,
    /// When the latest fetch began, and its result; held while one is under way.
    latest: tokio::sync::Mutex<Option<(Instant, Result<Sensitive, SecretError>)>>,
}

impl SecretStore {
    /// Secrets of an account and a region; nothing is fetched yet.
    #[must_use]
    pub fn new(config: &SdkConfig) -> Self {
        let place = aws::place(config);
        Self(Arc::new(Inner { client: Client::new(config), place, secrets: Mutex::default() }))
    }

    /// A secret by name or ARN: as it was when it was last fetched.
    ///
    /// # Errors
    /// If it has never been fetched and cannot be.
    pub async fn get(&self, name: &str) -> Result<Sensitive, SecretError> {
        self.recent(name, Duration::MAX).await
    }

    /// A secret as it was at most `age` ago; an older one where it cannot be fetched again.
    ///
    /// # Errors
    /// If it has never been fetched and cannot be.
    pub async fn recent(&self, name: &str, age: Duration) -> Result<Sensitive, SecretError> {
        let cached = self.cached(name);
        match cached.value() {
            Some((value, at)) if at.elapsed() < age => Ok(value),
            Some((value, _)) => Ok(self.fetch(name, &cached).await.unwrap_or(value)),
            None => self.fetch(name, &cached).await,
        }
    }

    /// A secret fetched again, for the one who finds that the last one no longer holds.
    ///
    /// Those who ask at the same time share a fetch, and fetches are half a second apart.
    ///
    /// # Errors
    /// If it cannot be fetched; [`SecretStore::get`] still has the last one.
    pub async fn fresh(&self, name: &str) -> Result<Sensitive, SecretError> {
        self.fetch(name, &self.cached(name)).await
    }

    /// A secret in a stage, asked for now; `None` if there is no such version. It is not kept.
    ///
    /// # Errors
    /// If it cannot be fetched.
    pub async fn staged(&self, name: &str, stage: Stage) -> Result<Option<Sensitive>, SecretError> {
        match self.ask(name, stage).await {
            Err(SecretError::Missing { .. }) => Ok(None),
            result => result.map(Some),
        }
    }

    fn cached(&self, name: &str) -> Arc<Cached> {
        let mut secrets = self.0.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        match secrets.get(name) {
            Some(cached) => cached.clone(),
            None => secrets.entry(name.to_owned()).or_default().clone(),
        }
    }

    async fn fetch(&self, name: &str, cached: &Cached) -> Result<Sensitive, SecretError> {
        let arrived = Instant::now();
        let mut latest = cached.latest.lock().await;
        if let Some((began, result)) = &*latest {
            if *began >= arrived {
                return result.clone();
            }
            sleep_until(*began + BETWEEN_FETCHES).await;
        }
        let began = Instant::now();
        let result = self.ask(name, Stage::Current).await;
        if let Ok(value) = &result {
            cached.keep(value.clone());
        }
        *latest = Some((began, result.clone()));
        result
    }

    async fn ask(&self, name: &str, stage: Stage) -> Result<Sensitive, SecretError> {
        let request = self.0.client.get_secret_value().secret_id(name).version_stage(stage.label());
        let answer = request.send().await.map_err(|error| {
            let (name, place) = (name.to_owned(), self.0.place.clone());
            match error.as_service_error() {
                Some(GetSecretValueError::ResourceNotFoundException(_)) => {
                    SecretError::Missing { name, place }
                }
                _ => SecretError::Unavailable { name, place, cause: aws::cause(&error) },
            }
        })?;
        let malformed =
            || SecretError::Malformed { name: name.to_owned(), rule: "must be a text, not bytes" };
        answer.secret_string.map(Sensitive::new).ok_or_else(malformed)
    }
}

impl Cached {
    fn value(&self) -> Option<(Sensitive, Instant)> {
        self.value.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, value: Sensitive) {
        *self.value.lock().unwrap_or_else(PoisonError::into_inner) = Some((value, Instant::now()));
    }
}
