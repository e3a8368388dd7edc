//! Settings of a running process, and their refreshes.

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

/// The inputs that never change while the process runs.
pub(crate) struct Origin {
    pub(crate) service: Service,
    pub(crate) env: String,
    /// `None` without Parameter Store.
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

/// Facts that the log already has, so that a refresh does not repeat them.
#[derive(Default)]
struct Reported {
    /// Causes of failed refreshes since the last success.
    failures: BTreeSet<String>,
    /// Names that match no setting.
    unknown: BTreeSet<String>,
    /// Names that match no setting and are not logged yet.
    not_yet: BTreeSet<String>,
    /// Changed keys that take effect at the next start, with the values that they will have.
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

    /// The service that the settings are for.
    #[must_use]
    pub fn service(&self) -> Service {
        self.0.origin.service
    }

    /// The environment, such as `dev`.
    #[must_use]
    pub fn env(&self) -> &str {
        &self.0.origin.env
    }

    /// Whether the process runs without Parameter Store.
    #[must_use]
    pub fn is_offline(&self) -> bool {
        self.0.origin.store.is_none()
    }

    /// The current settings.
    #[must_use]
    pub fn current(&self) -> Arc<ServiceSettings> {
        self.0.typed.borrow().clone()
    }

    /// The current settings, and every later change.
    #[must_use]
    pub fn subscribe(&self) -> watch::Receiver<Arc<ServiceSettings>> {
        self.0.typed.subscribe()
    }

    /// Every setting of the service with its layer, group by group. Secrets are masked.
    #[must_use]
    pub fn effective(&self) -> Vec<Effective> {
        let values = self.0.values.read().unwrap_or_else(PoisonError::into_inner);
        self.keys().map(|key| values.effective(key, self.env(), self.service())).collect()
    }

    /// Logs the names that match no setting. Call it once logging has begun.
    pub fn report(&self) {
        self.reported().report_unknown();
    }

    /// Re-reads Parameter Store and applies changes of live settings. Returns the names of the changed keys.
    ///
    /// A call during another refresh shares the result of the one after it.
    ///
    /// # Errors
    /// If Parameter Store cannot be read or contains an invalid value; all settings then keep their values.
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

    /// Refreshes every `settings.refresh-interval`, or up to a tenth sooner. Never ends. Without Parameter Store it
    /// only waits.
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
                    // `refresh` has already logged and counted a failure.
                    let _ = self.refresh().await;
                }
                // The change may be one of the interval. The sender lives as long as `self`.
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

    /// Applies the live settings among freshly read parameters, unless any parameter is invalid.
    fn take_over(&self, mut next: Values, reported: &mut Reported) -> Result<Vec<&'static str>, Error> {
        let Origin { env, service, variables, .. } = &self.0.origin;
        next.overlay(variables.clone());
        // Checks the values of the next start as well, so that an invalid one does not surface only then.
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

    /// Counts a refresh, and logs a result that is new.
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
