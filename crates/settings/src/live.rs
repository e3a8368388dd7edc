//! Settings while the process runs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use contract::service::Service;
use contract::settings::{Key, ServiceSettings, keys};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use crate::effective::Effective;
use crate::error::Error;
use crate::jitter;
use crate::layers::Values;
use crate::parameters::Store;
use crate::single_flight::SingleFlight;

const REFRESHES: &str = "settings_refreshes_total";
const LAST_SUCCESS: &str = "settings_last_success_timestamp_seconds";

/// What never changes while the process runs.
pub(crate) struct Origin {
    pub(crate) service: Service,
    pub(crate) env: String,
    /// `None` if it runs without one.
    pub(crate) store: Option<Store>,
    pub(crate) variables: Values,
}

/// The settings of this process; clones share them.
#[derive(Clone)]
pub struct Settings(Arc<Inner>);

struct Inner {
    origin: Origin,
    values: RwLock<Values>,
    typed: watch::Sender<Arc<ServiceSettings>>,
    refreshes: SingleFlight<Result<Vec<&'static str>, Error>>,
    reported: Mutex<Reported>,
    loaded: SystemTime,
}

/// What is in the log already, so that it is not logged at each refresh.
#[derive(Default)]
struct Reported {
    /// Why refreshes failed, since the last that did not.
    failures: BTreeSet<String>,
    /// Names that are no settings.
    unknown: BTreeSet<String>,
    /// Such names that are yet to be logged.
    not_yet: BTreeSet<String>,
    /// Keys that have changed and wait for the next start, with their values then.
    waiting: BTreeMap<&'static str, String>,
}

impl Settings {
    pub(crate) fn new(origin: Origin, values: Values, typed: ServiceSettings, unknown: Vec<String>) -> Self {
        let reported = Reported { not_yet: unknown.into_iter().collect(), ..Reported::default() };
        Self(Arc::new(Inner {
            origin,
            values: RwLock::new(values),
            typed: watch::Sender::new(Arc::new(typed)),
            refreshes: SingleFlight::new(Duration::ZERO),
            reported: Mutex::new(reported),
            loaded: now(),
        }))
    }

    /// The service they are for.
    #[must_use]
    pub fn service(&self) -> Service {
        self.0.origin.service
    }

    /// The environment, such as `dev`.
    #[must_use]
    pub fn env(&self) -> &str {
        &self.0.origin.env
    }

    /// Whether there is no Parameter Store.
    #[must_use]
    pub fn is_offline(&self) -> bool {
        self.0.origin.store.is_none()
    }

    /// The settings as they are now.
    #[must_use]
    pub fn current(&self) -> Arc<ServiceSettings> {
        self.0.typed.borrow().clone()
    }

    /// The settings as they are now, and every change of them.
    #[must_use]
    pub fn subscribe(&self) -> watch::Receiver<Arc<ServiceSettings>> {
        self.0.typed.subscribe()
    }

    /// Every setting of the service with where it comes from, group by group; secrets are masked.
    #[must_use]
    pub fn effective(&self) -> Vec<Effective> {
        let values = self.0.values.read().unwrap_or_else(PoisonError::into_inner);
        self.keys().map(|key| values.effective(key, self.env(), self.service())).collect()
    }

    /// Logs the names of unknown settings; to be called once there is a log.
    pub fn report(&self) {
        self.reported().report_unknown();
    }

    /// Reads Parameter Store again and takes over what is live; the names of the keys that changed.
    ///
    /// Whoever asks while another refresh is under way shares the one after it.
    ///
    /// # Errors
    /// If Parameter Store cannot be read or holds a bad value: everything stays as it was then.
    pub async fn refresh(&self) -> Result<Vec<&'static str>, Error> {
        let Some(store) = &self.0.origin.store else { return Ok(Vec::new()) };
        let refresh = async {
            let found = store.read().await;
            let mut reported = self.reported();
            let result = match found {
                Ok(found) => {
                    reported.not_yet.extend(found.unknown);
                    reported.report_unknown();
                    self.take_over(found.values, &mut reported)
                }
                Err(error) => Err(Error::Unreachable(error)),
            };
            reported.report(&result);
            result
        };
        self.0.refreshes.run(refresh).await
    }

    /// Refreshes for ever, each `settings.refresh-interval` or up to a tenth sooner. Without Parameter Store it only waits.
    pub async fn keep_fresh(&self) {
        if self.is_offline() {
            return std::future::pending().await;
        }
        describe_metrics();
        succeeded_at(self.0.loaded);
        let mut changes = self.subscribe();
        let mut last = Instant::now();
        loop {
            let interval = changes.borrow_and_update().settings.refresh_interval;
            tokio::select! {
                () = sleep_until(last + jitter::up_to_a_tenth_less(interval)) => {
                    last = Instant::now();
                    // A failure is in the log and the metrics already.
                    let _ = self.refresh().await;
                }
                // A change may be one of the interval; the sender lives as long as `self`.
                _ = changes.changed() => {}
            }
        }
    }

    fn reported(&self) -> MutexGuard<'_, Reported> {
        self.0.reported.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keys(&self) -> impl Iterator<Item = &'static Key> + use<> {
        let service = self.service();
        keys().filter(move |it| it.is_for(service))
    }

    /// Takes over what is live of freshly read parameters, unless one of them is bad.
    fn take_over(&self, mut next: Values, reported: &mut Reported) -> Result<Vec<&'static str>, Error> {
        let Origin { env, service, variables, .. } = &self.0.origin;
        next.overlay(variables.clone());
        // As they would be read at the next start, so that nothing bad waits for it unseen.
        next.typed(env, *service).map_err(Error::Invalid)?;
        let mut changed = Vec::new();
        let now = self.0.values.read().unwrap_or_else(PoisonError::into_inner).clone();
        for key in self.keys() {
            if now.agree(key, &next, env, *service) {
                reported.waiting.remove(key.name);
            } else if key.live {
                changed.push(key.name);
            } else {
                reported.report_waiting(key, next.effective(key, env, *service).value);
                next.copy(key, &now);
            }
        }
        let typed = next.typed(env, *service).map_err(Error::Invalid)?;
        *self.0.values.write().unwrap_or_else(PoisonError::into_inner) = next;
        self.0.typed.send_if_modified(|current| {
            let is_new = **current != typed;
            *current = Arc::new(typed);
            is_new
        });
        Ok(changed)
    }
}

impl Reported {
    fn report_unknown(&mut self) {
        for name in std::mem::take(&mut self.not_yet) {
            if !self.unknown.contains(&name) {
                tracing::warn!("unknown setting {name} ignored");
                self.unknown.insert(name);
            }
        }
    }

    fn report_waiting(&mut self, key: &'static Key, value: String) {
        if self.waiting.get(key.name) != Some(&value) {
            tracing::info!("{} has changed, which takes effect at the next start", key.name);
            self.waiting.insert(key.name, value);
        }
    }

    /// Counts a refresh, and logs it if it is news.
    fn report(&mut self, result: &Result<Vec<&'static str>, Error>) {
        let outcome = match result {
            Ok(changed) => {
                succeeded_at(now());
                if !self.failures.is_empty() {
                    tracing::info!("settings refresh works again");
                    self.failures.clear();
                }
                if !changed.is_empty() {
                    tracing::info!("settings changed: {}", changed.join(", "));
                }
                "ok"
            }
            Err(error) => {
                let failure = error.to_string();
                if !self.failures.contains(&failure) {
                    tracing::warn!("settings refresh failed, keeping current values: {failure}");
                    self.failures.insert(failure);
                }
                match error {
                    Error::Invalid(_) => "invalid",
                    Error::Unreachable(_) => "failed",
                }
            }
        };
        metrics::counter!(REFRESHES, "outcome" => outcome).increment(1);
    }
}

#[expect(clippy::disallowed_methods, reason = "a metric is for people, and nothing is decided by it")]
fn now() -> SystemTime {
    SystemTime::now()
}

fn describe_metrics() {
    metrics::describe_counter!(REFRESHES, "Times that Parameter Store was read again, by outcome");
    metrics::describe_gauge!(
        LAST_SUCCESS,
        metrics::Unit::Seconds,
        "When settings were last read successfully, in Unix time"
    );
    for outcome in ["ok", "failed", "invalid"] {
        metrics::counter!(REFRESHES, "outcome" => outcome).increment(0);
    }
}

fn succeeded_at(time: SystemTime) {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    metrics::gauge!(LAST_SUCCESS).set(since.as_secs_f64());
}
