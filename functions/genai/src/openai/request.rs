//! A prompt in the form of chat completions.

use assistant_model::{Prompt, ToolSpec};
use serde_json::{Value, json};

use super::OpenAiSettings;
use super::dialect::Dialect;
use crate::provider::{Part, Speaker, Turn, id, is_blank, object, turns, word};

/// The body of a request for a streamed reply.
pub(super) fn body(prompt: &Prompt, settings: &OpenAiSettings, dialect: &Dialect) -> Value {
    let mut body = json!({"model": settings.model, "messages": messages(prompt), "stream": true});
    if !prompt.tools.is_empty() {
        body["tools"] = prompt.tools.iter().map(tool).collect();
    }
    dialect.add_to(&mut body, settings.temperature, settings.max_tokens);
    body
}

fn tool(tool: &ToolSpec) -> Value {
    let ToolSpec { name, description, input_schema } = tool;
    json!({
        "type": "function",
        "function": {"name": name, "description": description, "parameters": input_schema},
    })
}

fn messages(prompt: &Prompt) -> Vec<Value> {
    let system = (!is_blank(&prompt.system)).then(|| json!({"role": "system", "content": prompt.system}));
    system.into_iter().chain(turns(prompt).iter().flat_map(of_turn)).collect()
}

/// The messages of a turn: each result is one of its own, before the text.
fn of_turn(turn: &Turn<'_>) -> Vec<Value> {
    let (mut texts, mut calls, mut messages) = (Vec::new(), Vec::new(), Vec::new());
    for part in &turn.parts {
        match part {
            Part::Text(words) => texts.push(words.as_ref()),
            Part::Call(call) => calls.push(json!({
                "id": id(&call.id),
                "type": "function",
                "function": {"name": word(&call.name), "arguments": object(&call.input, "input").to_string()},
            })),
            Part::Result(result) => messages.push(json!({
                "role": "tool",
                "tool_call_id": id(&result.call_id),
                "content": object(&result.content, "result").to_string(),
            })),
        }
    }
    let text = texts.join("\n\n");
    match turn.speaker {
        Speaker::Person if text.is_empty() => {}
        Speaker::Person => messages.push(json!({"role": "user", "content": text})),
        Speaker::Model => {
            let mut message = json!({"role": "assistant", "content": text});
            if !calls.is_empty() {
                message["tool_calls"] = calls.into();
            }
            messages.push(message);
        }
    }
    messages
}
