//! An answer as server-sent events, each with a `chat.completion.chunk`.

use serde_json::{Value, json};

use super::{call_id, error_object, reason, usage};
use crate::behaviour::{Answer, Block, Ending};
use crate::request::Request;
use crate::script::Script;
use crate::steps::Step;

/// The steps that stream an answer.
pub(super) fn steps(answer: &Answer, request: &Request, script: &Script) -> Vec<Step> {
    let chunk = |choices: Value, usage: Value| {
        event(&json!({
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 1_779_278_400,
            "model": request.model,
            "choices": choices,
            "usage": usage,
        }))
    };
    let choice = |delta: Value, reason: Value| {
        chunk(json!([{"index": 0, "delta": delta, "logprobs": null, "finish_reason": reason}]), Value::Null)
    };
    let delta = |delta: Value| choice(delta, Value::Null);
    let mut steps = vec![delta(json!({"role": "assistant", "content": ""}))];
    let mut calls = 0;
    for block in &answer.blocks {
        let pieces: Vec<Value> = match block {
            Block::Text(pieces) => pieces.iter().map(|it| json!({"content": it})).collect(),
            Block::Call { name, input } => {
                let index = calls;
                calls += 1;
                let function = json!({"name": name, "arguments": ""});
                let call =
                    json!({"index": index, "id": call_id(script), "type": "function", "function": function});
                steps.push(delta(json!({"tool_calls": [call]})));
                let piece = |it| json!({"tool_calls": [{"index": index, "function": {"arguments": it}}]});
                input.iter().map(piece).collect()
            }
        };
        for piece in pieces {
            steps.push(Step::Wait(answer.pause));
            steps.push(delta(piece));
        }
    }
    match &answer.ending {
        Ending::Whole => {
            steps.push(choice(json!({}), json!(reason(answer))));
            if request.body["stream_options"]["include_usage"] == true {
                steps.push(chunk(json!([]), usage(answer)));
            }
            steps.push(Step::Send(Ok("data: [DONE]\n\n".into())));
        }
        Ending::Exception(kind, message) => steps.push(event(&json!({"error": error_object(kind, message)}))),
        Ending::Stall => steps.push(Step::Stall),
        Ending::Cut => steps.extend(Step::cut()),
    }
    steps
}

fn event(data: &Value) -> Step {
    Step::Send(Ok(format!("data: {data}\n\n").into()))
}
