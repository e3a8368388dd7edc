//! The issuer, and what is known of it: its configuration and its keys, which are kept for a while.

use std::borrow::Cow;
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use reqwest::Url;
use tokio::sync::Mutex;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::keys::Keys;
use super::provider::{Configuration, Provider};
use crate::Admin;
use crate::reach::{Answered, Question};

/// How long the issuer may take for an answer.
pub(super) const WITHIN: Duration = Duration::from_secs(4);
/// The longest configuration and the longest answer to an authorization code, in bytes.
pub(super) const LONGEST: usize = 64 * 1024;
/// The longest set of keys, in bytes.
const LONGEST_KEYS: usize = 256 * 1024;
/// How long what the issuer said holds. A key that it has withdrawn counts for as long.
const HOLDS: Duration = Duration::from_secs(10 * 60);
/// How long it holds while the issuer does not answer.
const OUTLIVES: Duration = Duration::from_secs(4 * 60 * 60);
/// Shortest time between two readings because of a key that is not known. Anyone can make up such a key.
const BETWEEN_RENEWALS: Duration = Duration::from_secs(30);
/// How long nobody asks after the issuer did not answer.
const AGAIN: Duration = Duration::from_secs(5);

/// An issuer.
pub(super) struct Issuer {
    name: String,
    known: std::sync::Mutex<Known>,
    /// Held by the one who reads.
    reading: Arc<Mutex<()>>,
}

#[derive(Default)]
struct Known {
    provider: Option<(Instant, Arc<Provider>)>,
    /// Why the last reading failed, until one succeeds.
    failed: Option<(Instant, Problem)>,
}

/// Why the issuer cannot be used now, for the log.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Problem(pub(super) Cow<'static, str>);

impl Issuer {
    /// The issuer of this name, which is a URL. It is asked when someone first needs it.
    pub(super) fn new(name: String) -> Self {
        Self { name, known: std::sync::Mutex::default(), reading: Arc::default() }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// What it says of itself. Nobody waits who can do with what it said before.
    pub(super) async fn provider(self: &Arc<Self>, state: &Admin) -> Result<Arc<Provider>, Problem> {
        if let Some(provider) = self.latest(HOLDS) {
            return Ok(provider);
        }
        let reading = self.begin_reading(state);
        if let Some(provider) = self.latest(OUTLIVES) {
            return Ok(provider);
        }
        match reading {
            Some(reading) => drop(reading.await),
            // Waits for the one who reads.
            None => drop(self.reading.lock().await),
        }
        self.latest(OUTLIVES).ok_or_else(|| self.problem())
    }

    /// The same, read again unless that was just done, or is being done: a token with a key that nobody knows waits for no other.
    pub(super) async fn renewed(self: &Arc<Self>, state: &Admin) -> Result<Arc<Provider>, Problem> {
        if self.latest(BETWEEN_RENEWALS).is_none()
            && let Some(reading) = self.begin_reading(state)
        {
            drop(reading.await);
        }
        self.latest(OUTLIVES).ok_or_else(|| self.problem())
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn latest(&self, oldest: Duration) -> Option<Arc<Provider>> {
        let known = self.known();
        let (at, provider) = known.provider.as_ref()?;
        (at.elapsed() < oldest).then(|| Arc::clone(provider))
    }

    fn problem(&self) -> Problem {
        let failed = self.known().failed.as_ref().map(|it| it.1.clone());
        failed.unwrap_or_else(|| Problem("it is being read".into()))
    }

    /// Reads in a task, since a request may end before a slow issuer has answered. `None` if someone else reads, or it has just failed.
    fn begin_reading(self: &Arc<Self>, state: &Admin) -> Option<JoinHandle<()>> {
        if self.known().failed.as_ref().is_some_and(|it| it.0.elapsed() < AGAIN) {
            return None;
        }
        let turn = Arc::clone(&self.reading).try_lock_owned().ok()?;
        let (issuer, state) = (Arc::clone(self), state.clone());
        Some(tokio::spawn(async move {
            let read = issuer.ask(&state).await;
            issuer.keep(read);
            drop(turn);
        }))
    }

    fn keep(&self, read: Result<Provider, Problem>) {
        let (mut known, now) = (self.known(), Instant::now());
        match read {
            Ok(provider) => *known = Known { provider: Some((now, Arc::new(provider))), failed: None },
            Err(problem) => {
                if known.failed.is_none() {
                    tracing::warn!(cause = %problem, "the OpenID Connect issuer cannot be read");
                }
                known.failed = Some((now, problem));
            }
        }
    }

    async fn ask(&self, state: &Admin) -> Result<Provider, Problem> {
        let configuration = get(state, Configuration::url(&self.name)?, LONGEST, "its configuration").await?;
        let configuration = Configuration::read(&configuration, &self.name)?;
        let keys = get(state, configuration.keys_url()?, LONGEST_KEYS, "its keys").await?;
        let keys =
            Keys::read(&keys).map_err(|error| Problem(format!("its keys cannot be read: {error}").into()))?;
        if keys.is_empty() {
            return Err(Problem("it has no key of a kind that is accepted".into()));
        }
        configuration.with_keys(keys)
    }
}

async fn get(state: &Admin, url: Url, most: usize, what: &str) -> Result<Bytes, Problem> {
    let answer = answered(state, Question::get(url, WITHIN, most), what).await?;
    match answer.status {
        200 => Ok(answer.body),
        status => Err(Problem(format!("it answered {status} when it was asked for {what}").into())),
    }
}

/// Asks the issuer.
pub(super) async fn answered(state: &Admin, question: Question, what: &str) -> Result<Answered, Problem> {
    let failed = |error| Problem(format!("it did not answer when it was asked for {what}: {error}").into());
    state.reach.ask_named(question).await.map_err(failed)
}
