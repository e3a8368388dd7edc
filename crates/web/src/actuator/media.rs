//! JSON responses in the media type that the operator's tool accepts.

use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use serde_json::Value;

const V3: &str = "application/vnd.spring-boot.actuator.v3+json";
const V2: &str = "application/vnd.spring-boot.actuator.v2+json";
const JSON: &str = "application/json";

/// 200 with a JSON value.
pub(super) fn answer(headers: &HeaderMap, value: &Value) -> Response {
    answer_as(StatusCode::OK, headers, value)
}

/// A status with a JSON value.
pub(super) fn answer_as(status: StatusCode, headers: &HeaderMap, value: &Value) -> Response {
    let headers = [(CONTENT_TYPE, wanted(headers)), (CACHE_CONTROL, "no-store")];
    (status, headers, value.to_string()).into_response()
}

/// The first known type that the client accepts. Spring Boot Admin derives from it which fields to expect.
fn wanted(headers: &HeaderMap) -> &'static str {
    let named = headers.get_all(ACCEPT).iter().filter_map(|it| it.to_str().ok());
    let mut types =
        named.flat_map(|it| it.split(',')).map(|it| it.split(';').next().unwrap_or_default().trim());
    types
        .find_map(|it| match it {
            "*/*" => Some(V3),
            _ => [V3, V2, JSON].into_iter().find(|known| it.eq_ignore_ascii_case(known)),
        })
        .unwrap_or(V3)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn wanted_by(accept: &'static str) -> &'static str {
        wanted(&HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(accept))]))
    }

    #[test]
    fn the_first_known_media_type_that_is_asked_for_is_answered() {
        assert_eq!(wanted(&HeaderMap::new()), V3);
        assert_eq!(wanted_by("*/*"), V3);
        assert_eq!(wanted_by("text/html, application/json;q=0.9, */*;q=0.8"), JSON);
        assert_eq!(wanted_by("application/vnd.spring-boot.actuator.v2+json,application/json"), V2);
        assert_eq!(wanted_by("application/vnd.spring-boot.actuator.v3+json, application/json"), V3);
        assert_eq!(wanted_by("text/html"), V3);
    }
}
