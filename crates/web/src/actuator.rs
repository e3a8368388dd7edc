//! What operators may see and change, in the form that Spring Boot Admin and Prometheus read.
//!
//! Everything here is behind [`guard`]. The shapes are those of Spring Boot's actuator API; what is not in them, such as beans, is
//! not offered.

mod environment;
mod guard;
mod health;
mod index;
mod info;
mod loggers;
mod mappings;
mod media;
mod meters;
mod sources;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware;
use axum::response::Response;
use axum::routing::{any, get, post};
use contract::routes::{ACTUATOR, METRICS};
use http::{HeaderMap, StatusCode};
use serde_json::json;

use crate::actuator::guard::Guard;
use crate::actuator::media::answer;
use crate::fault::Fault;

pub use info::{Git, Info};
pub use sources::{
    BoxError, BoxFuture, Freshness, Peer, PeersOf, PropertiesOf, Property, Refresh, Sources, TokenOf,
};

/// An endpoint: its name, its path, and where it shows parts of itself, the name and the path of these.
struct Endpoint {
    id: &'static str,
    path: &'static str,
    part: Option<(&'static str, &'static str)>,
}

macro_rules! endpoints {
    ($($id:literal $(, $part:literal: $template:literal)?;)+) => {
        /// Every endpoint. The path of a part ends in a parameter that says which one, named as in Spring Boot.
        const ENDPOINTS: &[Endpoint] = &[$(
            Endpoint {
                id: $id,
                path: concat!("/actuator/", $id),
                part: endpoints!(@part $id $(, $part, $template)?),
            }
        ),+];
    };
    (@part $id:literal) => { None };
    (@part $id:literal, $part:literal, $template:literal) => {
        Some((concat!($id, "-", $part), concat!("/actuator/", $id, "/", $template)))
    };
}

endpoints! {
    "env", "toMatch": "{toMatch}";
    "health", "path": "{*path}";
    "httpexchanges";
    "info";
    "loggers", "name": "{name}";
    "mappings";
    "metrics", "requiredMetricName": "{requiredMetricName}";
    "prometheus";
    "refresh";
}

/// The template of an operator's path; `None` where there is nothing.
pub(crate) fn template(path: &str) -> Option<&'static str> {
    let below = path.strip_prefix(ACTUATOR)?;
    let mut parts = below.splitn(3, '/');
    if !parts.next()?.is_empty() {
        return None;
    }
    let id = parts.next().unwrap_or_default();
    if id.is_empty() {
        return Some(ACTUATOR);
    }
    let endpoint = ENDPOINTS.iter().find(|it| it.id == id)?;
    match parts.next() {
        None | Some("") => Some(endpoint.path),
        Some(_) => endpoint.part.map(|(_, template)| template),
    }
}

type Shared = State<Arc<Sources>>;

/// Everything under `/actuator`, and `/metrics`.
#[expect(clippy::disallowed_methods, reason = "these belong to the process, not to the API")]
pub fn router(sources: Sources) -> Router {
    let sources = Arc::new(sources);
    let guard = Arc::new(Guard::new(sources.clone()));
    Router::new()
        .route(ACTUATOR, get(index::show))
        .route("/actuator/", get(index::show))
        .route("/actuator/env", get(environment::show))
        // This is how Spring Boot Admin asks for all of it.
        .route("/actuator/env/", get(environment::show))
        .route("/actuator/env/{toMatch}", get(environment::show_one))
        .route("/actuator/health", get(health::show))
        .route("/actuator/health/{*path}", get(health::show_part))
        .route("/actuator/httpexchanges", get(exchanges))
        .route("/actuator/info", get(info::show))
        .route("/actuator/loggers", get(loggers::show))
        .route("/actuator/loggers/{name}", get(loggers::show_one).post(loggers::change))
        .route("/actuator/mappings", get(mappings::show))
        .route("/actuator/metrics", get(meters::names))
        .route("/actuator/metrics/{requiredMetricName}", get(meters::show))
        .route("/actuator/prometheus", get(meters::exposition))
        .route("/actuator/refresh", post(refresh))
        .route("/actuator/{*nothing}", any(nothing))
        .route(METRICS, get(meters::exposition))
        .method_not_allowed_fallback(|| async {
            Fault::refused(
                StatusCode::METHOD_NOT_ALLOWED,
                "this method is not known here, see the Allow header",
            )
        })
        .layer(middleware::from_fn_with_state(guard, guard::check))
        .with_state(sources)
}

async fn nothing(_: Request) -> Fault {
    Fault::refused(StatusCode::NOT_FOUND, "there is nothing at this path")
}

async fn exchanges(State(sources): Shared, headers: HeaderMap) -> Response {
    answer(&headers, &sources.exchanges.to_json())
}

/// Re-reads the settings, and answers which have changed.
async fn refresh(State(sources): Shared, headers: HeaderMap) -> Result<Response, Fault> {
    match (sources.refresh)().await {
        Ok(changed) => Ok(answer(&headers, &json!(changed))),
        // The cause names what could not be read; an operator is who needs it.
        Err(error) => {
            let detail = format!("the settings were not refreshed: {error}");
            Err(Fault::refused(StatusCode::SERVICE_UNAVAILABLE, detail))
        }
    }
}

#[cfg(test)]
mod tests;
