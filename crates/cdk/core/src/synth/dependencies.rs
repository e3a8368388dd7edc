//! Explicit dependencies: `depends_on` of resources and of the constructs around them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::crossing::source;
use crate::Scope;
use crate::tree::{Data, NodeId};

/// A `depends_on` that concerns a resource: the construct that declared it, its target, and whether that construct is the resource itself.
type Declared = (NodeId, NodeId, bool);

/// Everything in its own stack that a resource waits for.
pub(super) fn near(app: &Scope, node: NodeId, stack: NodeId) -> BTreeSet<NodeId> {
    // Each resource of a stack that waits for another stack would else walk through all of that one.
    let may_be_near = |other| app.tree.stack_of(other) == Some(stack) || app.tree.is_in(stack, other);
    let declared = declared(app, node).into_iter().filter(|(_, other, _)| may_be_near(*other));
    let targets = declared.flat_map(|declared| targets(app, node, declared));
    targets.filter(|target| app.tree.stack_of(*target) == Some(stack)).collect()
}

/// The `DependsOn` entries that make a resource wait for all its dependencies, computed once for each pair of constructs.
#[derive(Default)]
pub(super) struct Dependencies(RefCell<BTreeMap<Declared, BTreeSet<NodeId>>>);

impl Dependencies {
    /// The dependencies in `node`'s own stack that already wait for all the others.
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

/// Resources inside the depending construct do not wait for each other.
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

/// Whether a resource is always made, and as it was declared. Only then CloudFormation surely makes its references before it.
fn is_plain(app: &Scope, node: NodeId) -> bool {
    app.tree.read(node, |node| match &node.data {
        Data::Resource(data) => data.overrides.is_empty() && !data.attributes.contains_key("Condition"),
        _ => false,
    })
}

pub(super) fn is_resource(app: &Scope, node: NodeId) -> bool {
    app.tree.read(node, |node| matches!(node.data, Data::Resource(_)))
}
