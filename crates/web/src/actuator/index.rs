//! The index of the endpoints.

use axum::extract::State;
use axum::response::Response;
use contract::route::Route;
use http::HeaderMap;
use http::header::HOST;
use serde_json::{Map, Value, json};

use crate::actuator::media::answer;
use crate::actuator::{Shared, endpoints};

/// The endpoints that exist only if the process keeps metrics.
const OF_METRICS: [&str; 3] = ["metrics", "metrics-requiredMetricName", "prometheus"];

/// How the names of those begin that exist only if operators may inject faults.
const OF_FAULTS: &str = "chaosmonkey";

/// Lists the endpoints, with links on the address that the client used.
pub(super) async fn show(State(sources): Shared, headers: HeaderMap) -> Response {
    let base = base(&headers);
    let link =
        |path: &str, templated: bool| json!({ "href": format!("{base}{path}"), "templated": templated });
    let mut links = Map::new();
    let has_metrics = sources.metrics.is_some();
    let is_there = |it: &&Route| {
        (has_metrics || !OF_METRICS.contains(&it.name))
            && (sources.faults.is_allowed() || !it.name.starts_with(OF_FAULTS))
    };
    for endpoint in endpoints().filter(is_there) {
        links.insert(endpoint.name.to_owned(), link(endpoint.path, endpoint.path.contains('{')));
    }
    answer(&headers, &Value::from_iter([("_links", Value::Object(links))]))
}

fn base(headers: &HeaderMap) -> String {
    let text = |name: http::HeaderName| headers.get(name).and_then(|it| it.to_str().ok());
    let Some(host) = text(HOST) else { return String::new() };
    let is_https = text(http::HeaderName::from_static("x-forwarded-proto")) == Some("https");
    format!("{}://{host}", if is_https { "https" } else { "http" })
}
