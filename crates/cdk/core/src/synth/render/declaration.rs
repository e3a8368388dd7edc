//! The declaration of one resource.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::resolve::Resolver;
use super::{overrides, tags};
use crate::element::ResourceData;
use crate::tree::{Data, NodeId};
use crate::{Json, Scope};

pub(super) fn render(resolver: &Resolver<'_>, node: NodeId, data: &ResourceData) -> Value {
    let mut declaration = Map::new();
    declaration.insert("Type".to_owned(), data.type_name.clone().into_owned().into());
    let properties = data.properties.iter().map(|(name, value)| (name.to_owned(), resolver.value(value)));
    let mut properties: Map<String, Value> = properties.filter(|(_, value)| !value.is_null()).collect();
    if let Some(info) = data.info.and_then(|info| info.tags) {
        tags::apply(&tags::inherited(resolver.app, node), info, &mut properties);
    }
    if !properties.is_empty() {
        declaration.insert("Properties".to_owned(), Value::Object(properties));
    }
    for (name, value) in &data.attributes {
        declaration.insert(name.clone().into_owned(), resolver.value(value));
    }
    let near = |other: &NodeId| resolver.app.tree.stack_of(*other) == Some(resolver.stack);
    let after = dependencies(resolver.app, node).1;
    let after: BTreeSet<&str> =
        after.iter().filter(|other| near(other)).filter_map(|other| resolver.ids.of(*other)).collect();
    if !after.is_empty() {
        declaration.insert("DependsOn".to_owned(), after.into_iter().collect());
    }
    let mut declaration = Value::Object(declaration);
    for (path, value) in &data.overrides {
        let value = value.as_ref().map(|value| resolver.value(value));
        if let Err(rule) = overrides::apply(&mut declaration, path, value) {
            resolver.app.at(node).fail(format!("the override at `{path}` does not fit: {rule}"));
        }
    }
    declaration
}

/// What a construct of a template needs: by reference, and by explicit dependency of it or of a construct around it.
pub(in crate::synth) fn dependencies(app: &Scope, node: NodeId) -> (BTreeSet<NodeId>, BTreeSet<NodeId>) {
    let mut references = BTreeSet::new();
    let is_resource = app.tree.read(node, |node| {
        let mut visit = |json: &Json| {
            if let Json::Ref(other) | Json::GetAtt(other, _) = json {
                references.insert(*other);
            }
        };
        match &node.data {
            Data::Resource(data) => {
                data.properties.iter().for_each(|(_, json)| json.references(&mut visit));
                data.overrides
                    .iter()
                    .filter_map(|(_, json)| json.as_ref())
                    .for_each(|json| json.references(&mut visit));
                true
            }
            Data::Construct | Data::Stack(_) | Data::Stage(_) | Data::Entry(..) | Data::Condition(_) => false,
        }
    });
    let mut after = BTreeSet::new();
    if is_resource {
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
    (references, after)
}

fn is_resource_at(app: &Scope, node: NodeId) -> bool {
    app.tree.read(node, |node| matches!(node.data, Data::Resource(_)))
}
