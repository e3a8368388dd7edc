//! References in the entries of a rendered template.

use std::collections::BTreeMap;

use serde_json::Value;

/// A place in a declaration that names another entry of its template.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Reference {
    /// The logical id, or a pseudo parameter.
    pub(crate) target: String,
    /// The attribute, for `Fn::GetAtt`.
    pub(crate) attribute: Option<String>,
    /// Where, such as `Properties.Role`.
    pub(crate) at: String,
}

/// All references of a declaration, those of `DependsOn` and `Condition` included, in the order of the text.
pub(crate) fn of(declaration: &Value) -> Vec<Reference> {
    let mut found = Vec::new();
    if let Value::Object(entries) = declaration {
        for (name, value) in entries {
            match name.as_str() {
                "DependsOn" => found.extend(texts(value).map(|target| reference(target, None, name))),
                "Condition" => found.extend(value.as_str().map(|target| reference(target, None, name))),
                _ => collect(value, name, &mut found),
            }
        }
    }
    found
}

/// All references of any value.
pub(crate) fn within(value: &Value) -> Vec<Reference> {
    let mut found = Vec::new();
    collect(value, "", &mut found);
    found
}

/// The names of exports that a declaration imports, as far as they are literals.
pub(crate) fn imports(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(items) => items.iter().flat_map(imports).collect(),
        Value::Object(entries) => match entries.get("Fn::ImportValue") {
            Some(Value::String(name)) if entries.len() == 1 => vec![name],
            _ => entries.values().flat_map(imports).collect(),
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

/// Whether an object is the call of an intrinsic function.
pub(crate) fn is_intrinsic(value: &Value) -> bool {
    call(value).is_some()
}

/// The name and the argument of an intrinsic function.
pub(crate) fn call(value: &Value) -> Option<(&str, &Value)> {
    let entries = value.as_object().filter(|entries| entries.len() == 1)?;
    let (name, argument) = entries.iter().next()?;
    (name == "Ref" || name.starts_with("Fn::")).then_some((name.as_str(), argument))
}

/// The placeholders of a text for `Fn::Sub`.
pub(crate) fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split("${")
        .skip(1)
        .filter(|rest| !rest.starts_with('!'))
        .filter_map(|rest| Some(rest.split_once('}')?.0))
}

/// The value with other logical ids in its references.
pub(crate) fn renamed(value: &Value, ids: &BTreeMap<String, String>) -> Value {
    let other = |id: &str| ids.get(id).map_or(id, String::as_str).to_owned();
    match value {
        Value::Array(items) => items.iter().map(|item| renamed(item, ids)).collect(),
        Value::Object(entries) => {
            let rename = |name: &str, value: &Value| match (name, value) {
                ("Ref" | "DependsOn", Value::String(id)) => Value::String(other(id)),
                ("DependsOn", Value::Array(_)) => texts(value).map(other).collect(),
                ("Fn::GetAtt", Value::Array(parts)) => {
                    let first = parts.first().and_then(Value::as_str).map(|id| Value::String(other(id)));
                    first.into_iter().chain(parts.iter().skip(1).map(|part| renamed(part, ids))).collect()
                }
                ("Fn::Sub", Value::String(text)) => Value::String(renamed_text(text, ids)),
                ("Fn::Sub", Value::Array(parts)) => {
                    let first = parts.first().and_then(Value::as_str);
                    let first = first.map(|text| Value::String(renamed_text(text, ids)));
                    first.into_iter().chain(parts.iter().skip(1).map(|part| renamed(part, ids))).collect()
                }
                _ => renamed(value, ids),
            };
            Value::Object(entries.iter().map(|(name, value)| (name.clone(), rename(name, value))).collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

fn renamed_text(text: &str, ids: &BTreeMap<String, String>) -> String {
    let mut parts = text.split("${");
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(['.', '}']).unwrap_or(0);
        let (id, rest) = part.split_at(end);
        whole.push_str("${");
        whole.push_str(ids.get(id).map_or(id, String::as_str));
        whole.push_str(rest);
    }
    whole
}

fn collect(value: &Value, at: &str, found: &mut Vec<Reference>) {
    match (call(value), value) {
        (Some(("Ref", Value::String(target))), _) => found.push(reference(target, None, at)),
        (Some(("Fn::GetAtt", argument)), _) => {
            let whole = argument.as_str().and_then(|text| text.split_once('.'));
            let parts = argument
                .as_array()
                .and_then(|parts| Some((parts.first()?.as_str()?, parts.get(1)?.as_str()?)));
            found.extend(whole.or(parts).map(|(target, attribute)| reference(target, Some(attribute), at)));
        }
        (Some(("Fn::Sub", argument)), _) => {
            let text = argument.as_str().or_else(|| argument.get(0)?.as_str()).unwrap_or_default();
            let given = argument.get(1);
            for name in placeholders(text) {
                let (target, attribute) =
                    name.split_once('.').map_or((name, None), |(id, rest)| (id, Some(rest)));
                if given.and_then(|given| given.get(name)).is_none() {
                    found.push(reference(target, attribute, at));
                }
            }
            given.into_iter().for_each(|given| collect(given, at, found));
        }
        (Some((_, argument)), _) => collect(argument, at, found),
        (None, Value::Array(items)) => {
            for (index, item) in items.iter().enumerate() {
                collect(item, &format!("{at}[{index}]"), found);
            }
        }
        (None, Value::Object(entries)) => {
            for (name, item) in entries {
                let inner = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
                collect(item, &inner, found);
            }
        }
        (None, Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => {}
    }
}

fn reference(target: &str, attribute: Option<&str>, at: &str) -> Reference {
    Reference { target: target.to_owned(), attribute: attribute.map(str::to_owned), at: at.to_owned() }
}

/// A text, or a list of texts.
pub(crate) fn texts(value: &Value) -> impl Iterator<Item = &str> {
    let one = value.as_str().into_iter();
    one.chain(value.as_array().into_iter().flatten().filter_map(Value::as_str))
}
