//! The ways in which the conditions of a template can come out together.

mod terms;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use self::terms::Terms;
use super::model::entries;
use crate::synth::StackTemplate;

/// Whether each of some conditions holds.
pub(super) type World = BTreeMap<String, bool>;

/// Combinations that are looked at, for a resource or a template; of more than these none is.
const MOST: usize = 32;
/// Combinations of values of parameters that are tried to find those of conditions.
const TRIED: usize = 4_096;

/// The combinations of conditions that are possible, or none if there are too many of them. Without conditions there is one.
pub(super) fn of(stack: &StackTemplate, names: &BTreeSet<&str>) -> Option<Vec<World>> {
    if names.is_empty() {
        return Some(vec![World::new()]);
    }
    let terms = Terms::of(stack, names);
    let mut found = BTreeSet::new();
    let mut chosen = vec![0; terms.variables.len()];
    let tried =
        terms.variables.iter().try_fold(1_usize, |all, variable| all.checked_mul(variable.count()))?;
    if tried > TRIED {
        return None;
    }
    loop {
        found.insert(terms.holds(names, &chosen));
        if found.len() > MOST {
            return None;
        }
        // Counts up, as an odometer does.
        let wheels = chosen.iter_mut().zip(&terms.variables);
        let turned = wheels.into_iter().any(|(wheel, variable)| {
            *wheel = (*wheel + 1) % variable.count();
            *wheel != 0
        });
        if !turned {
            return Some(found.into_iter().collect());
        }
    }
}

/// The names of all conditions that choose between values, or whether a resource is there.
pub(super) fn names<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| names(item, found)),
        Value::Object(inner) => {
            found.extend(arms_of(value).map(|(name, ..)| name));
            inner.values().for_each(|item| names(item, found));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The condition, and the values if it holds and if it does not, of a `Fn::If`.
pub(super) fn arms_of(value: &Value) -> Option<(&str, &Value, &Value)> {
    match value.get("Fn::If")?.as_array()?.as_slice() {
        [name, holds, fails] => Some((name.as_str()?, holds, fails)),
        _ => None,
    }
}

/// What a value is in a world; nothing for `AWS::NoValue`.
pub(super) fn pick<'a>(mut value: &'a Value, world: &World) -> Option<&'a Value> {
    while let Some((name, holds, fails)) = arms_of(value) {
        let Some(truth) = world.get(name) else { break };
        value = if *truth { holds } else { fails };
    }
    (!is_no_value(value)).then_some(value)
}

pub(super) fn is_no_value(value: &Value) -> bool {
    value.get("Ref").is_some_and(|name| name == "AWS::NoValue")
}

/// The stack as it is in a world: what conditions choose is chosen.
fn resolved(stack: &StackTemplate, world: &World) -> StackTemplate {
    let mut resolved = stack.clone();
    let Some(Value::Object(resources)) = resolved.template.get_mut("Resources") else { return resolved };
    resources.retain(|_, declaration| {
        let Value::Object(parts) = declaration else { return true };
        let holds = parts.get("Condition").and_then(Value::as_str).and_then(|name| world.get(name));
        if holds == Some(&true) {
            parts.remove("Condition");
        }
        holds != Some(&false)
    });
    for declaration in resources.values_mut() {
        *declaration = chosen(declaration, world).unwrap_or_default();
    }
    resolved
}

fn chosen(value: &Value, world: &World) -> Option<Value> {
    Some(match pick(value, world)? {
        Value::Array(items) => items.iter().filter_map(|item| chosen(item, world)).collect(),
        Value::Object(inner) => {
            let inner = inner.iter().filter_map(|(name, item)| Some((name.clone(), chosen(item, world)?)));
            Value::Object(inner.collect::<Map<_, _>>())
        }
        plain => plain.clone(),
    })
}

/// Resources that CloudFormation takes: of more there is one finding anyway, and each world costs time.
const RESOURCES: usize = 500;

/// The stack in each of its worlds. None without conditions, and if there are too many or too many resources.
pub(super) fn all(stack: &StackTemplate) -> Option<Vec<StackTemplate>> {
    if entries(stack, "Resources").count() > RESOURCES {
        return None;
    }
    let mut used = BTreeSet::new();
    for (_, declaration) in entries(stack, "Resources") {
        used.extend(declaration.get("Condition").and_then(Value::as_str));
        names(declaration, &mut used);
    }
    if used.is_empty() {
        return None;
    }
    Some(of(stack, &used)?.iter().map(|world| resolved(stack, world)).collect())
}

#[cfg(test)]
mod tests;
