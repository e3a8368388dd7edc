//! The parts of a template, and whether `CloudFormation` can read them.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::model::{Model, entries};
use super::report::Report;
use super::{rules, similar};
use crate::synth::StackTemplate;

const SECTIONS: [&str; 11] = [
    "AWSTemplateFormatVersion",
    "Conditions",
    "Description",
    "Globals",
    "Hooks",
    "Mappings",
    "Metadata",
    "Outputs",
    "Parameters",
    "Resources",
    "Rules",
];

const OF_RESOURCES: [&str; 11] = [
    "Condition",
    "Connectors",
    "CreationPolicy",
    "DeletionPolicy",
    "DependsOn",
    "IgnoreGlobals",
    "Metadata",
    "Properties",
    "Type",
    "UpdatePolicy",
    "UpdateReplacePolicy",
];

/// The values of the policies that say what happens to a resource that leaves the stack.
const POLICIES: [(&str, &[&str]); 2] = [
    ("DeletionPolicy", &["Delete", "Retain", "RetainExceptOnCreate", "Snapshot"]),
    ("UpdateReplacePolicy", &["Delete", "Retain", "Snapshot"]),
];

pub(super) fn duplicates(stack: &StackTemplate, paths: &[String], report: &mut Report) {
    for path in paths {
        let name = path.rsplit('.').next().unwrap_or(path);
        report.template(rules::NAME_REPEATED, stack, Some(path), format!("`{name}` is there before"));
    }
}

pub(super) fn check(model: &Model<'_>, report: &mut Report) {
    for &stack in model.stacks {
        let Some(sections) = stack.template.as_object() else { continue };
        names(stack, sections, "", &[&SECTIONS[..], &["Transform", "Fn::Transform"]].concat(), report);
        for section in ["Conditions", "Mappings", "Outputs", "Parameters", "Resources"] {
            if sections.get(section).is_some_and(|section| !section.is_object() && !section.is_null()) {
                wrong(stack, section, "it is no mapping of names to declarations", report);
            }
        }
        for (id, resource) in entries(stack, "Resources").filter(|(id, _)| !id.starts_with("Fn::")) {
            declaration(stack, &format!("Resources.{id}"), resource, &["Type"], report);
            if let Some(parts) = resource.as_object() {
                // Custom resources may say of which version they are.
                let type_name = parts.get("Type").and_then(Value::as_str).unwrap_or_default();
                let is_custom = type_name.starts_with("Custom::") || type_name.ends_with("::CustomResource");
                let more: &[&str] = if is_custom { &["Version"] } else { &[] };
                names(stack, parts, &format!("Resources.{id}"), &[&OF_RESOURCES[..], more].concat(), report);
                for (part, known) in POLICIES {
                    let given =
                        parts.get(part).and_then(Value::as_str).filter(|given| !known.contains(given));
                    if let Some(given) = given {
                        let message = format!("`{given}` is none of {}", known.join(", "));
                        wrong(stack, &format!("Resources.{id}.{part}"), message, report);
                    }
                }
            }
            if !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                wrong(stack, &format!("Resources.{id}"), "a logical id has letters and digits only", report);
            }
        }
        for (id, parameter) in entries(stack, "Parameters").filter(|(id, _)| !id.starts_with("Fn::")) {
            declaration(stack, &format!("Parameters.{id}"), parameter, &["Type"], report);
        }
        for (id, output) in entries(stack, "Outputs").filter(|(id, _)| !id.starts_with("Fn::")) {
            declaration(stack, &format!("Outputs.{id}"), output, &["Value"], report);
        }
        let mut path = Vec::new();
        parts(stack, &stack.template, &mut path, report);
    }
}

fn wrong(stack: &StackTemplate, at: &str, message: impl Into<String>, report: &mut Report) {
    report.template(rules::STRUCTURE, stack, Some(at), message);
}

fn names(stack: &StackTemplate, parts: &Map<String, Value>, at: &str, known: &[&str], report: &mut Report) {
    for name in parts.keys().filter(|name| !known.contains(&name.as_str())) {
        let guess = similar::hint(name, known.iter().copied());
        let at = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
        wrong(stack, &at, format!("there is no `{name}` here{guess}"), report);
    }
}

fn declaration(stack: &StackTemplate, at: &str, value: &Value, needed: &[&str], report: &mut Report) {
    let Some(parts) = value.as_object() else {
        return wrong(stack, at, "it is no declaration", report);
    };
    for name in needed.iter().filter(|name| !parts.contains_key(**name)) {
        wrong(stack, at, format!("it has no `{name}`"), report);
    }
}

/// Nulls, and functions whose arguments are not as many as they take.
fn parts<'a>(stack: &StackTemplate, value: &'a Value, path: &mut Vec<Cow<'a, str>>, report: &mut Report) {
    let below = |name: Cow<'a, str>, item: &'a Value, path: &mut Vec<Cow<'a, str>>, report: &mut Report| {
        path.push(name);
        parts(stack, item, path, report);
        path.pop();
    };
    match value {
        // All zones of the region, as in AWS's own examples.
        Value::Null if path.last().is_some_and(|name| name == "Fn::GetAZs") => {}
        Value::Null => wrong(stack, &path.join("."), "it is null, which CloudFormation refuses", report),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                below(index.to_string().into(), item, path, report);
            }
        }
        Value::Object(inner) => {
            for (name, item) in inner {
                let wanted = match name.as_str() {
                    "Fn::If" => 3,
                    "Fn::Equals" | "Fn::Join" | "Fn::Select" | "Fn::Split" => 2,
                    "Fn::Not" => 1,
                    _ => 0,
                };
                if wanted > 0 && item.as_array().is_none_or(|all| all.len() != wanted) && !item.is_object() {
                    let message = format!("`{name}` takes a list of {wanted}");
                    wrong(stack, &format!("{}.{name}", path.join(".")), message, report);
                }
                below(name.into(), item, path, report);
            }
        }
        Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
