//! The operators' view of a process, in the formats of Spring Boot Admin and Prometheus.
//!
//! [`guard`] protects everything here. The responses have the shapes of Spring Boot's actuator API; concepts without a
//! counterpart here, such as beans, are not offered.

mod chaosmonkey;
mod environment;
mod guard;
mod health;
mod index;
mod info;
mod logfile;
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
use contract::process_routes::{self, ACTUATOR, METRICS, NOTHING};
use contract::route::{Audience, Route};
use http::{HeaderMap, StatusCode};
use serde_json::json;

use crate::actuator::guard::Guard;
use crate::actuator::media::answer;
use crate::edge;
use crate::fault::Fault;

pub use info::{Git, Info};
pub use sources::{
    BoxError, BoxFuture, Freshness, Peer, PeersOf, PropertiesOf, Property, Refresh, Sources, TokenOf,
};

/// The rows of the operators' endpoints below `/actuator`.
fn endpoints() -> impl Iterator<Item = &'static Route> {
    let operators = process_routes::ALL.iter().filter(|it| it.audience == Audience::Operators);
    operators.filter(|it| it.path != METRICS && it.name != NOTHING)
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
        .route("/actuator/chaosmonkey", get(chaosmonkey::show))
        .route("/actuator/chaosmonkey/status", get(chaosmonkey::status))
        .route("/actuator/chaosmonkey/enable", post(chaosmonkey::enable))
        .route("/actuator/chaosmonkey/disable", post(chaosmonkey::disable))
        .route(
            "/actuator/chaosmonkey/assaults",
            get(chaosmonkey::assaults).post(chaosmonkey::change_assaults),
        )
        .route(
            "/actuator/chaosmonkey/watchers",
            get(chaosmonkey::watchers).post(chaosmonkey::change_watchers),
        )
        .route("/actuator/env", get(environment::show))
        // Spring Boot Admin requests the list of all properties at this path.
        .route("/actuator/env/", get(environment::show))
        .route("/actuator/env/{toMatch}", get(environment::show_one))
        .route("/actuator/health", get(health::show))
        .route("/actuator/health/{*path}", get(health::show_part))
        .route("/actuator/httpexchanges", get(exchanges))
        .route("/actuator/info", get(info::show))
        .route("/actuator/logfile", get(logfile::show))
        .route("/actuator/loggers", get(loggers::show))
        .route("/actuator/loggers/{name}", get(loggers::show_one).post(loggers::change))
        .route("/actuator/mappings", get(mappings::show))
        .route("/actuator/metrics", get(meters::names))
        .route("/actuator/metrics/{requiredMetricName}", get(meters::show))
        .route("/actuator/prometheus", get(meters::exposition))
        .route("/actuator/refresh", post(refresh))
        .route("/actuator/traces", get(traces))
        .route("/actuator/{*nothing}", any(nothing))
        .route(METRICS, get(meters::exposition))
        .method_not_allowed_fallback(edge::unknown_method)
        .layer(middleware::from_fn_with_state(guard, guard::check))
        .with_state(sources)
}

async fn nothing(_: Request) -> Fault {
    Fault::refused(StatusCode::NOT_FOUND, "there is nothing at this path")
}

async fn exchanges(State(sources): Shared, headers: HeaderMap) -> Response {
    answer(&headers, &sources.exchanges.to_json())
}

async fn traces(State(sources): Shared, headers: HeaderMap) -> Response {
    answer(&headers, &sources.slow.to_json())
}

/// Re-reads the settings and answers the names of those that changed.
async fn refresh(State(sources): Shared, headers: HeaderMap) -> Result<Response, Fault> {
    match (sources.refresh)().await {
        Ok(changed) => Ok(answer(&headers, &json!(changed))),
        // Operators need the cause: it names the source that could not be read.
        Err(error) => {
            let detail = format!("the settings were not refreshed: {error}");
            Err(Fault::refused(StatusCode::SERVICE_UNAVAILABLE, detail))
        }
    }
}

#[cfg(feature = "database")]
#[cfg(test)]
mod tests;
