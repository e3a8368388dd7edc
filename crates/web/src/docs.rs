//! The API's documentation: an OpenAPI document for programs and a page for people.

use std::sync::Arc;

use axum::Router;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use bytes::Bytes;
use contract::openapi;
use contract::process_routes::{DOCS, OPENAPI};
use http::header::CONTENT_TYPE;
use http::{StatusCode, Uri};
use tokio::sync::OnceCell;
use utoipa_swagger_ui::Config;

use crate::fault::Fault;

/// Serves the OpenAPI document of the whole API, and a page to browse it.
#[expect(clippy::disallowed_methods, reason = "these describe the API and are not part of it")]
pub fn router() -> Router {
    // Rendered on first use: few processes are ever asked for it.
    let document = Arc::new(OnceCell::new());
    let describe = move || {
        let document = document.clone();
        async move { document.get_or_init(|| async { render() }).await.clone() }
    };
    let config = Arc::new(Config::new([OPENAPI]).try_it_out_enabled(true));
    // The path is not decoded: no file of the page needs it.
    let page = move |uri: Uri| async move {
        page(uri.path().strip_prefix(DOCS).map_or("", |it| it.trim_start_matches('/')), config)
    };
    let first_page = || async { Redirect::permanent("/api/docs/index.html") };
    Router::new()
        .route(OPENAPI, get(describe))
        .route(DOCS, get(first_page))
        .route("/api/docs/", get(first_page))
        .route("/api/docs/{*file}", get(page))
}

#[derive(Clone)]
struct Document(Bytes);

impl IntoResponse for Document {
    fn into_response(self) -> Response {
        ([(CONTENT_TYPE, "application/json")], self.0).into_response()
    }
}

fn render() -> Document {
    Document(openapi::document().to_string().into())
}

fn page(file: &str, config: Arc<Config<'static>>) -> Response {
    match utoipa_swagger_ui::serve(file, config) {
        Ok(Some(file)) => ([(CONTENT_TYPE, file.content_type)], file.bytes.into_owned()).into_response(),
        Ok(None) => Fault::refused(StatusCode::NOT_FOUND, "there is nothing at this path").into_response(),
        Err(error) => Fault::internal(Unrendered(error.to_string())).into_response(),
    }
}

#[derive(Debug)]
struct Unrendered(String);

impl std::fmt::Display for Unrendered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the documentation page was not rendered: {}", self.0)
    }
}

impl std::error::Error for Unrendered {}
