//! Cycles among the resources of a stack and among stacks.

use std::collections::{BTreeMap, BTreeSet};

use super::crossing::Crossings;
use super::dependencies;
use super::ids::Ids;
use crate::Scope;
use crate::tree::{Data, NodeId};

/// The needs of each construct. Constructs go by their place in the order of ids, not of declaration.
struct Graph {
    nodes: Vec<NodeId>,
    needs: Vec<BTreeSet<usize>>,
}

impl Graph {
    fn of(nodes: Vec<NodeId>, mut needs: impl FnMut(NodeId) -> Vec<NodeId>) -> Self {
        let places: BTreeMap<NodeId, usize> =
            nodes.iter().enumerate().map(|(place, node)| (*node, place)).collect();
        let places_of = |node: &NodeId| {
            needs(*node).into_iter().filter_map(|other| places.get(&other).copied()).collect()
        };
        let needs = nodes.iter().map(places_of).collect();
        Self { nodes, needs }
    }

    /// The nodes, each after those it needs, and the cycles, each with its first node again at its end.
    fn sorted(&self) -> (Vec<NodeId>, Vec<Vec<NodeId>>) {
        let (mut order, mut cycles) = (Vec::new(), Vec::new());
        let (mut done, mut open, mut named) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for start in 0..self.nodes.len() {
            let mut trail: Vec<(usize, Vec<usize>)> = Vec::new();
            let mut enter = Some(start).filter(|start| !done.contains(start));
            loop {
                if let Some(node) = enter.take() {
                    open.insert(node);
                    let next = self.needs.get(node).into_iter().flatten().rev().copied().collect();
                    trail.push((node, next));
                }
                let Some((node, next)) = trail.last_mut() else { break };
                let node = *node;
                match next.pop() {
                    Some(other) if open.contains(&other) => {
                        let around = trail.iter().map(|(node, _)| *node).skip_while(|node| *node != other);
                        let around: Vec<usize> = around.chain([other]).collect();
                        // Of cycles that share a construct one is enough to begin with.
                        if named.is_disjoint(&around.iter().copied().collect()) {
                            named.extend(around.iter().copied());
                            cycles.push(self.nodes_at(&around));
                        }
                    }
                    Some(other) => enter = Some(other).filter(|other| !done.contains(other)),
                    None => {
                        open.remove(&node);
                        done.insert(node);
                        order.push(node);
                        trail.pop();
                    }
                }
            }
        }
        (self.nodes_at(&order), cycles)
    }

    fn nodes_at(&self, places: &[usize]) -> Vec<NodeId> {
        places.iter().filter_map(|place| self.nodes.get(*place).copied()).collect()
    }
}

/// Each cycle among resources of one stack is a mistake, named by the paths along it.
pub(super) fn check_resources(app: &Scope, ids: &Ids, crossings: &Crossings) {
    let nodes = app.tree.below(app.node).into_iter().filter(|node| ids.of(*node).is_some()).collect();
    let graph = Graph::of(nodes, |node| {
        let Some(stack) = app.tree.stack_of(node) else { return Vec::new() };
        let references = crossings.references(app, stack, node).into_iter();
        let near = references.filter(|other| app.tree.stack_of(*other) == Some(stack));
        near.chain(dependencies::near(app, node, stack)).collect()
    });
    for cycle in graph.sorted().1 {
        fail(app, &cycle, format!("resources depend on each other in a cycle: {}", named(app, &cycle)));
    }
}

/// All stacks, each after those it needs. A cycle is a mistake, named with a reason for each step.
pub(super) fn check_stacks(app: &Scope, crossings: &Crossings) -> Vec<NodeId> {
    let is_stack = |node: &NodeId| app.tree.read(*node, |node| matches!(node.data, Data::Stack(_)));
    let nodes = app.tree.below(app.node).into_iter().filter(is_stack).collect();
    let needs = |stack| crossings.stacks.get(&stack).into_iter().flat_map(BTreeMap::keys).copied().collect();
    let (order, cycles) = Graph::of(nodes, needs).sorted();
    for cycle in cycles {
        let reason = |pair: &[NodeId]| {
            let [user, used] = pair else { return None };
            crossings.stacks.get(user)?.get(used).cloned()
        };
        let reasons: Vec<String> = cycle.windows(2).filter_map(reason).collect();
        let (named, reasons) = (named(app, &cycle), reasons.join("; "));
        fail(app, &cycle, format!("stacks depend on each other in a cycle: {named} ({reasons})"));
    }
    order
}

fn named(app: &Scope, cycle: &[NodeId]) -> String {
    cycle.iter().map(|node| app.tree.path(*node)).collect::<Vec<_>>().join(" -> ")
}

fn fail(app: &Scope, cycle: &[NodeId], message: String) {
    app.at(cycle.first().copied().unwrap_or(app.node)).fail(message);
}
