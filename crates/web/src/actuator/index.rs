//! What there is.

use axum::extract::State;
use axum::response::Response;
use contract::routes::ACTUATOR;
use http::HeaderMap;
use http::header::HOST;
use serde_json::{Map, Value, json};

use crate::actuator::media::answer;
use crate::actuator::{ENDPOINTS, Shared};

/// Lists the endpoints, each under the address at which the client reaches this one.
pub(super) async fn show(State(sources): Shared, headers: HeaderMap) -> Response {
    let base = base(&headers);
    let link =
        |path: &str, templated: bool| json!({ "href": format!("{base}{path}"), "templated": templated });
    let mut links = Map::from_iter([("self".to_owned(), link(ACTUATOR, false))]);
    let has_metrics = sources.metrics.is_some();
    for endpoint in ENDPOINTS.iter().filter(|it| has_metrics || !["metrics", "prometheus"].contains(&it.id)) {
        links.insert(endpoint.id.to_owned(), link(endpoint.path, false));
        if let Some((name, path)) = endpoint.part {
            links.insert(name.to_owned(), link(path, true));
        }
    }
    answer(&headers, &Value::from_iter([("_links", Value::Object(links))]))
}

fn base(headers: &HeaderMap) -> String {
    let text = |name: http::HeaderName| headers.get(name).and_then(|it| it.to_str().ok());
    let Some(host) = text(HOST) else { return String::new() };
    let is_https = text(http::HeaderName::from_static("x-forwarded-proto")) == Some("https");
    format!("{}://{host}", if is_https { "https" } else { "http" })
}
