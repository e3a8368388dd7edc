//! Checks the tools that a request offers.

use std::collections::HashSet;

use serde_json::Value;

use super::{Checked, invalid, is_word};
use crate::request::{Request, items};

pub(super) fn check(request: &Request) -> Checked {
    let config = &request.body["toolConfig"];
    let tools = items(&config["tools"]);
    if !config.is_null() && tools.is_empty() {
        return invalid(
            "Value '[]' at 'toolConfig.tools' failed to satisfy constraint: Member must have length greater than or equal to 1",
        );
    }
    let mut names = HashSet::new();
    for (at, tool) in tools.iter().enumerate() {
        let specification = &tool["toolSpec"];
        let place = format!("toolConfig.tools.{at}.member.toolSpec");
        let name = specification["name"].as_str().unwrap_or_default();
        if !is_word(name) {
            return invalid(format!(
                "Value '{name}' at '{place}.name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+"
            ));
        }
        if !names.insert(name) {
            return invalid(format!("The tool {name} is already defined at {place}."));
        }
        if specification["description"].as_str().is_some_and(str::is_empty) {
            return invalid(format!(
                "Value '' at '{place}.description' failed to satisfy constraint: Member must have length greater than or equal to 1"
            ));
        }
        schema(&specification["inputSchema"]["json"], &place)?;
    }
    Ok(())
}

fn schema(schema: &Value, place: &str) -> Checked {
    if !schema.is_object() {
        return invalid(format!(
            "The format of the value at {place}.inputSchema.json is invalid. Provide a json object for the field and try again."
        ));
    }
    if schema["type"] != "object" {
        return invalid(format!(
            "The value at {place}.inputSchema.json.type must be one of the following: object."
        ));
    }
    let properties = schema.get("properties").is_none_or(Value::is_object);
    let required =
        schema.get("required").is_none_or(|it| items(it).iter().all(Value::is_string) && it.is_array());
    if !properties || !required {
        return invalid(format!(
            "The model returned the following errors: {place}.inputSchema: JSON schema is invalid"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::request::Operation;

    fn checked(tools: &Value) -> Checked {
        let body = json!({"toolConfig": {"tools": tools}});
        check(&Request { operation: Operation::Converse, model: String::new(), key: None, body })
    }

    #[test]
    fn tools_have_names_and_schemas_of_objects() {
        let tool = |name: &str, schema: Value| json!({"toolSpec": {"name": name, "description": "It.", "inputSchema": {"json": schema}}});
        let object = || json!({"type": "object", "properties": {}, "required": []});
        assert!(checked(&json!([tool("find_owners", object()), tool("find-pets", object())])).is_ok());
        for (tools, expected) in [
            (json!([]), "length greater than or equal to 1"),
            (json!([tool("find owners", object())]), "regular expression pattern"),
            (json!([tool("a", object()), tool("a", object())]), "already defined"),
            (json!([tool("a", json!("object"))]), "Provide a json object"),
            (json!([tool("a", json!({"type": "array"}))]), "must be one of the following: object"),
            (json!([tool("a", json!({"type": "object", "required": "x"}))]), "JSON schema is invalid"),
        ] {
            let refusal = checked(&tools).unwrap_err();
            assert!(refusal.message.contains(expected), "{expected}: {}", refusal.message);
        }
    }
}
