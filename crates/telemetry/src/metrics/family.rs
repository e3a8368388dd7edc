//! A snapshot of all series of one name.

use std::collections::BTreeMap;

use contract::objective::DURATION_BOUNDS;

/// Label names and values, by name.
pub(crate) type Labels = Vec<(String, String)>;

/// A metric with all its series.
#[derive(Clone, Debug)]
pub(crate) struct Family {
    pub(crate) name: String,
    pub(crate) help: String,
    pub(crate) series: Series,
}

/// Series by labels, so that their order is stable.
#[derive(Clone, Debug)]
pub(crate) enum Series {
    Counter(BTreeMap<Labels, f64>),
    Gauge(BTreeMap<Labels, f64>),
    Timer(BTreeMap<Labels, Timed>),
}

/// A summary of measurements.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Timed {
    pub(crate) count: u64,
    pub(crate) sum: f64,
    pub(crate) max: f64,
    /// How many measurements are not above each of the bounds; `None` of timers that have no buckets.
    pub(crate) buckets: Option<Buckets>,
}

/// Cumulative counts, by [`DURATION_BOUNDS`].
pub(crate) type Buckets = [u64; DURATION_BOUNDS.len()];

impl Timed {
    /// Adds another timer's buckets to these.
    pub(crate) fn add_buckets(&mut self, others: Option<Buckets>) {
        let Some(others) = others else { return };
        let sums = self.buckets.get_or_insert_default();
        sums.iter_mut().zip(others).for_each(|(sum, count)| *sum += count);
    }
}

impl Family {
    /// A gauge without labels.
    pub(crate) fn gauge(name: &str, help: &str, value: f64) -> Self {
        Self::new(name, help, Series::Gauge(BTreeMap::from([(Vec::new(), value)])))
    }

    pub(crate) fn new(name: &str, help: &str, series: Series) -> Self {
        Self { name: name.to_owned(), help: help.to_owned(), series }
    }
}
