//! Metrics: what is recorded through the `metrics` facade, kept, and told to Prometheus, to operators and to CloudWatch.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::time::Instant;

use self::family::Family;
use self::process::Process;
use self::recorder::Store;
use self::timer::WINDOW_PART;

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
pub struct Metrics(Arc<Kept>);

struct Kept {
    store: Arc<Store>,
    process: Process,
    /// When the greatest values were forgotten last.
    turned: Mutex<Instant>,
}

/// More to tell at each scrape.
pub(crate) type Source = Box<dyn Fn(&mut Vec<Family>) + Send + Sync>;

impl Metrics {
    /// None recorded yet.
    pub fn new() -> Self {
        Self::with(Vec::new())
    }

    /// Tells these as well.
    pub(crate) fn with(sources: Vec<Source>) -> Self {
        Self(Arc::new(Kept {
            store: Arc::default(),
            process: Process::new(sources),
            turned: Mutex::new(Instant::now()),
        }))
    }

    /// What the facade is to record into.
    pub fn recorder(&self) -> Recorder {
        Recorder::new(Arc::clone(&self.0.store))
    }

    /// Everything, as Prometheus reads it (text format 0.0.4).
    pub fn exposition(&self) -> String {
        exposition::write(&self.families())
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
        Meter::of(family, tags)
    }

    /// All there is, by name.
    fn families(&self) -> Vec<Family> {
        self.turn();
        let mut families = self.0.store.families();
        self.0.process.read(&mut families);
        families.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        families.dedup_by(|later, earlier| later.name == earlier.name);
        families
    }

    /// Forgets greatest values that are too old, if it is time.
    pub(crate) fn turn(&self) {
        let mut turned = self.0.turned.lock().unwrap_or_else(PoisonError::into_inner);
        while turned.elapsed() >= WINDOW_PART {
            *turned = (*turned + WINDOW_PART).max(Instant::now() - 4 * WINDOW_PART);
            self.0.store.turn();
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
