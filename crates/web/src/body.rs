//! Reading of request bodies, with bounds on size and time.

use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use contract::route::{MAX_BODY, Media};
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, EXPECT};
use http::{HeaderMap, StatusCode};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::time::timeout;

use crate::fault::Fault;

/// Most bytes read of the body of a refused request.
const MAX_DISCARDED: usize = 1024 * 1024;

/// Longest time for a body to arrive. Shorter than the timeout of a request, so that the client learns that it was too
/// slow.
const MAX_WAIT: Duration = Duration::from_secs(4);

/// Reads a whole body. A JSON body needs a JSON `Content-Type`.
pub(crate) async fn bytes(media: Media, headers: &HeaderMap, body: Body) -> Result<Bytes, Fault> {
    match timeout(MAX_WAIT, receive(media, headers, body)).await {
        Ok(received) => received,
        Err(_) => Err(Fault::refused(
            StatusCode::REQUEST_TIMEOUT,
            format!("the body did not arrive within {} s", MAX_WAIT.as_secs()),
        )),
    }
}

async fn receive(media: Media, headers: &HeaderMap, mut body: Body) -> Result<Bytes, Fault> {
    if is_encoded(headers) {
        discard(headers, body).await;
        let detail = "the body must not be compressed or otherwise encoded";
        return Err(Fault::refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail));
    }
    if media == Media::Json && !is_json(headers) {
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

/// Reads on, within bounds, while a refused client still sends. If the connection closed at once, the client could not
/// read the refusal.
async fn discard(headers: &HeaderMap, mut body: Body) {
    // A client with `Expect: 100-continue` sends the body only when asked to.
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

fn is_encoded(headers: &HeaderMap) -> bool {
    headers.get_all(CONTENT_ENCODING).iter().any(|it| !it.as_bytes().eq_ignore_ascii_case(b"identity"))
}

fn is_json(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(CONTENT_TYPE).and_then(|it| it.to_str().ok()) else { return false };
    let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_body_that_does_not_come_to_an_end_is_waited_for_so_long() {
        let began = tokio::time::Instant::now();
        let body = Body::from_stream(futures_util::stream::pending::<Result<Bytes, std::io::Error>>());
        let json = HeaderMap::from_iter([(CONTENT_TYPE, http::HeaderValue::from_static("application/json"))]);
        let fault = bytes(Media::Json, &json, body).await.unwrap_err();
        assert_eq!((fault.status(), began.elapsed()), (StatusCode::REQUEST_TIMEOUT, MAX_WAIT));
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
