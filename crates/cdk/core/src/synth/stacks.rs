//! Rules that concern several stacks at once.

use std::collections::BTreeMap;

use super::model::{Assembly, StackTemplate};
use crate::tree::{Data, NodeId};
use crate::{Environment, Scope};

/// Messages about the app, a stage or another construct outside any stack go to the first stack below, since the cloud assembly has
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

/// Two stacks of one name in one environment would overwrite each other. An open account or region may turn out to be the same.
pub(super) fn check_names(app: &Scope, root: &Assembly) {
    let mut stacks = root.all_stacks();
    stacks.sort_by_key(|stack| &stack.path);
    let mut owners: BTreeMap<&str, Vec<&StackTemplate>> = BTreeMap::new();
    for stack in stacks {
        let others = owners.entry(&stack.name).or_default();
        let equal = others.iter().find(|other| other.environment == stack.environment);
        let like = || others.iter().find(|other| may_be_same(&other.environment, &stack.environment));
        if let Some(other) = equal.or_else(like) {
            let (name, path) = (&stack.name, &other.path);
            let (one, two) = (other.environment.url(), stack.environment.url());
            let place = if one == two {
                format!(" in {one}")
            } else {
                format!(", which may be in the same environment ({one} and {two})")
            };
            let message = format!("its name `{name}` is also that of the stack {path}{place}");
            app.tree.problem_at(stack.path.clone(), message);
        }
        others.push(stack);
    }
}

fn may_be_same(one: &Environment, two: &Environment) -> bool {
    let same = |one: &Option<String>, two: &Option<String>| one.is_none() || two.is_none() || one == two;
    same(&one.account, &two.account) && same(&one.region, &two.region)
}
