//! Single metrics for operators, in the form of Spring's actuator.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::family::{Family, Labels, Series};
use super::names;

/// A metric, as an operator sees it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Meter {
    /// In the dotted form, such as `http.server.requests`.
    pub name: String,
    /// Its description.
    pub description: String,
    /// `seconds`, `bytes`, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_unit: Option<&'static str>,
    /// Its measurements over all selected series.
    pub measurements: Vec<Measurement>,
    /// The tags that can narrow the selection further.
    pub available_tags: Vec<Tag>,
}

/// One statistic of a metric.
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

impl Meter {
    /// Summarises the series that have all of these tags, common labels included; `None` if there are none.
    pub(super) fn of(family: &Family, common: &Labels, tags: &[(&str, &str)]) -> Option<Self> {
        let base_unit = names::unit(&family.name);
        let (measurements, available_tags) = match &family.series {
            Series::Counter(series) => {
                let (values, rest) = select(series, common, tags)?;
                (vec![of("COUNT", values.sum())], rest)
            }
            Series::Gauge(series) => {
                let (values, rest) = select(series, common, tags)?;
                (vec![of("VALUE", values.sum())], rest)
            }
            Series::Timer(series) => {
                let (values, rest) = select(series, common, tags)?;
                let (mut count, mut sum, mut max) = (0, 0.0, 0.0_f64);
                for timed in values {
                    count += timed.count;
                    sum += timed.sum;
                    max = max.max(timed.max);
                }
                let total = if base_unit == Some("seconds") { "TOTAL_TIME" } else { "TOTAL" };
                (vec![of("COUNT", count as f64), of(total, sum), of("MAX", max)], rest)
            }
        };
        let name = names::dotted(&family.name);
        Some(Self { name, description: family.help.clone(), base_unit, measurements, available_tags })
    }
}

fn of(statistic: &'static str, value: f64) -> Measurement {
    Measurement { statistic, value }
}

/// The values of the series that have all of these tags, and the remaining tags with their values.
fn select<'a, T>(
    series: &'a BTreeMap<Labels, T>,
    common: &'a Labels,
    tags: &[(&str, &str)],
) -> Option<(impl Iterator<Item = &'a T>, Vec<Tag>)> {
    let wanted: Vec<(String, &str)> =
        tags.iter().map(|(name, value)| (name.replace('.', "_"), *value)).collect();
    let has_all = |labels: &Labels| {
        wanted.iter().all(|(name, value)| {
            common.iter().chain(labels).any(|label| label.0 == *name && label.1 == *value)
        })
    };
    let selected: Vec<(&Labels, &T)> = series.iter().filter(|(labels, _)| has_all(labels)).collect();
    if selected.is_empty() {
        return None;
    }
    let mut rest = BTreeMap::<&str, BTreeSet<&str>>::new();
    for (name, value) in common.iter().chain(selected.iter().flat_map(|(labels, _)| labels.iter())) {
        rest.entry(name).or_default().insert(value);
    }
    rest.retain(|name, _| wanted.iter().all(|(wanted, _)| wanted != name));
    let rest = rest
        .into_iter()
        .map(|(name, values)| Tag {
            tag: name.replace('_', "."),
            values: values.into_iter().map(str::to_owned).collect(),
        })
        .collect();
    Some((selected.into_iter().map(|(_, value)| value), rest))
}
