//! Reading JSON bodies, with errors that name the field or the position.

use std::time::Duration;

use bytes::Bytes;
use contract::problem::FieldError;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, EXPECT};
use http::{HeaderMap, StatusCode};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::error::Category;
use tokio::time::timeout;

use crate::fault::Fault;

/// The largest body, in bytes.
pub(crate) const MAX_BODY: usize = 64 * 1024;

/// The most that is read of a body that is refused, in bytes.
const MAX_DISCARDED: usize = 1024 * 1024;

/// The longest a body may take to arrive: less than a request may take, so that the client learns that it was too slow.
const MAX_WAIT: Duration = Duration::from_secs(4);

/// Reads a whole body that says it is JSON.
pub(crate) async fn bytes(headers: &HeaderMap, body: axum::body::Body) -> Result<Bytes, Fault> {
    match timeout(MAX_WAIT, receive(headers, body)).await {
        Ok(received) => received,
        Err(_) => Err(Fault::refused(
            StatusCode::REQUEST_TIMEOUT,
            format!("the body did not arrive within {} s", MAX_WAIT.as_secs()),
        )),
    }
}

async fn receive(headers: &HeaderMap, mut body: axum::body::Body) -> Result<Bytes, Fault> {
    if !is_json(headers) {
        discard(headers, body).await;
        return Err(Fault::refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, "the body must be application/json"));
    }
    let announced = headers.get(CONTENT_LENGTH).and_then(|it| it.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: u64| length > MAX_BODY as u64) {
        discard(headers, body).await;
        return Err(too_large());
    }
    match Limited::new(&mut body, MAX_BODY).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            discard(headers, body).await;
            Err(too_large())
        }
        Err(_) => Err(Fault::refused(StatusCode::BAD_REQUEST, "the body ended early")),
    }
}

/// Reads on, within bounds, what a refused client is still sending: closed on, it would not get to read why.
async fn discard(headers: &HeaderMap, mut body: axum::body::Body) {
    // Such a client sends nothing before it is asked to.
    if headers.contains_key(EXPECT) {
        return;
    }
    let mut left = MAX_DISCARDED;
    while let Some(Ok(frame)) = body.frame().await {
        left = left.saturating_sub(frame.data_ref().map_or(0, Bytes::len));
        if left == 0 {
            return;
        }
    }
}

fn too_large() -> Fault {
    Fault::refused(StatusCode::PAYLOAD_TOO_LARGE, format!("the body must have at most {MAX_BODY} bytes"))
}

fn is_json(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(CONTENT_TYPE).and_then(|it| it.to_str().ok()) else { return false };
    let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

/// Reads one JSON object.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Fault> {
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        // A struct would be read from an array as well.
        serde_json::from_slice::<IgnoredAny>(bytes).map_err(|error| explain(&error, "."))?;
        return Err(Fault::refused(StatusCode::BAD_REQUEST, "the body must be a JSON object"));
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let field = error.path().to_string();
        explain(error.inner(), &field)
    })?;
    json.end().map_err(|error| explain(&error, "."))?;
    Ok(value)
}

fn explain(error: &serde_json::Error, field: &str) -> Fault {
    let text = error.to_string();
    let said = text.rsplit_once(" at line ").map_or(text.as_str(), |(said, _)| said);
    if error.classify() != Category::Data {
        let place = format!("line {} column {}", error.line(), error.column());
        return Fault::refused(StatusCode::BAD_REQUEST, format!("malformed JSON at {place}: {said}"));
    }
    if let Some(twice) = said.strip_prefix("duplicate field `").and_then(|it| it.strip_suffix('`')) {
        return Fault::invalid(vec![FieldError::new(twice, "must not be given twice")]);
    }
    let rule = match said.rsplit_once(", expected ") {
        Some((_, wanted)) => format!("must be {wanted}"),
        None => said.to_owned(),
    };
    if field == "." {
        return Fault::refused(StatusCode::BAD_REQUEST, format!("the body {rule}"));
    }
    Fault::invalid(vec![FieldError::new(field, rule)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    struct Named {
        #[expect(dead_code, reason = "only its reading is tested")]
        name: Option<String>,
    }

    fn refusal(text: &str) -> String {
        let mut headers = HeaderMap::new();
        let fault = read::<Named>(text.as_bytes()).unwrap_err();
        let body = fault.body(&mut headers, "/", chrono::DateTime::UNIX_EPOCH);
        serde_json::from_slice::<serde_json::Value>(&body).unwrap()["detail"].as_str().unwrap().to_owned()
    }

    #[test]
    fn malformed_json_is_refused_with_its_position() {
        assert_eq!(refusal("{\"name\": }"), "malformed JSON at line 1 column 10: expected value");
        assert!(refusal("{").starts_with("malformed JSON at line 1 column 1"));
        assert!(refusal("{} {}").starts_with("malformed JSON at line 1 column 4"));
        assert!(refusal("").starts_with("malformed JSON"));
    }

    #[test]
    fn a_value_of_the_wrong_type_is_refused_with_its_field() {
        assert_eq!(refusal("{\"name\": 7}"), "name must be a string");
        assert_eq!(refusal("[\"Leo\"]"), "the body must be a JSON object");
        assert_eq!(refusal("null"), "the body must be a JSON object");
    }

    #[test]
    fn json_is_known_by_its_media_type_whatever_the_charset() {
        let of = |text: &'static str| {
            is_json(&HeaderMap::from_iter([(CONTENT_TYPE, http::HeaderValue::from_static(text))]))
        };
        assert!(of("application/json;charset=UTF-8"));
        assert!(of("Application/JSON"));
        assert!(of("application/merge-patch+json"));
        assert!(!of("text/plain"));
        assert!(!is_json(&HeaderMap::new()));
    }
}
