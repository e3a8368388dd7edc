//! References: whether the target exists, has the attribute, and is of the expected kind.

mod kinds;
mod names;

use std::borrow::Cow;

use serde_json::Value;

use self::kinds::Wrong;
use super::model::{Model, Resource, entries, items, placeholders, reference, sub_text};
use super::report::Report;
use super::schema::{Schema, Schemas};
use super::{macros, rules, similar};
use crate::synth::StackTemplate;

pub(super) fn check<'a>(model: &Model<'a>, schemas: &Schemas<'a>, report: &mut Report) {
    for &resource in model.all() {
        visit(resource.declaration, &mut |at, id, attribute| {
            if let Some((rule, message)) =
                broken(model, schemas, resource.stack, Some(resource), id, attribute)
            {
                report.beside(rule, resource, at, message);
            }
        });
        for id in items(resource.declaration.get("DependsOn")).iter().filter_map(Value::as_str) {
            if model.resource(resource, id).is_none() && !may_be_made(resource.stack, id) {
                let message = unknown(id, model.near(resource));
                report.beside(rules::UNKNOWN_REFERENCE, resource, "DependsOn", message);
            }
        }
    }
    for &stack in model.stacks {
        let home = model.all().iter().copied().find(|resource| resource.stack.path == stack.path);
        for section in ["Conditions", "Outputs"] {
            for (name, part) in entries(stack, section) {
                visit(part, &mut |at, id, attribute| {
                    if let Some((rule, message)) = broken(model, schemas, stack, home, id, attribute) {
                        report.template(rule, stack, Some(&format!("{section}.{name}.{at}")), message);
                    }
                });
            }
        }
    }
    names::check(model, report);
}

/// Calls `visit` with the path, logical id and attribute of each reference.
pub(super) fn visit<'a>(value: &'a Value, visit: &mut impl FnMut(&str, &'a str, &'a str)) {
    walk(value, &mut Vec::new(), visit);
}

fn walk<'a>(value: &'a Value, path: &mut Vec<Cow<'a, str>>, visit: &mut impl FnMut(&str, &'a str, &'a str)) {
    match value {
        Value::Object(inner) => {
            if inner.len() == 1
                && let Some((id, attribute)) = reference(value)
            {
                return visit(&path.join("."), id, attribute);
            }
            if let Some(arguments) = inner.get("Fn::Sub")
                && let Some(text) = sub_text(arguments)
            {
                let own = arguments.get(1).and_then(Value::as_object);
                let own: Vec<&str> = own.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
                for (id, attribute) in placeholders(text) {
                    let whole =
                        if attribute.is_empty() { id.to_owned() } else { format!("{id}.{attribute}") };
                    if !own.contains(&whole.as_str()) {
                        visit(&path.join("."), id, attribute);
                    }
                }
            }
            for (key, item) in inner {
                path.push(key.into());
                walk(item, path, visit);
                path.pop();
            }
        }
        Value::Array(list) => {
            for (index, item) in list.iter().enumerate() {
                path.push(index.to_string().into());
                walk(item, path, visit);
                path.pop();
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn broken<'a>(
    model: &Model<'a>,
    schemas: &Schemas<'a>,
    stack: &StackTemplate,
    home: Option<Resource<'a>>,
    id: &str,
    attribute: &str,
) -> Option<(&'static super::Rule, String)> {
    if id.starts_with("AWS::") {
        const PSEUDO: [&str; 8] = [
            "AccountId",
            "NoValue",
            "NotificationARNs",
            "Partition",
            "Region",
            "StackId",
            "StackName",
            "URLSuffix",
        ];
        let known = id.strip_prefix("AWS::").is_some_and(|name| PSEUDO.contains(&name));
        return (!known).then(|| (rules::UNKNOWN_REFERENCE, format!("there is no pseudo parameter `{id}`")));
    }
    if entries(stack, "Parameters").any(|(name, _)| name == id) {
        let message = format!("`{id}` is a parameter, which has no attribute `{attribute}`");
        return (!attribute.is_empty()).then_some((rules::UNKNOWN_REFERENCE, message));
    }
    let Some(target) = home.and_then(|home| model.resource(home, id)) else {
        if may_be_made(stack, id) {
            return None;
        }
        let known = entries(stack, "Parameters").map(|(name, _)| name.as_str());
        let message = unknown(id, known.chain(home.into_iter().flat_map(|home| model.near(home))));
        return Some((rules::UNKNOWN_REFERENCE, message));
    };
    let schema = schemas.get(target.type_name)?;
    // Outputs of nested stacks and the like are named by whoever wrote those.
    if attribute.is_empty() || attribute.starts_with("Outputs.") || knows(schema, attribute) {
        return None;
    }
    let known: Vec<&str> = schema.attributes.keys().copied().collect();
    let hint = similar::hint(attribute, known.iter().copied());
    let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
    let message = if hint.is_empty() {
        format!("{} has no attribute `{attribute}`; it has {known}", target.type_name)
    } else {
        format!("{} has no attribute `{attribute}`{hint}", target.type_name)
    };
    Some((rules::UNKNOWN_ATTRIBUTE, message))
}

fn unknown<'k>(id: &str, known: impl Iterator<Item = &'k str>) -> String {
    format!("there is no `{id}`{}", similar::hint(id, known))
}

/// Whether a transform may make a resource of this id of one that the template has.
fn may_be_made(stack: &StackTemplate, id: &str) -> bool {
    let is_expanded = |declaration: &Value| {
        declaration.get("Type").and_then(Value::as_str).is_some_and(macros::is_expanded)
    };
    entries(stack, "Resources").any(|(name, declaration)| id.starts_with(name.as_str()) && is_expanded(declaration))
        // What all functions of a template share.
        || macros::uses(stack, macros::SERVERLESS) && id.starts_with("Serverless")
        || macros::uses(stack, macros::SERVERLESS) && id == "CodeDeployServiceRole"
}

fn knows(schema: &Schema<'_>, attribute: &str) -> bool {
    schema.attributes.contains_key(attribute) || schema.read_only.contains(&attribute)
}

/// Why a reference does not fit a property, if it surely does not.
pub(super) fn misfit<'a>(
    model: &Model<'a>,
    schemas: &Schemas<'a>,
    from: Resource<'a>,
    value: &'a Value,
    kind: &str,
    wanted: &[&str],
) -> Option<String> {
    // A list takes a reference to a list, of which nothing is known.
    if wanted.is_empty() || kind != "s" || kinds::takes_more(from.type_name, wanted) {
        return None;
    }
    let (target, attribute) = model.target(from, value)?;
    let wrong = kinds::wrong(target.type_name, schemas.get(target.type_name)?, attribute, wanted)?;
    let wanted = wanted.join(" or ");
    Some(match wrong {
        Wrong::Type => format!("{} is of type {}, and {wanted} is wanted", target.path, target.type_name),
        Wrong::NoArn => format!("`Ref` of {} is no ARN, and {wanted} is wanted", target.path),
    })
}
