use cdk_core::{Json, Val, intrinsic};

/// JSON as text with tokens, which CloudFormation fills in.
pub(super) fn text(json: &Json) -> Val<String> {
    let mut parts = Vec::new();
    write(json, &mut parts);
    intrinsic::concat(&"{}".repeat(parts.len()), parts)
}

fn write(json: &Json, parts: &mut Vec<Json>) {
    match json {
        Json::Null => put("null", parts),
        Json::Bool(value) => put(if *value { "true" } else { "false" }, parts),
        Json::Number(value) => parts.push(Json::from(value.to_string())),
        Json::String(value) => parts.push(Json::from(quoted(value))),
        Json::List(items) => {
            put("[", parts);
            for (index, item) in items.iter().enumerate() {
                put(if index == 0 { "" } else { "," }, parts);
                write(item, parts);
            }
            put("]", parts);
        }
        Json::Object(entries) if !is_token(json) => {
            put("{", parts);
            for (index, (key, value)) in entries.iter().enumerate() {
                put(if index == 0 { "" } else { "," }, parts);
                parts.push(Json::from(quoted(key) + ":"));
                write(value, parts);
            }
            put("}", parts);
        }
        Json::Object(_) | Json::Ref(_) | Json::GetAtt(..) | Json::LogicalId(_) => {
            parts.extend([Json::from("\""), json.clone(), Json::from("\"")]);
        }
    }
}

fn put(text: &'static str, parts: &mut Vec<Json>) {
    parts.push(Json::from(text));
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn is_token(json: &Json) -> bool {
    let Json::Object(entries) = json else { return false };
    entries.len() == 1 && entries.keys().all(|key| key == "Ref" || key.starts_with("Fn::"))
}

#[cfg(test)]
mod tests {
    use cdk_core::{json, pseudo};

    use super::text;

    #[test]
    fn tokens_stand_within_the_text() {
        let body = text(&json!({"a": [1, "two \"quoted\""], "r": (pseudo::region()), "t": true}));
        assert_eq!(
            *body.json(),
            json!({"Fn::Join": ["", ["{\"a\":[1,\"two \\\"quoted\\\"\"],\"r\":\"", {"Ref": "AWS::Region"}, "\",\"t\":true}"]]})
        );
    }
}
