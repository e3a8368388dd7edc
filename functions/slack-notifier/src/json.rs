//! Reads JSON without relying on its shape.

use serde_json::Value;

/// A member as readable text; `None` if it is missing, empty, null, a list or an object.
pub(crate) fn text(object: &Value, name: &str) -> Option<String> {
    object.get(name).and_then(shown)
}

/// As [`text`], for a JSON pointer such as `/detail/stoppedReason`.
pub(crate) fn at(object: &Value, pointer: &str) -> Option<String> {
    object.pointer(pointer).and_then(shown)
}

fn shown(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|it| !it.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(bool) => Some(bool.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
