//! Metrics for CloudWatch, which extracts them from the log: documents in the Embedded Metric Format. Each interval has one
//! document for the service, one for each route and one for each class of requests that had any.

use std::collections::{BTreeMap, HashMap};
use std::io::Write;

use contract::objective::RequestClass;
use contract::process_routes;
use contract::published_metrics::{
    ALL, CLASS, ERRORS, LATENCY, PublishedMetric, REQUESTS, ROUTE, Reduction, SERVICE, SLOW,
};
use contract::route::{Audience, Route};
use contract::routes;
use serde_json::{Map, Value, json};

use super::Metrics;
use super::family::{Family, Labels, Series, Timed};
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
        let mut by_class = BTreeMap::<RequestClass, Requests>::new();
        for (labels, summary) in self.metrics.0.store.take_requests() {
            let Some(route) = route(&labels) else { continue };
            let is_error = label(&labels, "status").starts_with('5');
            all.add(&summary, is_error);
            if let Some(class) = class(&labels) {
                by_class.entry(class).or_default().add(&summary, is_error);
            }
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
        for (class, requests) in by_class {
            let mut document = Document::default();
            requests.add_to_class(&mut document, class);
            documents.push(document.finish(&self.namespace, timestamp, &[(CLASS, class.as_str())]));
        }
        documents
    }

    fn add_values(&mut self, document: &mut Document) {
        let families = self.metrics.families();
        for metric in ALL {
            let Some(mut value) = reduced(&families, metric) else { continue };
            if metric.is_counter {
                value -= self.published.insert(metric.name, value).unwrap_or_default();
            }
            document.add(metric.name, metric.unit.as_str(), json!(value * metric.times));
        }
    }
}

/// The value of a metric; `None` if nothing has recorded it.
fn reduced(families: &[Family], metric: &PublishedMetric) -> Option<f64> {
    let family = |name: &str| families.iter().find(|family| family.name == name);
    let is_meant =
        |labels: &Labels| metric.with.is_none_or(|(name, values)| values.contains(&label(labels, name)));
    match (&family(metric.of)?.series, metric.reduction) {
        (Series::Timer(series), reduction) => {
            let of = |timed: &Timed| match reduction {
                Reduction::Measured => timed.sum,
                _ => timed.count as f64,
            };
            let meant = series.iter().filter(|(labels, _)| is_meant(labels));
            Some(meant.fold(0.0, |sum, (_, timed)| sum + of(timed)))
        }
        (Series::Counter(series) | Series::Gauge(series), reduction) => {
            let mut meant = series.iter().filter(|(labels, _)| is_meant(labels));
            match reduction {
                // `sum` of no values is -0.
                Reduction::Sum | Reduction::Measured => Some(meant.fold(0.0, |sum, (_, value)| sum + value)),
                Reduction::Zeros => Some(meant.filter(|(_, value)| **value == 0.0).count() as f64),
                Reduction::GreatestShareOf(whole) => {
                    let (Series::Counter(wholes) | Series::Gauge(wholes)) = &family(whole)?.series else {
                        return None;
                    };
                    let share = |(labels, part): (&Labels, &f64)| {
                        let whole = wholes.get(labels).copied().filter(|it| *it > 0.0)?;
                        Some(part / whole)
                    };
                    meant.by_ref().filter_map(share).reduce(f64::max)
                }
            }
        }
    }
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

/// The class of the route that requests were sent to; `None` where nothing is promised.
fn class(labels: &Labels) -> Option<RequestClass> {
    let (method, uri) = (label(labels, "method"), label(labels, "uri"));
    routes::ALL.iter().find(|it| it.path == uri && it.method.as_str() == method).and_then(Route::class)
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

    fn add_to_class(&self, document: &mut Document, class: RequestClass) {
        document.add(REQUESTS, "Count", json!(self.latency.count()));
        document.add(ERRORS, "Count", json!(self.errors));
        if let Some(promised) = class.objective().latency {
            let within = promised.within.as_secs_f64();
            let slow = self.latency.values().filter(|(value, _)| *value > within);
            document.add(SLOW, "Count", json!(slow.map(|(_, count)| count).sum::<u64>()));
        }
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
