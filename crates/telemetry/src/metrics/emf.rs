//! Metrics for CloudWatch, which extracts them from the log: documents in the Embedded Metric Format. Each interval has one
//! document for the service and one for each route that had requests.

use std::collections::{BTreeMap, HashMap};
use std::io::Write;

use contract::process_routes;
use contract::published_metrics::{ALL, ERRORS, LATENCY, PublishedMetric, REQUESTS, ROUTE, SERVICE};
use contract::route::Audience;
use serde_json::{Map, Value, json};

use super::Metrics;
use super::family::{Labels, Series};
use super::timer::Summary;
use crate::clock;

/// Writes the documents and remembers the last published counters.
pub(crate) struct Documents {
    metrics: Metrics,
    namespace: String,
    service: String,
    published: HashMap<&'static str, f64>,
    out: Box<dyn Write + Send>,
}

impl Documents {
    pub(crate) fn new(
        metrics: Metrics,
        namespace: String,
        service: String,
        out: impl Write + Send + 'static,
    ) -> Self {
        let mut documents =
            Self { metrics, namespace, service, published: HashMap::new(), out: Box::new(out) };
        // Discards earlier measurements, which belong to no interval.
        drop(documents.at(0));
        documents
    }

    /// Writes the documents for the time since the last call, one JSON object a line, the service's first.
    pub(crate) fn publish(&mut self) {
        let timestamp = u64::try_from(clock::since_epoch().as_millis()).unwrap_or(u64::MAX);
        for document in self.at(timestamp) {
            // A failing log must not fail the service.
            let _ = self.out.write_all(format!("{document}\n").as_bytes());
        }
    }

    fn at(&mut self, timestamp: u64) -> Vec<String> {
        let (mut all, mut by_route) = (Requests::default(), BTreeMap::<String, Requests>::new());
        for (labels, summary) in self.metrics.0.store.take_requests() {
            let Some(route) = route(&labels) else { continue };
            let is_error = label(&labels, "status").starts_with('5');
            all.add(&summary, is_error);
            // A request that matches no route has no route name to publish.
            if !route.ends_with(" UNKNOWN") {
                by_route.entry(route).or_default().add(&summary, is_error);
            }
        }
        let mut service = Document::default();
        all.add_to(&mut service);
        self.add_values(&mut service);
        let named = [(SERVICE, self.service.as_str())];
        let mut documents = vec![service.finish(&self.namespace, timestamp, &named)];
        for (route, requests) in by_route {
            let mut document = Document::default();
            requests.add_to(&mut document);
            let named = [(SERVICE, self.service.as_str()), (ROUTE, route.as_str())];
            documents.push(document.finish(&self.namespace, timestamp, &named));
        }
        documents
    }

    fn add_values(&mut self, document: &mut Document) {
        let families = self.metrics.families();
        for metric in ALL {
            let Some(family) = families.iter().find(|family| family.name == metric.of) else { continue };
            let value = match &family.series {
                Series::Gauge(series) => total(series, metric),
                Series::Counter(series) => {
                    let now = total(series, metric);
                    now - self.published.insert(metric.name, now).unwrap_or_default()
                }
                Series::Timer(_) => continue,
            };
            document.add(metric.name, metric.unit.as_str(), json!(value * metric.times));
        }
    }
}

fn total(series: &BTreeMap<Labels, f64>, metric: &PublishedMetric) -> f64 {
    let is_meant = |labels: &Labels| metric.with.is_none_or(|(name, value)| label(labels, name) == value);
    // `sum` of no values is -0.
    series.iter().filter(|(labels, _)| is_meant(labels)).fold(0.0, |sum, (_, value)| sum + value)
}

fn label<'a>(labels: &'a Labels, name: &str) -> &'a str {
    labels.iter().find(|label| label.0 == name).map_or("", |label| &label.1)
}

/// The route's name, such as `GET /api/vets/vets`; `None` for operators' and load balancers' routes.
fn route(labels: &Labels) -> Option<String> {
    let uri = label(labels, "uri");
    let is_clients = process_routes::with_path(uri).is_none_or(|it| it.audience == Audience::Public);
    is_clients.then(|| format!("{} {uri}", label(labels, "method")))
}

#[derive(Default)]
struct Requests {
    latency: Summary,
    errors: u64,
}

impl Requests {
    fn add(&mut self, summary: &Summary, is_error: bool) {
        self.latency.add(summary);
        self.errors += if is_error { summary.count() } else { 0 };
    }

    fn add_to(&self, document: &mut Document) {
        let count = self.latency.count();
        document.add(REQUESTS, "Count", json!(count));
        document.add(ERRORS, "Count", json!(self.errors));
        if count == 0 {
            return;
        }
        let (values, counts): (Vec<f64>, Vec<u64>) =
            self.latency.values().map(|(value, count)| (millis(value), count)).unzip();
        let latency = json!({
            "Values": values,
            "Counts": counts,
            "Min": values.first(),
            "Max": millis(self.latency.max),
            "Sum": millis(self.latency.sum),
            "Count": count,
        });
        document.add(LATENCY, "Milliseconds", latency);
    }
}

/// Milliseconds, rounded to the microsecond.
fn millis(seconds: f64) -> f64 {
    (seconds * 1e6).round() / 1e3
}

/// A document under construction.
#[derive(Default)]
struct Document {
    metrics: Vec<Value>,
    root: Map<String, Value>,
}

impl Document {
    fn add(&mut self, name: &str, unit: &str, value: Value) {
        self.metrics.push(json!({ "Name": name, "Unit": unit }));
        self.root.insert(name.to_owned(), value);
    }

    fn finish(mut self, namespace: &str, timestamp: u64, dimensions: &[(&str, &str)]) -> String {
        let names: Vec<&str> = dimensions.iter().map(|(name, _)| *name).collect();
        for (name, value) in dimensions {
            self.root.insert((*name).to_owned(), json!(value));
        }
        let directive = json!({ "Namespace": namespace, "Dimensions": [names], "Metrics": self.metrics });
        self.root
            .insert("_aws".to_owned(), json!({ "Timestamp": timestamp, "CloudWatchMetrics": [directive] }));
        Value::Object(self.root).to_string()
    }
}

#[cfg(test)]
mod tests;
