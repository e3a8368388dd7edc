//! The protocol of Amazon Bedrock: REST with JSON, and streams of binary frames.

mod checks;
mod frames;

use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::behaviour::{Answer, Block, Refusal};
use crate::request::{Operation, Request};
use crate::script::Script;
use crate::{embedding, steps};

pub(crate) use checks::check;

const EVENTS: &str = "application/vnd.amazon.eventstream";
const JSON: &str = "application/json";

/// Parses `/model/{modelId}/{operation}` into the operation and the model.
pub(crate) fn target(uri: &Uri) -> Option<(Operation, String)> {
    let (model, operation) = uri.path().strip_prefix("/model/")?.split_once('/')?;
    let operation = match operation {
        "converse" => Operation::Converse,
        "converse-stream" => Operation::ConverseStream,
        "invoke" => Operation::InvokeModel,
        _ => return None,
    };
    Some((operation, percent_decode_str(model).decode_utf8().ok()?.into_owned()))
}

/// Whether the request has a signature for Bedrock; the stand-in does not verify it.
pub(crate) fn is_signed(headers: &HeaderMap) -> Result<(), Refusal> {
    let signature = headers.get(AUTHORIZATION).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let message = "Missing Authentication Token".to_owned();
    if signature.starts_with("AWS4-HMAC-SHA256 ") && signature.contains("/bedrock/aws4_request") {
        return Ok(());
    }
    Err(Refusal { code: "MissingAuthenticationTokenException", message })
}

pub(crate) fn answer(answer: &Answer, request: &Request, script: &Script) -> Response {
    match request.operation {
        Operation::ConverseStream => {
            let body = steps::body(frames::steps(answer, script));
            ([(CONTENT_TYPE, EVENTS)], body).into_response()
        }
        Operation::InvokeModel => json_response(&embedding::titan(&request.body)),
        _ => whole(answer, script),
    }
}

/// An answer that is not streamed.
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

pub(crate) fn refuse(refusal: &Refusal) -> Response {
    let Refusal { code, message } = refusal;
    let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let error_type = format!("{code}:http://internal.amazon.com/coral/com.amazon.bedrock/");
    let body = json!({"message": message}).to_string();
    (status, [(CONTENT_TYPE.as_str(), JSON), ("x-amzn-errortype", &error_type)], body).into_response()
}
