//! A cache of secrets. It fetches a secret when it is first needed, and again when a caller finds it outdated.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::operation::get_secret_value::GetSecretValueError;
use contract::settings::Sensitive;

use super::SecretError;
use crate::aws;
use crate::single_flight::SingleFlight;

/// Shortest time between two fetches of a secret: a storm of failed logins must not reach Secrets Manager.
const BETWEEN_FETCHES: Duration = Duration::from_millis(500);

/// The stage of the valid version.
const CURRENT: &str = "AWSCURRENT";
/// The stage of the version that a rotation is about to make current.
const PENDING: &str = "AWSPENDING";

/// The secrets of this process; clones share them.
#[derive(Clone)]
pub struct SecretStore(Arc<Inner>);

struct Inner {
    client: Client,
    place: String,
    secrets: Mutex<HashMap<String, Arc<Cached>>>,
}

struct Cached {
    /// The last value fetched.
    value: Mutex<Option<Sensitive>>,
    fetches: SingleFlight<Result<Sensitive, SecretError>>,
}

impl SecretStore {
    /// The secrets of an account and a region. The constructor fetches nothing.
    #[must_use]
    pub fn new(config: &SdkConfig) -> Self {
        let place = aws::place(config);
        Self(Arc::new(Inner { client: Client::new(config), place, secrets: Mutex::default() }))
    }

    /// A secret by name or ARN, as last fetched.
    ///
    /// # Errors
    /// If it has never been fetched and cannot be.
    pub async fn get(&self, name: &str) -> Result<Sensitive, SecretError> {
        let cached = self.cached(name);
        match cached.value() {
            Some(value) => Ok(value),
            None => self.fetch(name, &cached).await,
        }
    }

    /// Fetches a secret again, for a caller that finds the last value invalid.
    ///
    /// Concurrent callers share a fetch, and fetches are at least half a second apart.
    ///
    /// # Errors
    /// If it cannot be fetched; [`SecretStore::get`] still returns the last value.
    pub async fn fresh(&self, name: &str) -> Result<Sensitive, SecretError> {
        self.fetch(name, &self.cached(name)).await
    }

    /// The version that a rotation is about to make current, fetched now and not cached; `None` if there is none.
    ///
    /// # Errors
    /// If it cannot be fetched.
    pub async fn pending(&self, name: &str) -> Result<Option<Sensitive>, SecretError> {
        match self.ask(name, PENDING).await {
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
        let fetch = async {
            let result = self.ask(name, CURRENT).await;
            if let Ok(value) = &result {
                cached.keep(value.clone());
            }
            result
        };
        cached.fetches.run(fetch).await
    }

    async fn ask(&self, name: &str, stage: &str) -> Result<Sensitive, SecretError> {
        let request = self.0.client.get_secret_value().secret_id(name).version_stage(stage);
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

impl Default for Cached {
    fn default() -> Self {
        Self { value: Mutex::default(), fetches: SingleFlight::new(BETWEEN_FETCHES) }
    }
}

impl Cached {
    fn value(&self) -> Option<Sensitive> {
        self.value.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, value: Sensitive) {
        *self.value.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
    }
}
