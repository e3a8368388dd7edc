//! JSON as the SDK has it.

use std::collections::HashMap;

use aws_smithy_types::{Document, Number};
use serde_json::{Value, json};

/// A JSON value as it is.
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

/// A JSON value, put under a name where it is no object: inputs and results must be objects.
pub(super) fn object(value: &Value, name: &str) -> Document {
    if value.is_object() { of(value) } else { of(&json!({ name: value })) }
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
    use super::*;

    #[test]
    fn what_is_no_object_gets_a_name() {
        let whole = object(&json!({"ownerId": 6}), "input");
        assert_eq!(whole.as_object().unwrap()["ownerId"], Document::Number(Number::PosInt(6)));
        let wrapped = object(&json!("{\"ownerId\": 6"), "input");
        assert_eq!(wrapped.as_object().unwrap()["input"], Document::String("{\"ownerId\": 6".to_owned()));
    }

    #[test]
    fn numbers_keep_their_kind() {
        for (value, expected) in
            [(json!(7), Number::PosInt(7)), (json!(-7), Number::NegInt(-7)), (json!(0.5), Number::Float(0.5))]
        {
            assert_eq!(of(&value), Document::Number(expected));
        }
    }
}
