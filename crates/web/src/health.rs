//! Whether a process lives, and whether it can serve.

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use contract::routes;
use db::Db;
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

use crate::edge::Drain;
use crate::fault::Fault;

/// `/health`, which never touches a database, and `/ready`, which asks every one.
#[expect(clippy::disallowed_methods, reason = "these belong to the process, not to the API")]
pub fn router(databases: Vec<Db>, drain: Drain) -> Router {
    let ready = move || {
        let (databases, drain) = (databases.clone(), drain.clone());
        async move { ready(&databases, &drain).await }
    };
    Router::new().route(routes::HEALTH, get(|| async { up() })).route(routes::READY, get(ready))
}

async fn ready(databases: &[Db], drain: &Drain) -> Response {
    if drain.has_begun() {
        return Fault::refused(StatusCode::SERVICE_UNAVAILABLE, "shutting down").into_response();
    }
    for database in databases {
        if let Err(error) = database.check().await {
            return Fault::unavailable(error).into_response();
        }
    }
    up()
}

fn up() -> Response {
    ([(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")], r#"{"status":"UP"}"#).into_response()
}
