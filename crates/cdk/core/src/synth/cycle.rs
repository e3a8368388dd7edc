//! Cycles among the resources of a stack and among stacks.

use std::collections::{BTreeMap, BTreeSet};

use super::crossing::{self, Crossings};
use super::ids::Ids;
use super::render::dependencies;
use crate::tree::NodeId;
use crate::{Scope, Stack};

type Edges = BTreeMap<NodeId, BTreeSet<NodeId>>;

/// Each cycle among resources of one stack is a mistake, named by the paths along it.
pub(super) fn check_resources(app: &Scope, ids: &Ids) {
    let mut edges = Edges::new();
    for node in app.tree.below(app.node).into_iter().filter(|node| ids.of(*node).is_some()) {
        let stack = app.tree.stack_of(node);
        let (references, after) = dependencies(app, node);
        let near = references.into_iter().chain(after).filter(|other| app.tree.stack_of(*other) == stack);
        edges.insert(node, near.collect());
    }
    if let Err(cycle) = sorted(&edges) {
        let named: Vec<String> = cycle.iter().map(|node| app.tree.path(*node)).collect();
        let first = cycle.first().copied().unwrap_or(app.node);
        app.at(first).fail(format!("resources depend on each other in a cycle: {}", named.join(" -> ")));
    }
}

/// The paths of all stacks, each after those it needs. A cycle is a mistake.
pub(super) fn check_stacks(app: &Scope, crossings: &Crossings) -> Vec<String> {
    let mut edges: Edges = crossing::stacks(app).into_iter().map(|stack| (stack, BTreeSet::new())).collect();
    for (stack, needs) in &crossings.stacks {
        edges.entry(*stack).or_default().extend(needs.keys());
    }
    match sorted(&edges) {
        Ok(order) => order.into_iter().map(|stack| app.tree.path(stack)).collect(),
        Err(cycle) => {
            let reason = |pair: &[NodeId]| {
                let [user, used] = pair else { return None };
                crossings.stacks.get(user)?.get(used).cloned()
            };
            let reasons: Vec<String> = cycle.windows(2).filter_map(reason).collect();
            let named: Vec<String> = cycle.iter().map(|node| Stack::at(app.at(*node)).path()).collect();
            let first = cycle.first().copied().unwrap_or(app.node);
            app.at(first).fail(format!(
                "stacks depend on each other in a cycle: {} ({})",
                named.join(" -> "),
                reasons.join("; ")
            ));
            Vec::new()
        }
    }
}

/// The nodes, each after those it points at; or a cycle, its first node again at its end.
fn sorted(edges: &Edges) -> Result<Vec<NodeId>, Vec<NodeId>> {
    let mut order = Vec::new();
    let mut done = BTreeSet::new();
    for start in edges.keys() {
        let mut trail: Vec<(NodeId, Vec<NodeId>)> = Vec::new();
        let mut open = BTreeSet::new();
        let mut enter = Some(*start).filter(|start| !done.contains(start));
        loop {
            if let Some(node) = enter.take() {
                open.insert(node);
                let next = edges.get(&node).into_iter().flatten().rev().copied().collect();
                trail.push((node, next));
            }
            let Some((node, next)) = trail.last_mut() else { break };
            let node = *node;
            match next.pop() {
                Some(other) if open.contains(&other) => {
                    let mut cycle: Vec<NodeId> =
                        trail.iter().map(|(node, _)| *node).skip_while(|node| *node != other).collect();
                    cycle.push(other);
                    return Err(cycle);
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
    Ok(order)
}
