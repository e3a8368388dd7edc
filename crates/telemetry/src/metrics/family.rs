//! A snapshot of all series of one name.

use std::collections::BTreeMap;

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
