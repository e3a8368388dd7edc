//! The report that rules write their findings to.

use serde_json::Value;

use super::model::{self, Resource};
use super::{Finding, Rule};
use crate::synth::StackTemplate;

#[derive(Default)]
pub(super) struct Report {
    pub(super) findings: Vec<Finding>,
}

/// How much of a value a finding shows, in bytes.
const SHOWN: usize = 200;

impl Report {
    /// A finding at a property, by its dotted path below `Properties`; an empty path means the resource as a whole.
    pub(super) fn add(
        &mut self,
        rule: &'static Rule,
        resource: Resource<'_>,
        property: &str,
        message: impl Into<String>,
    ) {
        let value = if property.is_empty() { None } else { resource.at(property).map(shown) };
        let property = (!property.is_empty()).then(|| format!("Properties.{property}"));
        self.put(rule, resource, property, value, message.into());
    }

    /// A finding at a part of the declaration that is no property, such as `DeletionPolicy`.
    pub(super) fn beside(
        &mut self,
        rule: &'static Rule,
        resource: Resource<'_>,
        part: &str,
        message: impl Into<String>,
    ) {
        let value = model::at(resource.declaration, part).map(shown);
        self.put(rule, resource, Some(part.to_owned()), value, message.into());
    }

    /// A finding whose value must not be shown.
    pub(super) fn secret(
        &mut self,
        rule: &'static Rule,
        resource: Resource<'_>,
        property: &str,
        message: impl Into<String>,
    ) {
        self.put(rule, resource, Some(format!("Properties.{property}")), None, message.into());
    }

    fn put(
        &mut self,
        rule: &'static Rule,
        resource: Resource<'_>,
        property: Option<String>,
        value: Option<String>,
        message: String,
    ) {
        self.findings.push(Finding {
            severity: rule.severity,
            path: resource.path.to_owned(),
            rule: rule.id,
            stack: resource.stack.path.clone(),
            logical_id: Some(resource.id.to_owned()),
            property,
            message,
            value,
            fix: rule.fix.to_owned(),
            acknowledged: None,
        });
    }

    /// A finding about a template, or an entry of it that is no resource: `Outputs.Url`.
    pub(super) fn template(
        &mut self,
        rule: &'static Rule,
        stack: &StackTemplate,
        part: Option<&str>,
        message: impl Into<String>,
    ) {
        let id = part.and_then(|part| part.split('.').nth(1));
        let path = id.and_then(|id| stack.logical_ids.iter().find(|(_, known)| *known == id));
        self.findings.push(Finding {
            severity: rule.severity,
            path: path.map_or(&stack.path, |(path, _)| path).clone(),
            rule: rule.id,
            stack: stack.path.clone(),
            logical_id: None,
            property: part.map(str::to_owned),
            message: message.into(),
            value: None,
            fix: rule.fix.to_owned(),
            acknowledged: None,
        });
    }
}

fn shown(value: &Value) -> String {
    let mut text = value.to_string();
    if text.len() > SHOWN {
        text.truncate(text.floor_char_boundary(SHOWN));
        text.push('…');
    }
    text
}
