//! Recording rules: what alerts and dashboards read more than once, computed once.

use contract::objective::{DAYS, LatencyObjective, RequestClass};
use prices::Prices;

use crate::node::{Node, list, map, texts};
use crate::selector::{BUCKETS, REQUESTS, of_class};

/// The windows of burn rates, for alerts that compare a long one with a short one.
const WINDOWS: [&str; 7] = ["5m", "30m", "1h", "2h", "6h", "1d", "3d"];
/// Claude 3 Haiku on Amazon Bedrock, as prices name it.
const MODEL: &str = "bedrock.anthropic.claude-3-haiku-20240307-v1:0";

/// A recording rule.
#[derive(Clone, Debug)]
pub struct Recording {
    /// The name of the recorded series: `petclinic:{what}:{how}`.
    pub name: String,
    /// The expression.
    pub expr: String,
    /// The value of the label `class`, of rules that are about a class of requests.
    pub class: Option<RequestClass>,
}

/// A named group of recording rules, which Prometheus evaluates one after the other.
#[derive(Clone, Debug)]
pub struct RecordingGroup {
    /// Its name.
    pub name: &'static str,
    /// Its rules; later ones may read earlier ones.
    pub rules: Vec<Recording>,
}

/// List prices of Claude 3 Haiku on Amazon Bedrock in USD for a million tokens, in and out, by the direction that metrics name.
pub fn token_prices() -> [(&'static str, f64); 2] {
    let prices = Prices::read().ok();
    // A test holds that both are known.
    let usd = |of| prices.as_ref().and_then(|it| it.usd(&format!("{MODEL}.{of}"))).unwrap_or_default();
    [("input", usd("in")), ("output", usd("out"))]
}

/// All recording rules.
pub fn groups() -> Vec<RecordingGroup> {
    [of_classes(), of_services()].concat()
}

/// The rules about classes of requests, in the order in which they build on each other.
pub(crate) fn of_classes() -> Vec<RecordingGroup> {
    let group = |name, of: fn(RequestClass) -> Vec<Recording>| RecordingGroup {
        name,
        rules: RequestClass::ALL.into_iter().flat_map(of).collect(),
    };
    vec![
        group("petclinic-objectives", objectives),
        group("petclinic-classes", class),
        group("petclinic-agreement", agreement),
    ]
}

/// The rules about services and their routes.
pub(crate) fn of_services() -> Vec<RecordingGroup> {
    let group = |name, rules| RecordingGroup { name, rules };
    vec![group("petclinic-services", services()), group("petclinic-routes", routes())]
}

fn rule(name: impl Into<String>, expr: impl Into<String>) -> Recording {
    Recording { name: name.into(), expr: expr.into(), class: None }
}

/// The objectives as series, so that an alert compares every class with its own.
fn objectives(class: RequestClass) -> Vec<Recording> {
    let objective = class.objective();
    let of = |name: &str, expr| Recording { class: Some(class), ..rule(name, expr) };
    let mut rules =
        vec![of("petclinic:objective:error_budget", format!("vector(1 - {})", objective.availability))];
    if let Some(LatencyObjective { within, share }) = objective.latency {
        rules.push(of("petclinic:objective:latency_seconds", format!("vector({})", within.as_secs_f64())));
        rules.push(of("petclinic:objective:latency_budget", format!("vector(1 - {share})")));
    }
    rules
}

/// Rates and shares of a class of requests, by region.
fn class(class: RequestClass) -> Vec<Recording> {
    let matchers = of_class(class);
    let of = |name: String, expr: String| Recording { class: Some(class), ..rule(name, expr) };
    let all = |window: &str| format!("sum by (region) (rate({REQUESTS}{{{matchers}}}[{window}]))");
    // A service that never failed has no series with such a status.
    let failed = |window: &str| {
        format!(
            "(sum by (region) (rate({REQUESTS}{{{matchers},status=~\"5..\"}}[{window}]))\n  or 0 * {})",
            all(window)
        )
    };
    let mut rules = vec![
        of("petclinic:requests:rate5m".to_owned(), all("5m")),
        of("petclinic:failed_requests:rate5m".to_owned(), failed("5m")),
    ];
    for window in WINDOWS {
        let name = format!("petclinic:failed_requests:ratio_rate{window}");
        rules.push(of(name, format!("{}\n/ {}", failed(window), all(window))));
    }
    let Some(LatencyObjective { within, .. }) = class.objective().latency else { return rules };
    for window in WINDOWS {
        let fast = format!(
            "sum by (region) (rate({BUCKETS}{{{matchers},le=\"{}\"}}[{window}]))",
            within.as_secs_f64()
        );
        let name = format!("petclinic:slow_requests:ratio_rate{window}");
        rules.push(of(name, format!("1 - {fast}\n/ {}", all(window))));
    }
    let buckets = format!("sum by (region, service, le) (rate({BUCKETS}{{{matchers}}}[5m]))");
    rules.push(of(
        "petclinic:latency_seconds:p99_5m".to_owned(),
        format!("histogram_quantile(0.99, {buckets})"),
    ));
    rules
}

/// Rates and shares of services, of their calls to each other, and of what the assistant costs.
fn services() -> Vec<Recording> {
    let by = "sum by (region, service)";
    let calls = "sum by (region, service, client_name)";
    let failed = r#"outcome=~"SERVER_ERROR|UNKNOWN""#;
    let costs = token_prices().map(|(direction, price)| {
        format!(
            "{by} (increase(petclinic_assistant_tokens_total{{direction=\"{direction}\"}}[1d])) * {price} / 1000000"
        )
    });
    vec![
        rule("petclinic:service_requests:rate5m", format!("{by} (rate({REQUESTS}[5m]))")),
        rule(
            "petclinic:service_failed_requests:ratio_rate5m",
            format!(
                "({by} (rate({REQUESTS}{{status=~\"5..\"}}[5m]))\n  or 0 * petclinic:service_requests:rate5m)\n/ petclinic:service_requests:rate5m"
            ),
        ),
        rule(
            "petclinic:peer_calls:rate5m",
            format!("{calls} (rate(http_client_requests_seconds_count[5m]))"),
        ),
        rule(
            "petclinic:peer_failed_calls:ratio_rate5m",
            format!(
                "({calls} (rate(http_client_requests_seconds_count{{{failed}}}[5m]))\n  or 0 * petclinic:peer_calls:rate5m)\n/ petclinic:peer_calls:rate5m"
            ),
        ),
        rule(
            "petclinic:peer_calls_seconds:mean5m",
            format!("{calls} (rate(http_client_requests_seconds_sum[5m]))\n/ petclinic:peer_calls:rate5m"),
        ),
        rule("petclinic:assistant_cost_usd:increase1d", costs.join("\n+ ")),
    ]
}

/// Rates, failures and quantiles of each route.
fn routes() -> Vec<Recording> {
    let by = "sum by (region, service, method, uri)";
    let mut rules = vec![
        rule("petclinic:route_requests:rate5m", format!("{by} (rate({REQUESTS}[5m]))")),
        rule(
            "petclinic:route_failed_requests:ratio_rate5m",
            format!(
                "({by} (rate({REQUESTS}{{status=~\"5..\"}}[5m]))\n  or 0 * petclinic:route_requests:rate5m)\n/ petclinic:route_requests:rate5m"
            ),
        ),
    ];
    let buckets = format!("sum by (region, service, method, uri, le) (rate({BUCKETS}[5m]))");
    for (name, quantile) in [("p50", "0.5"), ("p95", "0.95"), ("p99", "0.99")] {
        let name = format!("petclinic:route_latency_seconds:{name}_5m");
        rules.push(rule(name, format!("histogram_quantile({quantile}, {buckets})")));
    }
    rules
}

/// The service level agreement: what a class kept of its promise over all the days of it.
fn agreement(class: RequestClass) -> Vec<Recording> {
    let name = class.as_str();
    let sum = |what: &str| format!("sum_over_time(petclinic:{what}:rate5m{{class=\"{name}\"}}[{DAYS}d])");
    let ratio = format!("petclinic:failed_requests:ratio{DAYS}d");
    let left = format!(
        "1 - {ratio}{{class=\"{name}\"}}\n/ on (class) group_left () petclinic:objective:error_budget{{class=\"{name}\"}}"
    );
    let of = |name: String, expr: String| Recording { class: Some(class), ..rule(name, expr) };
    vec![
        of(ratio.clone(), format!("{}\n/ {}", sum("failed_requests"), sum("requests"))),
        of("petclinic:error_budget:remaining".to_owned(), left),
    ]
}

/// A rule as Prometheus reads it.
pub(crate) fn rule_node(it: &Recording) -> Node {
    let rule = map([("record", it.name.as_str().into()), ("expr", it.expr.as_str().into())]);
    match it.class {
        Some(class) => rule.with("labels", texts([("class", class.as_str())])),
        None => rule,
    }
}

/// The groups as the file that Prometheus reads.
pub(crate) fn file(groups: &[RecordingGroup]) -> Node {
    let group = |it: &RecordingGroup| {
        map([("name", it.name.into()), ("rules", list(it.rules.iter().map(rule_node)))])
    };
    map([("groups", list(groups.iter().map(group)))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_have_the_prices_of_the_table() {
        assert_eq!(token_prices(), [("input", 0.25), ("output", 1.25)]);
        let all = groups();
        let costs = all.iter().flat_map(|it| &it.rules).find(|it| it.name.contains("cost_usd")).unwrap();
        assert!(costs.expr.contains("[1d])) * 0.25 / 1000000"), "{}", costs.expr);
    }
}
