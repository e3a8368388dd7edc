//! The alternatives between which a template's conditions choose.

use serde_json::Value;

use crate::references::call;

/// The values that a property has or lists, each with the template's conditions for it.
pub(super) fn arms<'a>(value: &'a Value, when: &str) -> Vec<(String, &'a Value)> {
    if let Some((condition, yes, no)) = choice(value) {
        let (yes, no) = (arms(yes, &and(when, condition)), arms(no, &and(when, &format!("not {condition}"))));
        return yes.into_iter().chain(no).collect();
    }
    match value {
        Value::Null => Vec::new(),
        Value::Object(entries) if entries.get("Ref").is_some_and(|name| name == "AWS::NoValue") => Vec::new(),
        Value::Array(items) => items.iter().flat_map(|item| arms(item, when)).collect(),
        one => vec![(when.to_owned(), one)],
    }
}

/// The condition and the arms of `Fn::If`.
pub(super) fn choice(value: &Value) -> Option<(&str, &Value, &Value)> {
    let ("Fn::If", Value::Array(arguments)) = call(value)? else { return None };
    let [Value::String(condition), yes, no] = arguments.as_slice() else { return None };
    Some((condition, yes, no))
}

pub(super) fn and(one: &str, other: &str) -> String {
    if one.is_empty() { other.to_owned() } else { format!("{one} and {other}") }
}

/// The condition of a statement and those of the template.
pub(super) fn both(statement: &str, when: &str) -> Option<String> {
    let when = if when.is_empty() { String::new() } else { format!("the template's {when}") };
    let parts: Vec<&str> = [statement, when.as_str()].into_iter().filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}
