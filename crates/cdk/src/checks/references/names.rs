//! Names of conditions and mappings, and of keys in mappings.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::super::model::{Model, entries};
use super::super::report::Report;
use super::super::{macros, rules, similar};
use crate::synth::StackTemplate;

/// The steps to a value.
type Path<'a> = Vec<Cow<'a, str>>;

pub(super) fn check(model: &Model<'_>, report: &mut Report) {
    for resource in model.all() {
        if let Some(name) = resource.declaration.get("Condition").and_then(Value::as_str)
            && let Some(message) = no_condition(resource.stack, name)
        {
            report.beside(rules::UNKNOWN_NAME, *resource, "Condition", message);
        }
        let mut path = Vec::new();
        let properties = resource.declaration.get("Properties").unwrap_or(&Value::Null);
        walk(resource.stack, properties, &mut path, &mut |at, message| {
            report.add(rules::UNKNOWN_NAME, *resource, at, message);
        });
    }
    for &stack in model.stacks {
        for section in ["Conditions", "Outputs"] {
            for (name, part) in entries(stack, section) {
                let mut path = vec![section.into(), name.into()];
                if section == "Outputs"
                    && let Some(condition) = part.get("Condition").and_then(Value::as_str)
                    && let Some(message) = no_condition(stack, condition)
                {
                    let at = format!("{section}.{name}.Condition");
                    report.template(rules::UNKNOWN_NAME, stack, Some(&at), message);
                }
                if section == "Conditions" {
                    conditions(stack, part, &mut path, report);
                }
                walk(stack, part, &mut path, &mut |at, message| {
                    report.template(rules::UNKNOWN_NAME, stack, Some(at), message);
                });
            }
        }
    }
}

fn no_condition(stack: &StackTemplate, name: &str) -> Option<String> {
    let known = || entries(stack, "Conditions").map(|(name, _)| name.as_str());
    let is_known = known().any(|known| known == name);
    (!is_known).then(|| format!("there is no condition `{name}`{}", similar::hint(name, known())))
}

/// `{"Condition": "Name"}` within conditions.
fn conditions<'a>(stack: &StackTemplate, value: &'a Value, path: &mut Path<'a>, report: &mut Report) {
    if let Some(name) = value.get("Condition").and_then(Value::as_str)
        && let Some(message) = no_condition(stack, name)
    {
        report.template(rules::UNKNOWN_NAME, stack, Some(&path.join(".")), message);
    }
    each(value, path, &mut |item, path| conditions(stack, item, path, report));
}

fn walk<'a>(
    stack: &StackTemplate,
    value: &'a Value,
    path: &mut Path<'a>,
    found: &mut impl FnMut(&str, String),
) {
    let first = value.get("Fn::If").and_then(|arguments| arguments.get(0)).and_then(Value::as_str);
    let message = first
        .and_then(|name| no_condition(stack, name))
        .or_else(|| no_entry(stack, value.get("Fn::FindInMap")?.as_array()?));
    if let Some(message) = message {
        found(&path.join("."), message);
    }
    each(value, path, &mut |item, path| walk(stack, item, path, found));
}

fn each<'a>(value: &'a Value, path: &mut Path<'a>, visit: &mut impl FnMut(&'a Value, &mut Path<'a>)) {
    let mut below = |name: Cow<'a, str>, item: &'a Value| {
        path.push(name);
        visit(item, path);
        path.pop();
    };
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| below(index.to_string().into(), item));
        }
        Value::Object(inner) => inner.iter().for_each(|(name, item)| below(name.into(), item)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// What a look-up does not find, as far as its arguments are known. One with a default finds everything.
fn no_entry(stack: &StackTemplate, arguments: &[Value]) -> Option<String> {
    let [mapping, top, second] = arguments else { return None };
    let name = mapping.as_str()?;
    let mappings = stack.template.get("Mappings").and_then(Value::as_object);
    if mappings.is_some_and(|all| all.contains_key("Fn::Transform")) || macros::is_open(stack) {
        return None;
    }
    let keys = |map: &Map<String, Value>, key: &str| similar::hint(key, map.keys().map(String::as_str));
    let Some(mapping) = mappings.and_then(|all| all.get(name)) else {
        let hint = mappings.map(|all| keys(all, name)).unwrap_or_default();
        return Some(format!("there is no mapping `{name}`{hint}"));
    };
    let mapping = mapping.as_object().filter(|all| !all.contains_key("Fn::Transform"))?;
    let missing = |map: &Map<String, Value>, key: &str, of: &str| {
        (!map.contains_key(key)).then(|| format!("{of} has no key `{key}`{}", keys(map, key)))
    };
    match (top.as_str(), second.as_str()) {
        (Some(top), second) => missing(mapping, top, &format!("the mapping `{name}`")).or_else(|| {
            let inner = mapping.get(top)?.as_object()?;
            missing(inner, second?, &format!("`{top}` of the mapping `{name}`"))
        }),
        // Whichever is the first key, the second one must be somewhere.
        (None, Some(second)) => {
            let somewhere = mapping.values().any(|inner| inner.get(second).is_some());
            (!somewhere).then(|| format!("no entry of the mapping `{name}` has a key `{second}`"))
        }
        (None, None) => None,
    }
}
