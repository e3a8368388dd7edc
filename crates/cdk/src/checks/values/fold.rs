//! Text that is known though a function is called for it.

use serde_json::Value;

use super::super::model::sub_text;

/// The text of a `Fn::Join` or `Fn::Sub` of nothing but literals.
pub(super) fn text(value: &Value) -> Option<String> {
    if let Some(arguments) = value.get("Fn::Join").and_then(Value::as_array) {
        let [delimiter, parts] = arguments.as_slice() else { return None };
        let parts: Option<Vec<&str>> = parts.as_array()?.iter().map(Value::as_str).collect();
        let joined = parts?.join(delimiter.as_str()?);
        return (!joined.contains("{{resolve:")).then_some(joined);
    }
    let text = sub_text(value.get("Fn::Sub")?)?;
    (!text.contains("${") && !text.contains("{{resolve:")).then(|| text.to_owned())
}
