//! The protocol, REST with JSON.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request as HttpRequest, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::behaviour::{Answer, Behaviour, Block, Refusal};
use crate::request::{Operation, Request, target};
use crate::script::Script;
use crate::{checks, embedding, frames};

/// Longest body of a request, in bytes: the service's limit for conversations.
const MOST_BYTES: usize = 20 * 1024 * 1024;
const EVENTS: &str = "application/vnd.amazon.eventstream";
const JSON: &str = "application/json";

pub(crate) fn router(script: Arc<Script>) -> Router {
    Router::new().fallback(answer).with_state(script)
}

async fn answer(State(script): State<Arc<Script>>, request: HttpRequest) -> Response {
    match read(request).await {
        Ok(request) => {
            script.keep(&request);
            match checks::check(&request) {
                Ok(()) => behave(script.behaviour(&request), &request, &script).await,
                Err(refusal) => refuse(&refusal),
            }
        }
        Err(refusal) => refuse(&refusal),
    }
}

async fn read(request: HttpRequest) -> Result<Request, Refusal> {
    let (parts, body) = request.into_parts();
    let unknown = || Refusal { code: "UnknownOperationException", message: String::new() };
    let (operation, model) = target(&parts.method, &parts.uri).ok_or_else(unknown)?;
    is_signed(&parts.headers)?;
    let bytes = to_bytes(body, MOST_BYTES).await;
    let bytes = bytes.map_err(|_| Refusal::invalid("Input is too long for requested model."))?;
    let body = serde_json::from_slice(&bytes);
    let body = body.map_err(|_| Refusal { code: "SerializationException", message: String::new() })?;
    Ok(Request { operation, model, body })
}

/// Whether there is a signature for Bedrock; any will do.
fn is_signed(headers: &HeaderMap) -> Result<(), Refusal> {
    let signature = headers.get(AUTHORIZATION).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let message = "Missing Authentication Token".to_owned();
    if signature.starts_with("AWS4-HMAC-SHA256 ") && signature.contains("/bedrock/aws4_request") {
        return Ok(());
    }
    Err(Refusal { code: "MissingAuthenticationTokenException", message })
}

async fn behave(behaviour: Behaviour, request: &Request, script: &Script) -> Response {
    match behaviour {
        Behaviour::Answer(answer) => match request.operation {
            Operation::ConverseStream => {
                ([(CONTENT_TYPE, EVENTS)], frames::body(&answer, script)).into_response()
            }
            Operation::Converse => whole(&answer, script),
            Operation::InvokeModel => json_response(&embedding::answer(&request.body)),
        },
        Behaviour::Refuse(refusal) => refuse(&refusal),
        Behaviour::Page(status) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
            (status, [(CONTENT_TYPE, "text/html")], "<html><body>Something went wrong.</body></html>")
                .into_response()
        }
        Behaviour::Silence => std::future::pending().await,
    }
}

/// An answer at once.
fn whole(answer: &Answer, script: &Script) -> Response {
    let content: Vec<_> = answer
        .blocks
        .iter()
        .map(|block| match block {
            Block::Text(pieces) => json!({"text": pieces.concat()}),
            Block::Call { name, input } => {
                let input = serde_json::from_str::<Value>(&input.concat()).unwrap_or_default();
                json!({"toolUse": {"toolUseId": script.call_id(), "name": name, "input": input}})
            }
        })
        .collect();
    json_response(&json!({
        "output": {"message": {"role": "assistant", "content": content}},
        "stopReason": answer.reason(),
        "usage": frames::usage(answer),
        "metrics": {"latencyMs": 100},
    }))
}

fn json_response(body: &Value) -> Response {
    ([(CONTENT_TYPE, JSON)], Body::from(body.to_string())).into_response()
}

fn refuse(refusal: &Refusal) -> Response {
    let Refusal { code, message } = refusal;
    let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let error_type = format!("{code}:http://internal.amazon.com/coral/com.amazon.bedrock/");
    let body = json!({"message": message}).to_string();
    (status, [(CONTENT_TYPE.as_str(), JSON), ("x-amzn-errortype", &error_type)], body).into_response()
}
