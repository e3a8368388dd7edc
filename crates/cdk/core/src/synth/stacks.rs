//! What is about several stacks at once.

use std::collections::BTreeMap;

use super::model::{Assembly, StackTemplate};
use crate::tree::{Data, NodeId};
use crate::{Environment, Scope};

/// Messages about the app, about a stage or about what else is outside any stack go to the first stack below, since the cloud assembly has
/// no other place for them.
pub(super) fn annotate(app: &Scope, root: &mut Assembly) {
    let is_stack = |node: &NodeId| app.tree.read(*node, |node| matches!(node.data, Data::Stack(_)));
    let first = |scope: NodeId| app.tree.below(scope).into_iter().find(is_stack);
    for node in app.tree.below(app.node) {
        let annotations = app.tree.read(node, |node| node.annotations.clone());
        if annotations.is_empty() || app.tree.stack_of(node).is_some() {
            continue;
        }
        let Some(stack) = first(node).or_else(|| first(app.node)) else { return };
        let (path, stack) = (app.tree.path(node), app.tree.path(stack));
        if let Some(stack) = find(root, &stack) {
            stack.annotations.insert(path, annotations);
        }
    }
}

fn find<'a>(assembly: &'a mut Assembly, path: &str) -> Option<&'a mut StackTemplate> {
    let here = assembly.stacks.values_mut().find(|stack| stack.path == path);
    here.or_else(|| assembly.stages.values_mut().find_map(|stage| find(stage, path)))
}

/// Two stacks of one name in one environment would be deployed over each other.
pub(super) fn check_names(app: &Scope, root: &Assembly) {
    let mut owners: BTreeMap<(&str, &Environment), &str> = BTreeMap::new();
    for stack in root.all_stacks() {
        let StackTemplate { name, environment, path, .. } = stack;
        if let Some(other) = owners.insert((name, environment), path) {
            let message =
                format!("its name `{name}` is also that of the stack {other} in {}", environment.url());
            app.tree.problem_at(path.clone(), message);
        }
    }
}
