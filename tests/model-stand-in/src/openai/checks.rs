//! Refuses the requests that the OpenAI API refuses, with shortened messages.

use std::collections::HashSet;

use serde_json::Value;

use crate::behaviour::Refusal;
use crate::request::{Operation, Request, items};

type Checked = Result<(), Refusal>;

/// The longest id of a call.
const LONGEST_ID: usize = 40;
/// The most tools per request.
const MOST_TOOLS: usize = 128;

pub(crate) fn check(request: &Request) -> Checked {
    let body = &request.body;
    that(!request.model.is_empty(), "you must provide a model parameter")?;
    if request.operation == Operation::Embeddings {
        let is_text = |it: &Value| it.as_str().is_some_and(|it| !it.is_empty());
        let is_input = is_text(&body["input"])
            || body["input"].as_array().is_some_and(|it| !it.is_empty() && it.iter().all(is_text));
        return that(is_input, "'$.input' is invalid");
    }
    that(
        is_none_or(&body["temperature"], |it| it.as_f64().is_some_and(|it| (0.0..=2.0).contains(&it))),
        "temperature",
    )?;
    for limit in ["max_tokens", "max_completion_tokens"] {
        that(is_none_or(&body[limit], |it| it.as_u64().is_some_and(|it| it >= 1)), limit)?;
    }
    that(
        body["stream_options"].is_null() || body["stream"] == true,
        "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
    )?;
    tools(&body["tools"])?;
    conversation(request)
}

fn tools(tools: &Value) -> Checked {
    that(is_none_or(tools, |it| (1..=MOST_TOOLS).contains(&items(it).len())), "'tools' has a wrong length")?;
    for tool in items(tools) {
        let function = &tool["function"];
        that(tool["type"] == "function", "tools.type")?;
        that(is_word(&function["name"]), "tools.function.name does not match '^[a-zA-Z0-9_-]+$'")?;
        that(
            function["parameters"]["type"] == "object",
            "schema must be a JSON Schema of 'type: \"object\"'",
        )?;
    }
    Ok(())
}

fn conversation(request: &Request) -> Checked {
    let messages = request.messages();
    that(!messages.is_empty(), "[] is too short - 'messages'")?;
    let mut open: HashSet<&str> = HashSet::new();
    for message in messages {
        let role = message["role"].as_str().unwrap_or_default();
        if role == "tool" {
            let is_known = message["tool_call_id"].as_str().is_some_and(|it| open.remove(it));
            that(
                is_known,
                "messages with role 'tool' must be a response to a preceding message with 'tool_calls'",
            )?;
            that(message["content"].is_string(), "content of role 'tool'")?;
            continue;
        }
        that(
            open.is_empty(),
            "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'.",
        )?;
        match role {
            "system" | "developer" | "user" => {
                let is_text = message["content"].as_str().is_some_and(|it| !it.trim().is_empty());
                that(is_text, "content of a message is missing")?;
            }
            "assistant" => {
                let calls = items(&message["tool_calls"]);
                that(!message["content"].is_null() || !calls.is_empty(), "content of role 'assistant'")?;
                that(
                    message.get("tool_calls").is_none() || !calls.is_empty(),
                    "[] is too short - 'tool_calls'",
                )?;
                for call in calls {
                    open.insert(self::call(call)?);
                }
                that(open.len() == calls.len(), "two calls have the same id")?;
            }
            _ => return Err(Refusal::invalid("role is none of system, user, assistant, tool")),
        }
    }
    that(open.is_empty(), "the last calls have no tool messages")
}

/// Checks a call and returns its id. The arguments must be an object, since models' chat templates read them as one.
fn call(call: &Value) -> Result<&str, Refusal> {
    let arguments = call["function"]["arguments"].as_str().unwrap_or_default();
    let is_object = serde_json::from_str::<Value>(arguments).is_ok_and(|it| it.is_object());
    that(call["type"] == "function" && is_object, "arguments of a call are no JSON object")?;
    that(is_word(&call["function"]["name"]), "name of a call does not match '^[a-zA-Z0-9_-]+$'")?;
    let id = call["id"].as_str().unwrap_or_default();
    that((1..=LONGEST_ID).contains(&id.len()), "id of a call: string too long")?;
    Ok(id)
}

fn that(holds: bool, otherwise: &str) -> Checked {
    if holds { Ok(()) } else { Err(Refusal::invalid(otherwise)) }
}

fn is_none_or(value: &Value, holds: impl FnOnce(&Value) -> bool) -> bool {
    value.is_null() || holds(value)
}

fn is_word(text: &Value) -> bool {
    let may = |it: char| it.is_ascii_alphanumeric() || matches!(it, '_' | '-');
    text.as_str().is_some_and(|it| (1..=64).contains(&it.len()) && it.chars().all(may))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn checked(messages: &Value) -> Checked {
        let body = json!({"model": "m", "messages": messages});
        check(&Request { operation: Operation::ChatCompletions, model: "m".to_owned(), key: None, body })
    }

    fn called(id: &str, arguments: &str) -> Value {
        let call =
            json!({"id": id, "type": "function", "function": {"name": "find_pets", "arguments": arguments}});
        json!({"role": "assistant", "content": "", "tool_calls": [call]})
    }

    #[test]
    fn a_conversation_with_its_results_is_taken() {
        let user = json!({"role": "user", "content": "Who owns Leo?"});
        let result = |id: &str| json!({"role": "tool", "tool_call_id": id, "content": "{}"});
        assert!(
            checked(
                &json!([{"role": "system", "content": "Be kind."}, user, called("1", "{}"), result("1")])
            )
            .is_ok()
        );
        for (messages, expected) in [
            (json!([]), "too short"),
            (json!([{"role": "user", "content": " "}]), "missing"),
            (json!([user, called("1", "{}")]), "have no tool messages"),
            (json!([user, called("1", "{}"), user]), "must be followed by tool messages"),
            (json!([user, result("1")]), "must be a response"),
            (json!([user, called("1", "{"), result("1")]), "no JSON object"),
            (json!([user, called(&"x".repeat(41), "{}")]), "too long"),
            (json!([{"role": "robot", "content": "x"}]), "role"),
        ] {
            let refusal = checked(&messages).unwrap_err();
            assert!(refusal.message.contains(expected), "{expected}: {}", refusal.message);
        }
    }
}
