//! JSON in the form of the AWS SDK.

use std::collections::HashMap;

use aws_smithy_types::{Document, Number};
use serde_json::Value;

/// Converts a JSON value.
pub(super) fn of(value: &Value) -> Document {
    match value {
        Value::Null => Document::Null,
        Value::Bool(it) => Document::Bool(*it),
        Value::Number(it) => Document::Number(number(it)),
        Value::String(it) => Document::String(it.clone()),
        Value::Array(items) => Document::Array(items.iter().map(of).collect()),
        Value::Object(fields) => Document::Object(
            fields.iter().map(|(name, it)| (name.clone(), of(it))).collect::<HashMap<_, _>>(),
        ),
    }
}

fn number(it: &serde_json::Number) -> Number {
    match (it.as_u64(), it.as_i64()) {
        (Some(it), _) => Number::PosInt(it),
        (None, Some(it)) => Number::NegInt(it),
        (None, None) => Number::Float(it.as_f64().unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_keep_their_kind() {
        for (value, expected) in
            [(json!(7), Number::PosInt(7)), (json!(-7), Number::NegInt(-7)), (json!(0.5), Number::Float(0.5))]
        {
            assert_eq!(of(&value), Document::Number(expected));
        }
    }
}
