//! The declarations of resources.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::resolve::{Resolver, Values};
use super::{overrides, tags};
use crate::element::ResourceData;
use crate::parallel;
use crate::tree::NodeId;

const DEPENDS_ON: &str = "DependsOn";

/// What a resource's declaration is made of, besides its own data.
pub(super) struct Surroundings<'a> {
    values: Values<'a>,
    tags: BTreeMap<String, String>,
    /// The logical ids that it waits for.
    after: BTreeSet<&'a str>,
}

impl<'a> Surroundings<'a> {
    pub(super) fn of(resolver: &Resolver<'a>, node: NodeId) -> Self {
        let after = resolver.dependencies.of(resolver.app, node);
        let ids = resolver.ids;
        Self {
            values: resolver.values(),
            tags: tags::inherited(resolver.app, node),
            after: after.iter().filter_map(|other| ids.of(*other)).collect(),
        }
    }
}

/// The declarations of resources, each given with a resolver of its stack. They are most of what templates consist of, so all processors
/// make them.
pub(in crate::synth) fn all(resources: &[(NodeId, Resolver<'_>)]) -> BTreeMap<NodeId, Value> {
    let Some((_, Resolver { app, .. })) = resources.first() else { return BTreeMap::new() };
    let surroundings: Vec<_> =
        resources.iter().map(|(node, resolver)| Surroundings::of(resolver, *node)).collect();
    let nodes: Vec<NodeId> = resources.iter().map(|(node, _)| *node).collect();
    let rendered = app.tree.read_resources(&nodes, |data| {
        let each: Vec<_> = surroundings.iter().zip(data).collect();
        parallel::map(&each, |(surroundings, data)| data.map(|data| render(surroundings, data)))
    });
    let mut declarations = BTreeMap::new();
    for (node, rendered) in nodes.into_iter().zip(rendered) {
        let Some((declaration, mistakes)) = rendered else { continue };
        declarations.insert(node, declaration);
        mistakes.into_iter().for_each(|mistake| app.at(node).fail(mistake));
    }
    declarations
}

/// A resource's declaration, and the mistakes in its overrides.
pub(super) fn render(surroundings: &Surroundings<'_>, data: &ResourceData) -> (Value, Vec<String>) {
    let values = surroundings.values;
    let mut mistakes = Vec::new();
    let mut declaration = Map::new();
    declaration.insert("Type".to_owned(), data.type_name.clone().into_owned().into());
    let properties = data.properties.iter().map(|(name, value)| (name.to_owned(), values.of(value)));
    let mut properties: Map<String, Value> = properties.filter(|(_, value)| !value.is_null()).collect();
    if let Some(info) = data.tags {
        tags::apply(&surroundings.tags, info, &mut properties);
    }
    if !properties.is_empty() {
        declaration.insert("Properties".to_owned(), Value::Object(properties));
    }
    let attributes =
        data.attributes.iter().map(|(name, value)| (name.clone().into_owned(), values.of(value)));
    declaration.extend(attributes.filter(|(_, value)| !value.is_null()));
    if !surroundings.after.is_empty() {
        declaration.insert(DEPENDS_ON.to_owned(), surroundings.after.iter().copied().collect());
    }
    let mut declaration = Value::Object(declaration);
    for (path, value) in &data.overrides {
        let value = value.as_ref().map(|value| values.of(value)).filter(|value| !value.is_null());
        if let Err(rule) = overrides::apply(&mut declaration, path, value) {
            mistakes.push(format!("the override at `{path}` does not fit: {rule}"));
        }
    }
    if !data.overrides.iter().any(|(path, _)| path.split('.').next() == Some(DEPENDS_ON)) {
        leave_out_implied(&mut declaration);
    }
    (declaration, mistakes)
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
