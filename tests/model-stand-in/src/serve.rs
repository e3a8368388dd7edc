//! The HTTP server, which routes each path to one of the protocols.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request as HttpRequest, State};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::behaviour::{Behaviour, Raw, Refusal};
use crate::request::Request;
use crate::script::Script;
use crate::{bedrock, openai};

/// The longest request body, in bytes: Bedrock's limit for conversations.
const MOST_BYTES: usize = 20 * 1024 * 1024;

pub(crate) fn router(script: Arc<Script>) -> Router {
    Router::new().fallback(answer).with_state(script)
}

async fn answer(State(script): State<Arc<Script>>, request: HttpRequest) -> Response {
    let is_openai = openai::target(request.uri()).is_some();
    let refuse = if is_openai { openai::refuse } else { bedrock::refuse };
    let request = match read(request).await {
        Ok(request) => request,
        Err(refusal) => return refuse(&refusal),
    };
    script.keep(&request);
    let checked = if is_openai { openai::check(&request) } else { bedrock::check(&request) };
    if let Err(refusal) = checked {
        return refuse(&refusal);
    }
    match script.behaviour(&request) {
        Behaviour::Answer(answer) if is_openai => openai::answer(&answer, &request, &script),
        Behaviour::Answer(answer) => bedrock::answer(&answer, &request, &script),
        Behaviour::Refuse(refusal) => refuse(&refusal),
        Behaviour::Page(status) => raw(Raw {
            status,
            headers: vec![("content-type", "text/html".to_owned())],
            body: "<html><body>Something went wrong.</body></html>".to_owned(),
        }),
        Behaviour::Raw(it) => raw(it),
        Behaviour::Silence => std::future::pending().await,
    }
}

async fn read(request: HttpRequest) -> Result<Request, Refusal> {
    let (parts, body) = request.into_parts();
    let unknown = || Refusal { code: "UnknownOperationException", message: String::new() };
    let openai = openai::target(&parts.uri);
    let bedrock = bedrock::target(&parts.uri);
    if parts.method != Method::POST {
        return Err(unknown());
    }
    if openai.is_none() {
        bedrock.as_ref().ok_or_else(unknown)?;
        bedrock::is_signed(&parts.headers)?;
    }
    let bytes = to_bytes(body, MOST_BYTES).await;
    let bytes = bytes.map_err(|_| Refusal::invalid("Input is too long for requested model."))?;
    let body: serde_json::Value = serde_json::from_slice(&bytes)
        .map_err(|_| Refusal { code: "SerializationException", message: String::new() })?;
    match (openai, bedrock) {
        (Some(operation), _) => {
            let model = body["model"].as_str().unwrap_or_default().to_owned();
            Ok(Request { operation, model, key: openai::key(&parts.headers), body })
        }
        (None, Some((operation, model))) => Ok(Request { operation, model, key: None, body }),
        (None, None) => Err(unknown()),
    }
}

fn raw(raw: Raw) -> Response {
    let status = StatusCode::from_u16(raw.status).unwrap_or(StatusCode::BAD_GATEWAY);
    let mut response = (status, Body::from(raw.body)).into_response();
    for (name, value) in raw.headers {
        if let Ok(value) = value.parse() {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
