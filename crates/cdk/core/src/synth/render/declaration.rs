//! The declaration of one resource.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::resolve::Resolver;
use super::{overrides, tags};
use crate::element::ResourceData;
use crate::tree::NodeId;

const DEPENDS_ON: &str = "DependsOn";

pub(super) fn render(resolver: &Resolver<'_>, node: NodeId, data: &ResourceData) -> Value {
    let mut declaration = Map::new();
    declaration.insert("Type".to_owned(), data.type_name.clone().into_owned().into());
    let properties = data.properties.iter().map(|(name, value)| (name.to_owned(), resolver.value(value)));
    let mut properties: Map<String, Value> = properties.filter(|(_, value)| !value.is_null()).collect();
    if let Some(info) = data.tags {
        tags::apply(&tags::inherited(resolver.app, node), info, &mut properties);
    }
    if !properties.is_empty() {
        declaration.insert("Properties".to_owned(), Value::Object(properties));
    }
    let attributes =
        data.attributes.iter().map(|(name, value)| (name.clone().into_owned(), resolver.value(value)));
    declaration.extend(attributes.filter(|(_, value)| !value.is_null()));
    let after = resolver.dependencies.of(resolver.app, node);
    let after: BTreeSet<&str> = after.iter().filter_map(|other| resolver.ids.of(*other)).collect();
    if !after.is_empty() {
        declaration.insert(DEPENDS_ON.to_owned(), after.into_iter().collect());
    }
    let mut declaration = Value::Object(declaration);
    for (path, value) in &data.overrides {
        let value = value.as_ref().map(|value| resolver.value(value)).filter(|value| !value.is_null());
        if let Err(rule) = overrides::apply(&mut declaration, path, value) {
            resolver.app.at(node).fail(format!("the override at `{path}` does not fit: {rule}"));
        }
    }
    if !data.overrides.iter().any(|(path, _)| path.split('.').next() == Some(DEPENDS_ON)) {
        leave_out_implied(&mut declaration);
    }
    declaration
}

/// CloudFormation makes the resource's references before it anyway.
fn leave_out_implied(declaration: &mut Value) {
    let Some(Value::Array(mut after)) =
        declaration.as_object_mut().and_then(|entries| entries.remove(DEPENDS_ON))
    else {
        return;
    };
    let mut known = BTreeSet::new();
    referred(declaration, &mut known);
    after.retain(|id| !id.as_str().is_some_and(|id| known.contains(id)));
    if let Some(entries) = declaration.as_object_mut().filter(|_| !after.is_empty()) {
        entries.insert(DEPENDS_ON.to_owned(), Value::Array(after));
    }
}

/// The logical ids that a value is sure to refer to by `Ref`, `Fn::GetAtt` or `Fn::Sub`; those in `Fn::If` may not come about.
fn referred(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                match (key.as_str(), value) {
                    ("Fn::If", _) => {}
                    ("Ref", Value::String(target)) => drop(found.insert(target.clone())),
                    ("Fn::GetAtt", Value::String(target)) => {
                        found.extend(target.split('.').next().map(str::to_owned))
                    }
                    ("Fn::GetAtt", Value::Array(parts)) => {
                        found.extend(parts.first().and_then(Value::as_str).map(str::to_owned));
                    }
                    ("Fn::Sub", Value::String(text)) => named_in(text, found),
                    ("Fn::Sub", Value::Array(parts)) => parts.iter().for_each(|part| match part {
                        Value::String(text) => named_in(text, found),
                        other => referred(other, found),
                    }),
                    (_, value) => referred(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| referred(item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The logical ids that a text for `Fn::Sub` names by `${id}` or `${id.attribute}`.
fn named_in(text: &str, found: &mut BTreeSet<String>) {
    let names = text.split("${").skip(1).filter_map(|rest| rest.split_once('}'));
    found.extend(names.filter_map(|(name, _)| name.split('.').next()).map(str::to_owned));
}
