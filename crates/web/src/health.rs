//! Liveness and readiness of a process.

use std::sync::Arc;

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use contract::process_routes::{HEALTH, READY};
use futures_util::future::BoxFuture;
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use serde_json::Value;

use crate::edge::Drain;
use crate::fault::Fault;

/// A dependency without which the process cannot serve, such as its database.
pub trait Dependency: Send + Sync {
    /// The name in health reports, such as `db`.
    fn name(&self) -> &'static str;

    /// Details for health reports, besides the status.
    fn details(&self) -> Value;

    /// Checks that the dependency responds.
    fn check(&self) -> BoxFuture<'_, Result<(), Fault>>;
}

/// The dependencies of a process. Clones share them.
pub type Dependencies = Arc<[Box<dyn Dependency>]>;

/// `/health`, which checks nothing else, and `/ready`, which checks every dependency.
#[expect(clippy::disallowed_methods, reason = "these belong to the process, not to the API")]
pub fn router(dependencies: Dependencies, drain: Drain) -> Router {
    let ready = move || {
        let (dependencies, drain) = (dependencies.clone(), drain.clone());
        async move { ready(&dependencies, &drain).await }
    };
    Router::new().route(HEALTH, get(|| async { up() })).route(READY, get(ready))
}

async fn ready(dependencies: &[Box<dyn Dependency>], drain: &Drain) -> Response {
    if drain.has_begun() {
        return Fault::refused(StatusCode::SERVICE_UNAVAILABLE, "shutting down").into_response();
    }
    for dependency in dependencies {
        if let Err(fault) = dependency.check().await {
            return fault.into_response();
        }
    }
    up()
}

fn up() -> Response {
    ([(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")], r#"{"status":"UP"}"#).into_response()
}
