//! Checks messages: the order of roles, and a result for every call.

use std::collections::HashSet;

use serde_json::Value;

use super::{Checked, invalid, is_word};
use crate::request::{Request, items};

pub(super) fn check(request: &Request) -> Checked {
    let messages = request.messages();
    for (at, block) in items(&request.body["system"]).iter().enumerate() {
        if is_blank(&block["text"]) {
            return invalid(format!(
                "The text field in the SystemContentBlock object at system.{at} is blank. Add text to the text field, and try again."
            ));
        }
    }
    takes_turns(messages)?;
    let mut calls = HashSet::new();
    let mut has_tool_blocks = false;
    for (at, message) in messages.iter().enumerate() {
        let content = items(&message["content"]);
        if content.is_empty() {
            return invalid(format!(
                "The content field in the Message object at messages.{at} is empty. Add a ContentBlock object to the content field and try again."
            ));
        }
        let mut results = HashSet::new();
        let mut next = HashSet::new();
        for (nth, block) in content.iter().enumerate() {
            let place = format!("messages.{at}.content.{nth}");
            if block.get("text").is_some() && is_blank(&block["text"]) {
                return invalid(format!(
                    "The text field in the ContentBlock object at {place} is blank. Add text to the text field, and try again."
                ));
            }
            if let Some(call) = block.get("toolUse") {
                next.insert(self::call(message, call, &place)?);
            }
            if let Some(result) = block.get("toolResult") {
                results.insert(self::result(message, result, &place)?);
            }
        }
        answers(&calls, &results, content, at)?;
        has_tool_blocks |= !next.is_empty() || !results.is_empty();
        calls = next;
    }
    if !calls.is_empty() {
        return invalid("The conversation ends with calls of tools that have no results.");
    }
    if has_tool_blocks && request.tools().is_empty() {
        return invalid(
            "The toolConfig field must be defined when using toolUse and toolResult content blocks.",
        );
    }
    Ok(())
}

fn takes_turns(messages: &[Value]) -> Checked {
    if messages.first().is_none_or(|it| it["role"] != "user") {
        return invalid(
            "A conversation must start with a user message. Try again with a conversation that starts with a user message.",
        );
    }
    let roles: Vec<_> = messages.iter().map(|it| &it["role"]).collect();
    if let Some(wrong) = roles.iter().find(|it| **it != "user" && **it != "assistant") {
        return invalid(format!(
            "Value {wrong} at 'messages.role' failed to satisfy constraint: Member must satisfy enum value set: [user, assistant]"
        ));
    }
    if roles.windows(2).any(|it| matches!(it, [a, b] if a == b)) {
        return invalid(
            "A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again.",
        );
    }
    Ok(())
}

/// Checks that every call of the previous message has a result here, and every result a call.
fn answers(calls: &HashSet<&str>, results: &HashSet<&str>, content: &[Value], at: usize) -> Checked {
    let missing: Vec<_> = calls.difference(results).copied().collect();
    if !missing.is_empty() {
        return invalid(format!(
            "Expected toolResult blocks at messages.{at}.content for the following Ids: {}",
            missing.join(", ")
        ));
    }
    let blocks = content.iter().filter(|it| it.get("toolResult").is_some()).count();
    if blocks > calls.len() || !results.is_subset(calls) {
        return invalid(format!(
            "The number of toolResult blocks at messages.{at}.content exceeds the number of toolUse blocks of previous turn."
        ));
    }
    let begins_with_results = content.iter().take(blocks).all(|it| it.get("toolResult").is_some());
    if !begins_with_results {
        return invalid(format!(
            "The toolResult blocks at messages.{at}.content must come before all other blocks."
        ));
    }
    Ok(())
}

/// Checks a call and returns its id.
fn call<'a>(message: &Value, call: &'a Value, place: &str) -> Result<&'a str, crate::Refusal> {
    if message["role"] != "assistant" {
        invalid(format!("{place}.toolUse is not allowed in a user message."))?;
    }
    let name = call["name"].as_str().unwrap_or_default();
    if !is_word(name) {
        invalid(format!(
            "Value '{name}' at '{place}.member.toolUse.name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+"
        ))?;
    }
    if !call["input"].is_object() {
        invalid(format!(
            "The format of the value at {place}.toolUse.input is invalid. Provide a json object for the field and try again."
        ))?;
    }
    id(call, place)
}

/// Checks a result and returns the id of its call.
fn result<'a>(message: &Value, result: &'a Value, place: &str) -> Result<&'a str, crate::Refusal> {
    if message["role"] != "user" {
        invalid(format!("{place}.toolResult is not allowed in an assistant message."))?;
    }
    let content = items(&result["content"]);
    let status = result["status"].as_str().unwrap_or("success");
    if !["success", "error"].contains(&status) {
        invalid(format!(
            "Value '{status}' at '{place}.member.toolResult.status' failed to satisfy constraint: Member must satisfy enum value set: [success, error]"
        ))?;
    }
    if status == "error" && content.is_empty() {
        invalid(format!(
            "The content field at {place}.toolResult cannot be empty when status value is error."
        ))?;
    }
    for (at, part) in content.iter().enumerate() {
        if part.get("json").is_some_and(|it| !it.is_object()) {
            invalid(format!(
                "The format of the value at {place}.toolResult.content.{at}.json is invalid. Provide a json object for the field and try again."
            ))?;
        }
    }
    id(result, place)
}

fn id<'a>(block: &'a Value, place: &str) -> Result<&'a str, crate::Refusal> {
    let id = block["toolUseId"].as_str().unwrap_or_default();
    if !is_word(id) {
        invalid(format!(
            "Value '{id}' at '{place}.member.toolUseId' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+"
        ))?;
    }
    Ok(id)
}

fn is_blank(text: &Value) -> bool {
    text.as_str().unwrap_or_default().trim().is_empty()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::request::Operation;

    fn said(role: &str, blocks: impl Into<Value>) -> Value {
        json!({"role": role, "content": blocks.into()})
    }

    fn text(it: &str) -> Value {
        json!([{"text": it}])
    }

    fn call(id: &str) -> Value {
        json!({"toolUse": {"toolUseId": id, "name": "find_owners", "input": {}}})
    }

    fn result(id: &str) -> Value {
        json!({"toolResult": {"toolUseId": id, "content": [{"json": {}}], "status": "success"}})
    }

    fn checked(messages: &[Value], has_tools: bool) -> Checked {
        let mut body = json!({"messages": messages});
        if has_tools {
            body["toolConfig"] = json!({"tools": [{"toolSpec": {"name": "find_owners"}}]});
        }
        check(&Request { operation: Operation::Converse, model: String::new(), key: None, body })
    }

    #[test]
    fn a_conversation_with_its_results_is_taken() {
        let messages = [
            said("user", text("Who owns Leo?")),
            said("assistant", json!([{"text": "Let me look."}, call("1"), call("2")])),
            said("user", json!([result("2"), result("1"), {"text": "Well?"}])),
        ];
        assert!(checked(&messages, true).is_ok());
        let refusal = checked(&messages, false).unwrap_err();
        assert!(refusal.message.starts_with("The toolConfig field must be defined"), "{refusal:?}");
    }

    #[test]
    fn a_refusal_by_the_service_is_a_refusal() {
        let hello = || said("user", text("Hello"));
        let called = || said("assistant", json!([call("1")]));
        let mut failed = result("1");
        failed["toolResult"]["status"] = json!("error");
        failed["toolResult"]["content"] = json!([]);
        let mut raw = result("1");
        raw["toolResult"]["content"][0]["json"] = json!([]);
        let mut text_as_input = call("1");
        text_as_input["toolUse"]["input"] = json!("{");
        for (messages, expected) in [
            (vec![], "must start with a user message"),
            (vec![said("assistant", text("Hello"))], "must start with a user message"),
            (vec![said("system", text("Hello"))], "must start with a user message"),
            (vec![hello(), said("system", text("Hello"))], "enum value set"),
            (vec![hello(), hello()], "must alternate"),
            (vec![said("user", text(" "))], "messages.0.content.0 is blank"),
            (vec![said("user", json!([]))], "messages.0 is empty"),
            (vec![hello(), called()], "no results"),
            (
                vec![hello(), called(), hello()],
                "Expected toolResult blocks at messages.2.content for the following Ids: 1",
            ),
            (vec![hello(), called(), said("user", json!([result("1"), result("2")]))], "exceeds the number"),
            (vec![said("user", json!([result("1")]))], "exceeds the number"),
            (
                vec![hello(), called(), said("user", json!([{"text": "x"}, result("1")]))],
                "before all other blocks",
            ),
            (vec![hello(), called(), said("user", json!([failed]))], "cannot be empty"),
            (vec![hello(), called(), said("user", json!([raw]))], "toolResult.content.0.json is invalid"),
            (vec![hello(), said("assistant", json!([text_as_input]))], "toolUse.input is invalid"),
            (vec![hello(), said("assistant", json!([call("a b")]))], "toolUseId"),
            (vec![said("user", json!([call("1")]))], "not allowed in a user message"),
        ] {
            let refusal = checked(&messages, true).unwrap_err();
            assert_eq!(refusal.code, "ValidationException");
            assert!(refusal.message.contains(expected), "{expected}: {}", refusal.message);
        }
    }
}
