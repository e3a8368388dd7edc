//! The protocol of the OpenAI API, from <https://platform.openai.com/docs/api-reference>: JSON, and streams of server-sent events.

mod checks;
mod chunks;

use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::behaviour::{Answer, Block, Refusal};
use crate::request::{Operation, Request};
use crate::script::Script;
use crate::{embedding, steps};

pub(crate) use checks::check;

/// Parses a path's operation from its end, since the base URL may vary.
pub(crate) fn target(uri: &Uri) -> Option<Operation> {
    match uri.path() {
        it if it.ends_with("/chat/completions") => Some(Operation::ChatCompletions),
        it if it.ends_with("/embeddings") => Some(Operation::Embeddings),
        _ => None,
    }
}

/// The key, from either of its headers.
pub(crate) fn key(headers: &HeaderMap) -> Option<String> {
    let of = |name: &str| Some(format!("{name} {}", headers.get(name)?.to_str().ok()?));
    of(AUTHORIZATION.as_str()).or_else(|| of("api-key"))
}

pub(crate) fn answer(answer: &Answer, request: &Request, script: &Script) -> Response {
    let is_streamed = request.body["stream"] == true;
    match request.operation {
        Operation::Embeddings => json_response(StatusCode::OK, &embedding::openai(&request.body)),
        _ if is_streamed => {
            let body = steps::body(chunks::steps(answer, request, script));
            ([(CONTENT_TYPE, "text/event-stream; charset=utf-8")], body).into_response()
        }
        _ => json_response(StatusCode::OK, &whole(answer, request, script)),
    }
}

/// An answer that is not streamed.
fn whole(answer: &Answer, request: &Request, script: &Script) -> Value {
    let (mut text, mut calls) = (String::new(), Vec::new());
    for block in &answer.blocks {
        match block {
            Block::Text(pieces) => text.push_str(&pieces.concat()),
            Block::Call { name, input } => calls.push(json!({
                "id": call_id(script),
                "type": "function",
                "function": {"name": name, "arguments": input.concat()},
            })),
        }
    }
    let mut message = json!({"role": "assistant", "content": text, "refusal": null});
    if !calls.is_empty() {
        message["tool_calls"] = calls.into();
    }
    json!({
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_779_278_400,
        "model": request.model,
        "choices": [{"index": 0, "message": message, "logprobs": null, "finish_reason": reason(answer)}],
        "usage": usage(answer),
    })
}

/// The reason to stop, by its name in the OpenAI API.
fn reason(answer: &Answer) -> &'static str {
    match answer.reason() {
        "end_turn" | "stop_sequence" => "stop",
        "tool_use" => "tool_calls",
        "max_tokens" | "model_context_window_exceeded" => "length",
        "guardrail_intervened" | "content_filtered" => "content_filter",
        "malformed_model_output" | "malformed_tool_use" => "error",
        other => other,
    }
}

/// An estimate of the numbers of tokens.
fn usage(answer: &Answer) -> Value {
    let output = answer.tokens();
    json!({"prompt_tokens": 100, "completion_tokens": output, "total_tokens": 100 + output})
}

fn call_id(script: &Script) -> String {
    format!("call_{}", script.call_id().trim_start_matches("tooluse_"))
}

fn json_response(status: StatusCode, body: &Value) -> Response {
    (status, [(CONTENT_TYPE, "application/json")], Body::from(body.to_string())).into_response()
}

/// Translates Bedrock's error code into a status, a type and a code of the OpenAI API.
fn error(code: &str) -> (u16, &'static str, Option<&'static str>) {
    match code {
        "ValidationException" | "SerializationException" => (400, "invalid_request_error", None),
        "AccessDeniedException" | "ExpiredTokenException" | "MissingAuthenticationTokenException" => {
            (401, "invalid_request_error", Some("invalid_api_key"))
        }
        "ResourceNotFoundException" => (404, "invalid_request_error", Some("model_not_found")),
        "UnknownOperationException" => (404, "invalid_request_error", Some("unknown_url")),
        "ThrottlingException" | "ServiceQuotaExceededException" | "throttlingException" => {
            (429, "requests", Some("rate_limit_exceeded"))
        }
        "ServiceUnavailableException" | "ModelNotReadyException" => (503, "server_error", None),
        "validationException" => (400, "invalid_request_error", None),
        _ => (500, "server_error", None),
    }
}

fn error_object(code: &str, message: &str) -> Value {
    let (_, kind, code) = error(code);
    json!({"message": message, "type": kind, "param": null, "code": code})
}

pub(crate) fn refuse(refusal: &Refusal) -> Response {
    let (status, ..) = error(refusal.code);
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    json_response(status, &json!({"error": error_object(refusal.code, &refusal.message)}))
}
