//! The permissions of one statement of a policy, and whose they are.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Row;
use super::arms::both;
use crate::diff::text::{Names, plain};

/// Where a statement stands.
pub(super) struct At<'a> {
    pub(super) holders: &'a [String],
    pub(super) itself: &'a str,
    pub(super) names: &'a Names,
    /// The conditions of the template under which it does.
    pub(super) when: &'a str,
}

pub(super) fn statement(statement: &Value, at: &At<'_>, found: &mut BTreeSet<Row>) {
    let At { holders, itself, names, when } = *at;
    let any = |name: &str| match statement.get(name) {
        Some(Value::Array(items)) => items.iter().map(|item| plain(item, names)).collect(),
        Some(one) => vec![plain(one, names)],
        None => Vec::new(),
    };
    let but = |texts: Vec<String>| (!texts.is_empty()).then(|| format!("all but {}", texts.join(", ")));
    let principals = match (statement.get("Principal"), statement.get("NotPrincipal")) {
        (Some(principal), _) => principals(principal, names),
        (None, Some(others)) => but(self::principals(others, names)).into_iter().collect(),
        (None, None) => Vec::new(),
    };
    // A statement with principals is about the resource it stands in.
    let resource_based = !principals.is_empty();
    let who = if resource_based { principals } else { holders.to_vec() };
    let actions: Vec<String> = any("Action").into_iter().chain(but(any("NotAction"))).collect();
    let mut on: Vec<String> = any("Resource").into_iter().chain(but(any("NotResource"))).collect();
    if resource_based && (on.is_empty() || on == ["*"]) {
        on = vec![itself.to_owned()];
    }
    let condition = statement.get("Condition").map(|condition| conditions(condition, names));
    let condition = both(&condition.unwrap_or_default(), when);
    for who in &who {
        for action in &actions {
            found.extend(on.iter().map(|on| Row {
                effect: statement["Effect"].as_str().unwrap_or_default().to_owned(),
                who: who.clone(),
                on: on.clone(),
                condition: condition.clone(),
                action: action.clone(),
            }));
        }
    }
}

fn principals(principal: &Value, names: &Names) -> Vec<String> {
    let each = |value: &Value| match value {
        Value::Array(items) => items.iter().map(|item| who(item, names)).collect(),
        one => vec![who(one, names)],
    };
    match principal {
        Value::Object(kinds) if !crate::references::is_intrinsic(principal) => {
            kinds.values().flat_map(each).collect()
        }
        one => each(one),
    }
}

pub(super) fn who(value: &Value, names: &Names) -> String {
    let text = plain(value, names);
    if text == "*" {
        return "anyone".to_owned();
    }
    let name = text
        .strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'))
        .filter(|name| !name.contains(['$', '{']));
    name.map_or(text.clone(), |name| name.strip_suffix(".Arn").unwrap_or(name).to_owned())
}

fn conditions(condition: &Value, names: &Names) -> String {
    let mut parts = Vec::new();
    for (operator, keys) in condition.as_object().into_iter().flatten() {
        for (key, values) in keys.as_object().into_iter().flatten() {
            let values: Vec<String> = match values {
                Value::Array(items) => items.iter().map(|item| plain(item, names)).collect(),
                one => vec![plain(one, names)],
            };
            parts.push(format!("{operator} {key} {}", values.join(", ")));
        }
    }
    parts.join("; ")
}
