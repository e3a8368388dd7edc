//! The logical id of each construct that has an entry in a template.

use std::collections::BTreeMap;

use crate::Scope;
use crate::logical_id::logical_id;
use crate::tree::{Data, NodeId};

pub(super) struct Ids(BTreeMap<NodeId, String>);

impl Ids {
    pub(super) fn of(&self, node: NodeId) -> Option<&str> {
        self.0.get(&node).map(String::as_str)
    }

    /// The constructs that have one.
    pub(super) fn nodes(&self) -> impl Iterator<Item = NodeId> {
        self.0.keys().copied()
    }
}

pub(super) fn assign(app: &Scope) -> Ids {
    let mut ids = BTreeMap::new();
    let mut owners: BTreeMap<(NodeId, String), NodeId> = BTreeMap::new();
    for node in app.tree.below(app.node) {
        let has_entry = app
            .tree
            .read(node, |node| !matches!(node.data, Data::Construct | Data::Stack(_) | Data::Stage(_)));
        let Some(stack) = app.tree.stack_of(node).filter(|_| has_entry) else { continue };
        let id = of(app, stack, node);
        if let Some(other) = owners.insert((stack, id.clone()), node) {
            let other = app.tree.path(other);
            app.at(node)
                .fail(format!("its logical id `{id}` is also that of {other}; give one of them another id"));
        }
        ids.insert(node, id);
    }
    Ids(ids)
}

/// The logical id of a construct of a stack.
pub(super) fn of(app: &Scope, stack: NodeId, node: NodeId) -> String {
    if let Some(fixed) = app.tree.read(node, |node| node.logical_id.clone()) {
        return fixed;
    }
    let mut path: Vec<String> = app
        .tree
        .ancestors(node)
        .into_iter()
        .take_while(|node| *node != stack)
        .map(|node| app.at(node).id())
        .collect();
    path.reverse();
    logical_id(&path.iter().map(String::as_str).collect::<Vec<_>>())
}
