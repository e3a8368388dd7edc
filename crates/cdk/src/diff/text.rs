//! Template values as short text.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::references::{call, placeholders};

/// The name of a logical id in the text: usually the path of its construct.
pub(crate) type Names = BTreeMap<String, String>;

/// One line; intrinsic functions in their short form.
pub(crate) fn short(value: &Value) -> String {
    written(value, &Names::new())
}

/// Text without quotation marks, references as `${name.attribute}`.
pub(crate) fn plain(value: &Value, names: &Names) -> String {
    match pieces(value, names) {
        Some(text) => text,
        None => written(value, names),
    }
}

/// A value that is text at deployment, with placeholders for unknown parts.
fn pieces(value: &Value, names: &Names) -> Option<String> {
    let name = |id: &str| names.get(id).map_or(id, String::as_str).to_owned();
    match (call(value), value) {
        (None, Value::String(text)) => Some(text.clone()),
        (Some(("Ref", Value::String(id))), _) => Some(format!("${{{}}}", name(id))),
        (Some(("Fn::GetAtt", Value::Array(parts))), _) => {
            let parts: Vec<&str> = parts.iter().filter_map(Value::as_str).collect();
            let (id, attribute) = parts.split_first()?;
            Some(format!("${{{}.{}}}", name(id), attribute.join(".")))
        }
        (Some(("Fn::Sub", Value::String(text))), _) => {
            let mut whole = text.clone();
            for placeholder in placeholders(text) {
                let (id, rest) = placeholder
                    .split_once('.')
                    .map_or((placeholder, ""), |(id, _)| (id, &placeholder[id.len()..]));
                whole = whole.replace(&format!("${{{placeholder}}}"), &format!("${{{}{rest}}}", name(id)));
            }
            Some(whole)
        }
        (Some(("Fn::Join", Value::Array(arguments))), _) => match arguments.as_slice() {
            [Value::String(delimiter), Value::Array(items)] => {
                let items: Option<Vec<String>> = items.iter().map(|item| pieces(item, names)).collect();
                Some(items?.join(delimiter))
            }
            _ => None,
        },
        (Some(("Fn::ImportValue", name)), _) => Some(format!("${{{}}}", pieces(name, names)?)),
        _ => None,
    }
}

fn written(value: &Value, names: &Names) -> String {
    let list = |items: &[Value]| items.iter().map(|item| written(item, names)).collect::<Vec<_>>().join(", ");
    match (call(value), value) {
        (Some(("Ref", Value::String(id))), _) => format!("!Ref {}", names.get(id).unwrap_or(id)),
        (Some(("Fn::GetAtt", Value::Array(parts))), _) => {
            format!("!GetAtt {}", parts.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("."))
        }
        (Some(("Fn::Join" | "Fn::Sub", _)), _) if pieces(value, names).is_some() => {
            format!("!Sub {}", Value::String(pieces(value, names).unwrap_or_default()))
        }
        (Some((function, argument)), _) => {
            format!("!{} {}", function.trim_start_matches("Fn::"), written(argument, names))
        }
        (None, Value::Array(items)) => format!("[{}]", list(items)),
        (None, Value::Object(entries)) => {
            let entries = entries.iter().map(|(name, value)| format!("{name}: {}", written(value, names)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        (None, Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => value.to_string(),
    }
}

/// At most `length` characters.
pub(crate) fn cut(text: &str, length: usize) -> String {
    if text.chars().count() <= length {
        return text.to_owned();
    }
    text.chars().take(length.saturating_sub(1)).chain(['…']).collect()
}
