//! Properties that exclude or need each other.

use serde_json::{Map, Value};

use super::super::schema::Combinations;

/// The broken rules. A property that is there only under a condition breaks nothing.
pub(super) fn broken(rules: &Combinations<'_>, entries: &Map<String, Value>) -> Vec<String> {
    let mut found = Vec::new();
    let maybe = |names: &[&str]| {
        names
            .iter()
            .any(|name| entries.get(*name).is_some_and(|value| value.to_string().contains("AWS::NoValue")))
    };
    // An empty list says nothing.
    let is_given = |name: &str| {
        entries.get(name).is_some_and(|value| value.as_array().is_none_or(|all| !all.is_empty()))
    };
    let given = |names: &[&str]| -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).filter(|name| is_given(name)).collect()
    };
    for names in rules.xor.iter().filter(|names| !maybe(names)) {
        let given = given(names);
        if given.is_empty() {
            found.push(format!("one of {} is needed", names.join(", ")));
        } else if given.len() > 1 {
            found.push(format!("{} exclude each other", given.join(" and ")));
        }
    }
    for names in rules.or.iter().filter(|names| !maybe(names)) {
        if given(names).is_empty() {
            found.push(format!("at least one of {} is needed", names.join(", ")));
        }
    }
    for (name, others) in &rules.excl {
        if given(&[name]).is_empty() || maybe(&[name]) || maybe(others) {
            continue;
        }
        found.extend(given(others).iter().map(|other| format!("{name} excludes {other}")));
    }
    for (name, others) in &rules.dreq {
        if given(&[name]).is_empty() || maybe(&[name]) {
            continue;
        }
        let missing = others.iter().filter(|other| !entries.contains_key(**other));
        found.extend(missing.map(|other| format!("{name} needs {other}")));
    }
    found
}
