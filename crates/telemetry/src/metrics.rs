//! Metrics: what is recorded through the `metrics` facade, kept, and reported to Prometheus, to operators and to CloudWatch.

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
    /// When the windows were rotated last.
    rotated: Mutex<Instant>,
}

type Hook = Arc<dyn Fn() + Send + Sync>;

impl Metrics {
    /// None recorded yet.
    pub fn new() -> Self {
        Self::with(Labels::new())
    }

    /// None recorded yet. All series have the label `application`.
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

    /// What the facade is to record into.
    pub fn recorder(&self) -> Recorder {
        Recorder::new(Arc::clone(&self.0.store))
    }

    /// Calls this before metrics are read, by whomever: to set gauges that nothing keeps up to date otherwise. It must not
    /// block, nor read metrics itself.
    pub fn before_reading(&self, hook: impl Fn() + Send + Sync + 'static) {
        self.0.hooks.write().unwrap_or_else(PoisonError::into_inner).push(Arc::new(hook));
    }

    /// Everything, as Prometheus reads it (text format 0.0.4).
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

    /// One metric by either form of its name, of those series that have all these tags; none if there is none such.
    pub fn one(&self, name: &str, tags: &[(&str, &str)]) -> Option<Meter> {
        let families = self.families();
        let family =
            families.iter().find(|family| family.name == name || names::dotted(&family.name) == name)?;
        Meter::of(family, &self.0.common, tags)
    }

    /// All there is, by name.
    fn families(&self) -> Vec<Family> {
        self.rotate();
        // A hook may take its time and may add another.
        let hooks = self.0.hooks.read().unwrap_or_else(PoisonError::into_inner).clone();
        hooks.iter().for_each(|hook| hook());
        let mut families = self.0.store.families();
        self.0.process.read(&mut families);
        families.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        families.dedup_by(|later, earlier| later.name == earlier.name);
        families
    }

    /// Forgets greatest values and CPU usage that are too old, if it is time.
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
