//! A recorder of metrics that tests can read.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use metrics::{
    Counter, CounterFn, Gauge, GaugeFn, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder,
    SharedString, Unit,
};

/// Keeps the values of counters and gauges and the number of timed events, by name and tags.
#[derive(Clone, Default)]
pub(crate) struct Kept(Arc<Mutex<BTreeMap<String, f64>>>);

struct Instrument(Kept, String);

impl Kept {
    /// The non-zero instruments with this name, by their tags.
    pub(crate) fn named(&self, name: &str) -> Vec<(String, f64)> {
        let all = self.0.lock().unwrap();
        let named = all.iter().filter_map(|(key, value)| Some((key.strip_prefix(name)?.to_owned(), *value)));
        named.filter(|(tags, value)| tags.starts_with('{') && *value != 0.0).collect()
    }

    fn instrument(&self, key: &Key) -> Arc<Instrument> {
        let mut tags: Vec<_> = key.labels().map(|it| format!("{}={}", it.key(), it.value())).collect();
        tags.sort_unstable();
        let name = format!("{}{{{}}}", key.name(), tags.join(","));
        self.0.lock().unwrap().entry(name.clone()).or_default();
        Arc::new(Instrument(self.clone(), name))
    }
}

impl Instrument {
    fn set(&self, change: impl FnOnce(f64) -> f64) {
        let mut all = self.0.0.lock().unwrap();
        let value = all.entry(self.1.clone()).or_default();
        *value = change(*value);
    }
}

impl CounterFn for Instrument {
    fn increment(&self, value: u64) {
        self.set(|it| it + f64::from(u32::try_from(value).unwrap()));
    }

    fn absolute(&self, _: u64) {}
}

impl GaugeFn for Instrument {
    fn increment(&self, value: f64) {
        self.set(|it| it + value);
    }

    fn decrement(&self, value: f64) {
        self.set(|it| it - value);
    }

    fn set(&self, value: f64) {
        Instrument::set(self, |_| value);
    }
}

impl HistogramFn for Instrument {
    fn record(&self, _: f64) {
        self.set(|it| it + 1.0);
    }
}

impl Recorder for Kept {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(self.instrument(key))
    }

    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::from_arc(self.instrument(key))
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(self.instrument(key))
    }
}
