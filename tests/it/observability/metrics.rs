//! Rules and dashboards name only metrics that a running clinic has.

use std::collections::{BTreeMap, BTreeSet};

use model_stand_in::ModelStandIn;
use observability::{alerts, dashboards, recordings};
use serde_json::json;

use crate::cloud::harness::AwsHarness;
use crate::load_plan::Plan;
use crate::program::Program;

/// The labels that Prometheus adds to what it scrapes.
const OF_TARGETS: [&str; 4] = ["instance", "job", "region", "service"];
/// The metrics of Prometheus itself and of its blackbox exporter.
const OF_OTHERS: [&str; 4] = ["ALERTS", "probe_ssl_earliest_cert_expiry", "probe_success", "up"];

/// The label names of each metric.
type Metrics = BTreeMap<String, BTreeSet<String>>;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_metric_of_a_rule_or_a_dashboard_comes_from_a_running_clinic() {
    let harness = AwsHarness::open(&[]).await;
    Plan::walk(&harness.http).await;
    harness.http.get("/api/visits/owners/6/pets/7/visits").await.expect(200);
    let mut emitted = Metrics::new();
    for task in harness.tasks() {
        read(&task.actuator("prometheus").await.expect(200).text, &mut emitted);
    }
    // The assistant of AWS is a function, which nobody scrapes; that of `petclinic` is part of the process.
    let model = ModelStandIn::start().await.unwrap();
    let url = model.openai_url();
    let arguments =
        ["--database", "sqlite::memory:", "--assistant-url", &url, "--assistant-model", "llama3.1"];
    let program = Program::start(arguments).await;
    program.http.post("/api/genai", json!({"question": "Which owners are there?"})).await.expect(200);
    read(&program.http.get("/actuator/prometheus").await.expect(200).text, &mut emitted);

    for (metric, labels) in &emitted {
        let taken: Vec<_> = OF_TARGETS.into_iter().filter(|it| labels.contains(*it)).collect();
        assert!(taken.is_empty(), "{metric} has labels of its target: {taken:?}");
    }
    let recorded: BTreeSet<_> = recordings().into_iter().flat_map(|it| it.rules).map(|it| it.name).collect();
    for (place, expr) in expressions() {
        for (metric, labels) in selectors(&expr) {
            if OF_OTHERS.contains(&metric.as_str()) || recorded.contains(&metric) {
                continue;
            }
            let known = emitted.get(&metric).unwrap_or_else(|| panic!("{place}: nothing emits {metric}"));
            let unknown: Vec<_> = labels
                .iter()
                .filter(|it| !known.contains(*it) && !OF_TARGETS.contains(&it.as_str()))
                .collect();
            assert!(unknown.is_empty(), "{place}: {metric} has no label {unknown:?}");
        }
    }
}

/// Every expression, with the place where it stands.
pub(super) fn expressions() -> Vec<(String, String)> {
    let recorded = recordings().into_iter().flat_map(|it| it.rules).map(|it| (it.name, it.expr));
    let alerts = alerts::all().into_iter().map(|it| (it.name.to_owned(), it.expr));
    let panels = dashboards::all().into_iter().flat_map(|dashboard| {
        let place = move |panel: &str| format!("{}: {panel}", dashboard.name);
        dashboard.panels.into_iter().flat_map(move |panel| {
            let place = place(panel.title);
            panel.queries.into_iter().map(move |it| (place.clone(), it.expr))
        })
    });
    recorded.chain(alerts).chain(panels).collect()
}

/// Adds what a scrape shows.
fn read(exposition: &str, metrics: &mut Metrics) {
    for line in exposition.lines().filter(|it| !it.starts_with('#')) {
        let (name, rest) = line.split_once('{').unwrap();
        metrics.entry(name.to_owned()).or_default().extend(label_names(rest));
    }
}

/// The metrics that an expression names, each with the labels that it selects by.
fn selectors(expr: &str) -> Vec<(String, Vec<String>)> {
    const LISTS: [&str; 6] = ["by", "group_left", "group_right", "ignoring", "on", "without"];
    const OPERATORS: [&str; 5] = ["and", "bool", "offset", "or", "unless"];
    let is_of_name = |it: char| it.is_ascii_alphanumeric() || it == '_' || it == ':';
    let mut found = Vec::new();
    let mut rest = expr;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|it| !is_of_name(it)).unwrap_or(rest.len());
        if first == '[' {
            rest = rest.split_once(']').unwrap().1;
        } else if end == 0 {
            rest = &rest[first.len_utf8()..];
        } else {
            let (word, behind) = rest.split_at(end);
            rest = behind;
            let next = behind.trim_start();
            if LISTS.contains(&word) {
                rest = next.split_once(')').unwrap().1;
            } else if !first.is_ascii_digit() && !OPERATORS.contains(&word) && !is_called(next) {
                let matchers = behind.strip_prefix('{').map_or("", |it| it.split_once("\"}").unwrap().0);
                rest = &behind[if matchers.is_empty() { 0 } else { matchers.len() + 3 }..];
                found.push((word.to_owned(), label_names(matchers)));
            }
        }
    }
    found
}

/// Whether what follows a word makes it a function or an aggregation.
fn is_called(next: &str) -> bool {
    ["(", "by (", "without ("].iter().any(|it| next.starts_with(it))
}

/// The names before the values in a list of labels or of matchers.
fn label_names(list: &str) -> Vec<String> {
    // Values are between quotes: every second part.
    let outside = list.split('"').step_by(2);
    let names = outside.map(|it| it.trim_matches(|it: char| !it.is_ascii_alphanumeric() && it != '_'));
    names.filter(|it| it.starts_with(|it: char| it.is_ascii_alphabetic())).map(str::to_owned).collect()
}

#[test]
fn the_metrics_of_an_expression_are_found() {
    let expr = r#"sum by (a, b) (rate(x_total{c="h",d=~"e|f",uri="/{g}"}[5m])) / on (a) group_left () y:z > 0.9 * w or vector(0)"#;
    let found = selectors(expr);
    let names: Vec<_> = found.iter().map(|it| it.0.as_str()).collect();
    assert_eq!(names, ["x_total", "y:z", "w"]);
    assert_eq!(found[0].1, ["c", "d", "uri"]);
}
