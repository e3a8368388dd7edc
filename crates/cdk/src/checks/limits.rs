//! `CloudFormation`'s own limits.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::Value;

use super::model::{Model, entries, number};
use super::report::Report;
use super::rules;
use crate::indented;
use crate::synth::StackTemplate;

const MOST: [(&str, usize); 4] =
    [("Resources", 500), ("Parameters", 200), ("Outputs", 200), ("Mappings", 200)];

/// Attributes of one mapping.
const MAPPING_ENTRIES: usize = 200;
/// Bytes of a template in a bucket.
const TEMPLATE: usize = 1_048_576;
/// Bytes of a description.
const DESCRIPTION: usize = 1_024;
/// Bytes of a parameter's value.
const PARAMETER: usize = 4_096;

pub(super) fn check(model: &Model<'_>, report: &mut Report) {
    for &stack in model.stacks {
        sizes(stack, report);
        for (id, parameter) in entries(stack, "Parameters") {
            if let Some(wrong) = refused(parameter) {
                report.template(
                    rules::PARAMETER,
                    stack,
                    Some(&format!("Parameters.{id}")),
                    format!("the default of `{id}` {wrong}"),
                );
            }
        }
    }
    exports(model, report);
}

fn sizes(stack: &StackTemplate, report: &mut Report) {
    for (section, most) in MOST {
        let count = entries(stack, section).count();
        if count > most {
            let message = format!("{count} {}, and {most} are allowed", section.to_lowercase());
            report.template(rules::TOO_MANY, stack, None, message);
        }
    }
    for (id, mapping) in entries(stack, "Mappings") {
        let count = mapping.as_object().map_or(0, serde_json::Map::len);
        if count > MAPPING_ENTRIES {
            let message = format!("the mapping `{id}` has {count} keys, and {MAPPING_ENTRIES} are allowed");
            report.template(rules::TOO_MANY, stack, Some(&format!("Mappings.{id}")), message);
        }
    }
    if entries(stack, "Resources").next().is_none() {
        report.template(rules::NO_RESOURCES, stack, None, format!("`{}` has no resources", stack.name));
    }
    if let Some(bytes) = too_large(&stack.template) {
        let message = format!("the template has {bytes} bytes, and {TEMPLATE} are allowed");
        report.template(rules::TEMPLATE_SIZE, stack, None, message);
    }
    let description = stack.template.get("Description").and_then(Value::as_str).map_or(0, str::len);
    if description > DESCRIPTION {
        let message = format!("the description has {description} bytes, and {DESCRIPTION} are allowed");
        report.template(rules::DESCRIPTION, stack, Some("Description"), message);
    }
}

/// The bytes of a template that has more than are allowed.
fn too_large(template: &Value) -> Option<usize> {
    // Most templates are far from it.
    if indented::at_most(template) <= TEMPLATE {
        return None;
    }
    let mut bytes = Count(0);
    indented::write(&mut bytes, template).ok()?;
    Some(bytes.0).filter(|bytes| *bytes > TEMPLATE)
}

/// Why a parameter would not take its own default.
fn refused(parameter: &Value) -> Option<String> {
    let default = parameter.get("Default")?;
    let text = written(default);
    if text.len() > PARAMETER {
        return Some(format!("has {} bytes, and {PARAMETER} are allowed", text.len()));
    }
    let kind = parameter.get("Type").and_then(Value::as_str).unwrap_or_default();
    if let Some(allowed) = parameter.get("AllowedValues").and_then(Value::as_array) {
        let allowed: Vec<String> = allowed.iter().map(written).collect();
        let is_allowed = |text: &str| allowed.iter().any(|value| value == text);
        let each_is = if kind.contains("List") {
            is_allowed(&text) || text.split(',').all(|item| is_allowed(item.trim()))
        } else {
            is_allowed(&text)
        };
        if !each_is {
            return Some(format!("is `{text}`, which is not among the allowed values"));
        }
    }
    if kind == "Number" {
        let Some(value) = number(default) else { return Some(format!("is `{text}`, which is no number")) };
        let beyond = |key, beyond: fn(f64, f64) -> bool| {
            parameter.get(key).and_then(number).filter(|limit| beyond(value, *limit))
        };
        if let Some(limit) = beyond("MinValue", |value, limit| value < limit) {
            return Some(format!("is {value}, below {limit}"));
        }
        if let Some(limit) = beyond("MaxValue", |value, limit| value > limit) {
            return Some(format!("is {value}, above {limit}"));
        }
    }
    None
}

/// A value of a parameter as text, which is how `CloudFormation` takes each.
fn written(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn exports(model: &Model<'_>, report: &mut Report) {
    let mut known: BTreeMap<(Option<&str>, Option<&str>, &str), &str> = BTreeMap::new();
    for &stack in model.stacks {
        let (account, region) = (stack.environment.account.as_deref(), stack.environment.region.as_deref());
        for (id, output) in entries(stack, "Outputs") {
            let Some(name) = output.pointer("/Export/Name").and_then(Value::as_str) else { continue };
            if let Some(other) = known.insert((account, region, name), &stack.path) {
                let message = format!("`{name}` is exported by {other}, too");
                report.template(rules::EXPORT_TWICE, stack, Some(&format!("Outputs.{id}")), message);
            }
        }
    }
}

/// Counts the bytes that are written to it.
struct Count(usize);

impl Write for Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
