//! The recorder behind the facade's handles. A handle points to its atomics, so using it needs no lookup.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use metrics::atomics::AtomicU64;
use metrics::{Counter, Gauge, Histogram, Key, KeyName, Metadata, SharedString, Unit};
use metrics_util::registry::{Registry, Storage};

use super::family::{Family, Labels, Series, Timed};
use super::names;
use super::timer::{Summary, Timer, Window};

/// The timer with a distribution: in buckets for Prometheus, and as a histogram for CloudWatch.
pub(super) const REQUESTS: &str = "http_server_requests_seconds";

/// The facade's recorder for [`super::Metrics`].
#[derive(Clone)]
pub struct Recorder(Arc<Store>);

impl Recorder {
    pub(super) fn new(store: Arc<Store>) -> Self {
        Self(store)
    }
}

/// All recorded measurements.
pub(super) struct Store {
    registry: Registry<Key, Atomics>,
    help: RwLock<HashMap<String, SharedString>>,
    window: Arc<Window>,
}

impl Default for Store {
    fn default() -> Self {
        let window = Arc::<Window>::default();
        let registry = Registry::new(Atomics { window: Arc::clone(&window) });
        Self { registry, help: RwLock::default(), window }
    }
}

struct Atomics {
    window: Arc<Window>,
}

impl Storage<Key> for Atomics {
    type Counter = Arc<AtomicU64>;
    type Gauge = Arc<AtomicU64>;
    type Histogram = Arc<Timer>;

    fn counter(&self, _: &Key) -> Self::Counter {
        Arc::default()
    }

    fn gauge(&self, _: &Key) -> Self::Gauge {
        Arc::default()
    }

    fn histogram(&self, key: &Key) -> Self::Histogram {
        Arc::new(Timer::new(Arc::clone(&self.window), key.name() == REQUESTS))
    }
}

impl Store {
    /// Begins the next part of the window over which maxima are kept.
    pub(super) fn rotate(&self) {
        let next = self.window.next();
        self.registry.visit_histograms(|_, timer| timer.forget(next));
        self.window.rotate_to(next);
    }

    /// Takes the request histograms since the last call, by the labels of each series, and resets them.
    pub(super) fn take_requests(&self) -> Vec<(Labels, Summary)> {
        let mut all = Vec::new();
        self.registry.visit_histograms(|key, timer| {
            if let Some(histogram) = timer.histogram() {
                let mut summary = Summary::default();
                histogram.take_into(&mut summary);
                if summary.count() > 0 {
                    all.push((labels(key), summary));
                }
            }
        });
        all
    }

    /// All families, in no particular order.
    pub(super) fn families(&self) -> Vec<Family> {
        let (mut counters, mut gauges, mut timers) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        // The registry treats labels in another order as another key, though the series is the same.
        self.registry.visit_counters(|key, counter| {
            let count: &mut f64 = series(&mut counters, key);
            *count += counter.load(std::sync::atomic::Ordering::Relaxed) as f64;
        });
        self.registry.visit_gauges(|key, gauge| {
            let value: &mut f64 = series(&mut gauges, key);
            *value += f64::from_bits(gauge.load(std::sync::atomic::Ordering::Relaxed));
        });
        self.registry.visit_histograms(|key, timer| {
            let timed: &mut Timed = series(&mut timers, key);
            // First, so that no bucket exceeds the count.
            timed.add_buckets(timer.buckets());
            timed.count += timer.count();
            timed.sum += timer.sum();
            timed.max = timed.max.max(timer.max());
        });
        let counters = counters.into_iter().map(|(name, series)| (name, Series::Counter(series)));
        let gauges = gauges.into_iter().map(|(name, series)| (name, Series::Gauge(series)));
        let timers = timers.into_iter().map(|(name, series)| (name, Series::Timer(series)));
        let help = self.help.read().unwrap_or_else(PoisonError::into_inner);
        let family = |(name, series): (String, Series)| {
            let help = help.get(&name).map_or_else(|| names::in_words(&name), ToString::to_string);
            Family { name, help, series }
        };
        counters.chain(gauges).chain(timers).map(family).collect()
    }

    fn describe(&self, name: &KeyName, text: SharedString) {
        let mut help = self.help.write().unwrap_or_else(PoisonError::into_inner);
        help.insert(names::clean(name.as_str()), text);
    }
}

type BySeries<T> = BTreeMap<String, BTreeMap<Labels, T>>;

fn series<'a, T: Default>(families: &'a mut BySeries<T>, key: &Key) -> &'a mut T {
    families.entry(names::clean(key.name())).or_default().entry(labels(key)).or_default()
}

fn labels(key: &Key) -> Labels {
    let mut labels: Labels =
        key.labels().map(|label| (names::clean(label.key()), label.value().to_owned())).collect();
    labels.sort_unstable();
    labels.dedup_by(|later, earlier| later.0 == earlier.0);
    labels
}

impl metrics::Recorder for Recorder {
    fn describe_counter(&self, name: KeyName, _: Option<Unit>, text: SharedString) {
        self.0.describe(&name, text);
    }

    fn describe_gauge(&self, name: KeyName, _: Option<Unit>, text: SharedString) {
        self.0.describe(&name, text);
    }

    fn describe_histogram(&self, name: KeyName, _: Option<Unit>, text: SharedString) {
        self.0.describe(&name, text);
    }

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        self.0.registry.get_or_create_counter(key, |counter| Arc::clone(counter).into())
    }

    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        self.0.registry.get_or_create_gauge(key, |gauge| Arc::clone(gauge).into())
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        self.0.registry.get_or_create_histogram(key, |timer| Arc::clone(timer).into())
    }
}
