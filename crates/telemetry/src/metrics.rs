//! Metrics: what is recorded through the `metrics` facade, kept, and told to Prometheus, to operators and to CloudWatch.

use serde::Serialize;

/// The metrics of this process. Clones are the same metrics.
#[derive(Clone)]
pub struct Metrics;

/// The media type of [`Metrics::exposition`].
pub const EXPOSITION_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// A metric, as an operator sees it; written as Spring's actuator does.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Meter {
    /// In the dotted form, such as `http.server.requests`.
    pub name: String,
    /// What it is.
    pub description: String,
    /// `seconds`, `bytes`, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_unit: Option<&'static str>,
    /// Over all series that were asked for.
    pub measurements: Vec<Measurement>,
    /// The tags by which fewer series can be asked for.
    pub available_tags: Vec<Tag>,
}

/// One figure of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Measurement {
    /// `COUNT`, `TOTAL_TIME`, `TOTAL`, `MAX` or `VALUE`.
    pub statistic: &'static str,
    /// In the base unit.
    pub value: f64,
}

/// A label and the values it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tag {
    /// Its name, dotted.
    pub tag: String,
    /// Its values, sorted.
    pub values: Vec<String>,
}

impl Metrics {
    /// Everything, as Prometheus reads it (text format 0.0.4).
    pub fn exposition(&self) -> String {
        String::new()
    }

    /// The names of all metrics, dotted, sorted.
    pub fn names(&self) -> Vec<String> {
        Vec::new()
    }

    /// One metric by either form of its name, of those series that have all these tags; none if there is none such.
    pub fn one(&self, name: &str, tags: &[(&str, &str)]) -> Option<Meter> {
        let _ = (name, tags);
        None
    }
}
