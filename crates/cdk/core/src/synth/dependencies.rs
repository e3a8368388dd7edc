//! What waits for what by explicit dependency: `depends_on` of resources and of the constructs around them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::crossing::source;
use crate::Scope;
use crate::tree::{Data, NodeId};

/// One `depends_on`, as a resource is concerned by it: who declared it, on what, and whether that was the resource itself.
type Declared = (NodeId, NodeId, bool);

/// Everything a resource waits for, in whatever stack.
pub(super) fn all(app: &Scope, node: NodeId) -> BTreeSet<NodeId> {
    declared(app, node).into_iter().flat_map(|declared| targets(app, node, declared)).collect()
}

/// What must be named for a resource to wait for all it depends on, worked out once for each pair of constructs.
#[derive(Default)]
pub(super) struct Dependencies(RefCell<BTreeMap<Declared, BTreeSet<NodeId>>>);

impl Dependencies {
    /// Of the resources in `node`'s own stack those on which the rest has been waited for, too.
    pub(super) fn of(&self, app: &Scope, node: NodeId) -> BTreeSet<NodeId> {
        let mut after = BTreeSet::new();
        for declared in declared(app, node) {
            let mut known = self.0.borrow_mut();
            after.extend(known.entry(declared).or_insert_with(|| last(app, node, declared)).iter().copied());
        }
        after
    }
}

fn declared(app: &Scope, node: NodeId) -> Vec<Declared> {
    if !is_resource(app, node) {
        return Vec::new();
    }
    let of = |around| {
        app.tree.read(around, |node| node.depends_on.clone()).into_iter().map(move |other| (around, other))
    };
    let ancestors = app.tree.ancestors(node).into_iter();
    ancestors.flat_map(of).map(|(around, other)| (around, other, around == node)).collect()
}

/// What is inside the depending construct does not wait for its own siblings.
fn targets(app: &Scope, node: NodeId, (around, other, own): Declared) -> Vec<NodeId> {
    let inside = |below: NodeId| if own { below == node } else { app.tree.is_in(below, around) };
    app.tree.below(other).into_iter().filter(|below| is_resource(app, *below) && !inside(*below)).collect()
}

/// The targets that no other target is sure to wait for.
fn last(app: &Scope, node: NodeId, declared_here: Declared) -> BTreeSet<NodeId> {
    let stack = app.tree.stack_of(node);
    let near = |other: &NodeId| app.tree.stack_of(*other) == stack;
    let targets: BTreeSet<NodeId> = targets(app, node, declared_here).into_iter().filter(near).collect();
    let (mut covered, mut seen) = (BTreeSet::new(), BTreeSet::new());
    for target in targets.iter().filter(|target| is_plain(app, **target)) {
        app.tree.read(*target, |node| {
            let Data::Resource(data) = &node.data else { return };
            let mut visit = |json: &crate::Json| {
                covered.extend(source(json).map(|(other, _)| other).filter(|other| other != target));
            };
            data.values().for_each(|value| value.certain_references(&mut visit));
        });
        for next in declared(app, *target) {
            if seen.insert(next) {
                covered.extend(self::targets(app, *target, next));
            }
        }
    }
    let last: BTreeSet<NodeId> = targets.difference(&covered).copied().collect();
    // In a cycle, which is a mistake, none is last.
    if last.is_empty() { targets } else { last }
}

/// Whether a resource is always made, and as it was declared. Only then what it refers to is made before, for sure.
fn is_plain(app: &Scope, node: NodeId) -> bool {
    app.tree.read(node, |node| match &node.data {
        Data::Resource(data) => data.overrides.is_empty() && !data.attributes.contains_key("Condition"),
        _ => false,
    })
}

pub(super) fn is_resource(app: &Scope, node: NodeId) -> bool {
    app.tree.read(node, |node| matches!(node.data, Data::Resource(_)))
}
