//! The alternatives between which a template's conditions choose.

use serde_json::Value;

/// The values that a property may have or list under any conditions of the template, each with its dotted path.
pub(in crate::checks) fn arms<'a>(value: &'a Value, at: &str) -> Vec<(String, &'a Value)> {
    let inner = |list: &'a [Value], at: &str, first: usize| -> Vec<(String, &'a Value)> {
        let items = list.iter().enumerate().skip(first);
        items.flat_map(|(index, item)| arms(item, &format!("{at}.{index}"))).collect()
    };
    if let Some(arguments) = value.get("Fn::If").and_then(Value::as_array) {
        return inner(arguments, &format!("{at}.Fn::If"), 1);
    }
    match value {
        Value::Array(items) => inner(items, at, 0),
        Value::Object(entries) if entries.get("Ref").is_some_and(|name| name == "AWS::NoValue") => Vec::new(),
        one => vec![(at.to_owned(), one)],
    }
}

/// The same without the paths; nothing of nothing.
pub(in crate::checks) fn values(value: Option<&Value>) -> Vec<&Value> {
    value.map(|value| arms(value, "")).unwrap_or_default().into_iter().map(|(_, one)| one).collect()
}
