//! The paths of the site: all that no route of the services has.

use std::sync::LazyLock;

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use contract::site;
use http::header::{ALLOW, HeaderName, HeaderValue};
use http::{Method, StatusCode};
use telemetry::context::RequestContext;
use web::fault::Fault;

use crate::Site;
use crate::file::File;

/// The page of a program that has no site.
static NO_SITE: LazyLock<File> = LazyLock::new(|| File::page(include_str!("no_site.html")));

impl Site {
    /// A router of the site, for whatever no other route takes.
    #[expect(clippy::disallowed_methods, reason = "the site's files are no part of the API")]
    pub fn router(&self) -> Router {
        let site = self.clone();
        let answer = move |request: Request| {
            let response = site.answer(&request);
            async move { response }
        };
        site::ROUTE.paths().fold(Router::new(), |router, path| router.route(path, any(answer.clone())))
    }

    fn answer(&self, request: &Request) -> Response {
        let path = request.uri().path();
        if site::is_services(path) {
            return nothing();
        }
        if let Some(context) = RequestContext::current() {
            context.set_route(&site::ROUTE);
        }
        // Paths are not decoded: no file of the site needs it.
        let mut response = match (self.file(path), request.method()) {
            (None, _) => nothing(),
            (Some(file), &Method::GET | &Method::HEAD) => file.answer(request.headers()),
            (Some(_), method) => refused(method),
        };
        let headers = response.headers_mut();
        for (name, value) in site::HEADERS {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        response
    }

    fn file(&self, path: &str) -> Option<&File> {
        let no_site = (self.files.is_empty() && path == "/").then(|| &*NO_SITE);
        self.files.get(site::file(path)).or(no_site)
    }
}

fn nothing() -> Response {
    Fault::refused(StatusCode::NOT_FOUND, "there is nothing at this path").into_response()
}

fn refused(method: &Method) -> Response {
    let mut response = match *method {
        Method::OPTIONS => StatusCode::NO_CONTENT.into_response(),
        _ => Fault::refused(StatusCode::METHOD_NOT_ALLOWED, "a page can be read only").into_response(),
    };
    response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET,HEAD"));
    response
}
