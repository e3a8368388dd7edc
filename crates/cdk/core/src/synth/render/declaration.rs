//! The declaration of one resource.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::resolve::Resolver;
use super::{overrides, tags};
use crate::Scope;
use crate::element::ResourceData;
use crate::tree::{Data, NodeId};

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
    let near = |other: &NodeId| resolver.app.tree.stack_of(*other) == Some(resolver.stack);
    let after = dependencies(resolver.app, node);
    let after: BTreeSet<&str> =
        after.iter().filter(|other| near(other)).filter_map(|other| resolver.ids.of(*other)).collect();
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

/// What the resource refers to comes before it anyway.
fn leave_out_implied(declaration: &mut Value) {
    let Some(Value::Array(mut after)) =
        declaration.as_object_mut().and_then(|entries| entries.remove(DEPENDS_ON))
    else {
        return;
    };
    after.retain(|id| !id.as_str().is_some_and(|id| refers(declaration, id)));
    if let Some(entries) = declaration.as_object_mut().filter(|_| !after.is_empty()) {
        entries.insert(DEPENDS_ON.to_owned(), Value::Array(after));
    }
}

/// Whether a value refers to the resource of a logical id, by `Ref`, `Fn::GetAtt` or `Fn::Sub`.
fn refers(value: &Value, id: &str) -> bool {
    let attribute = |text: &str| text.strip_prefix(id).is_some_and(|rest| rest.starts_with('.'));
    match value {
        Value::Object(entries) => entries.iter().any(|(key, value)| match (key.as_str(), value) {
            ("Ref", Value::String(target)) => target == id,
            ("Fn::GetAtt", Value::String(target)) => attribute(target),
            ("Fn::GetAtt", Value::Array(parts)) => parts.first().and_then(Value::as_str) == Some(id),
            ("Fn::Sub", Value::String(text)) => named_in(text, id),
            ("Fn::Sub", Value::Array(parts)) => parts.iter().any(|part| match part {
                Value::String(text) => named_in(text, id),
                other => refers(other, id),
            }),
            (_, value) => refers(value, id),
        }),
        Value::Array(items) => items.iter().any(|item| refers(item, id)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Whether a text for `Fn::Sub` has `${id}` or `${id.attribute}` in it.
fn named_in(text: &str, id: &str) -> bool {
    let starts = text.split("${").skip(1).filter_map(|rest| rest.strip_prefix(id));
    starts.into_iter().any(|rest| rest.starts_with(['}', '.']))
}

/// What a resource waits for by explicit dependency, its own or that of a construct around it.
pub(in crate::synth) fn dependencies(app: &Scope, node: NodeId) -> BTreeSet<NodeId> {
    let mut after = BTreeSet::new();
    if is_resource_at(app, node) {
        for around in app.tree.ancestors(node) {
            for other in app.tree.read(around, |node| node.depends_on.clone()) {
                let resources = app.tree.below(other).into_iter().filter(|below| is_resource_at(app, *below));
                // What is inside the depending construct does not wait for its own siblings.
                after.extend(
                    resources.filter(|below| {
                        *below != node && !(around != node && app.tree.is_in(*below, around))
                    }),
                );
            }
        }
    }
    after
}

fn is_resource_at(app: &Scope, node: NodeId) -> bool {
    app.tree.read(node, |node| matches!(node.data, Data::Resource(_)))
}
