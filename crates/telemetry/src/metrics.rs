//! Metrics: records measurements from the `metrics` facade and reports them to Prometheus, to operators and to CloudWatch.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tokio::time::Instant;

use self::family::{Family, Labels};
use self::process::Process;
use self::recorder::Store;
use self::timer::WINDOW;

pub use self::meter::{Measurement, Meter, Tag};
pub use self::recorder::Recorder;

pub(crate) mod emf;
mod exposition;
pub(crate) mod family;
mod meter;
mod names;
mod process;
mod recorder;
mod timer;

pub use self::exposition::MEDIA_TYPE as EXPOSITION_TYPE;

/// The metrics of this process. Clones are the same metrics.
#[derive(Clone)]
pub struct Metrics(Arc<Shared>);

struct Shared {
    /// The labels that all series have.
    common: Labels,
    store: Arc<Store>,
    process: Process,
    hooks: RwLock<Vec<Hook>>,
    /// The time of the last rotation of the windows.
    rotated: Mutex<Instant>,
}

type Hook = Arc<dyn Fn() + Send + Sync>;

impl Metrics {
    /// Creates empty metrics.
    pub fn new() -> Self {
        Self::with(Labels::new())
    }

    /// Creates empty metrics whose series all have the label `application`.
    pub fn of(application: &str) -> Self {
        Self::with(vec![("application".to_owned(), application.to_owned())])
    }

    fn with(common: Labels) -> Self {
        Self(Arc::new(Shared {
            common,
            store: Arc::default(),
            process: Process::new(),
            hooks: RwLock::default(),
            rotated: Mutex::new(Instant::now()),
        }))
    }

    /// The recorder for the facade.
    pub fn recorder(&self) -> Recorder {
        Recorder::new(Arc::clone(&self.0.store))
    }

    /// Adds a hook that runs before every read of the metrics. It sets gauges that no other code keeps up to date. It must neither
    /// block nor read metrics itself.
    pub fn before_reading(&self, hook: impl Fn() + Send + Sync + 'static) {
        self.0.hooks.write().unwrap_or_else(PoisonError::into_inner).push(Arc::new(hook));
    }

    /// All metrics in Prometheus's text format 0.0.4.
    pub fn exposition(&self) -> String {
        exposition::write(&self.families(), &self.0.common)
    }

    /// The names of all metrics, dotted, sorted.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.families().iter().map(|family| names::dotted(&family.name)).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// One metric by either form of its name, over the series that have all these tags; `None` if no series matches.
    pub fn one(&self, name: &str, tags: &[(&str, &str)]) -> Option<Meter> {
        let families = self.families();
        let family =
            families.iter().find(|family| family.name == name || names::dotted(&family.name) == name)?;
        Meter::of(family, &self.0.common, tags)
    }

    /// All families, by name.
    fn families(&self) -> Vec<Family> {
        self.rotate();
        // Cloned to release the lock: a hook may be slow, and may add another hook.
        let hooks = self.0.hooks.read().unwrap_or_else(PoisonError::into_inner).clone();
        hooks.iter().for_each(|hook| hook());
        let mut families = self.0.store.families();
        self.0.process.read(&mut families);
        families.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        families.dedup_by(|later, earlier| later.name == earlier.name);
        families
    }

    /// Drops outdated maxima and CPU samples once a window has passed.
    pub(crate) fn rotate(&self) {
        let mut rotated = self.0.rotated.lock().unwrap_or_else(PoisonError::into_inner);
        if rotated.elapsed() >= WINDOW {
            self.0.process.rotate();
        }
        while rotated.elapsed() >= WINDOW {
            *rotated = (*rotated + WINDOW).max(Instant::now() - 4 * WINDOW);
            self.0.store.rotate();
        }
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests;
