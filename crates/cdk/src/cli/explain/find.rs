//! Which construct is meant.

use crate::cli::Run;
use crate::synth::TreeView;

pub(super) enum Found<'a> {
    One(&'a TreeView),
    Several(Vec<&'a TreeView>),
    /// Paths of similar spelling.
    None(Vec<String>),
}

/// The construct at a path; else those at a path below a stack; else those of a logical id.
pub(super) fn find<'a>(run: &'a Run, target: &str) -> Found<'a> {
    let target = target.trim_matches('/');
    let mut all = Vec::new();
    collect(&run.synthesis.tree, &mut all);
    let exact = |node: &&&TreeView| node.path == target;
    if let Some(node) = all.iter().find(exact) {
        return Found::One(node);
    }
    let stacks = run.stacks();
    let below = |node: &&TreeView| {
        stacks.iter().any(|stack| {
            node.path.strip_prefix(&stack.path).and_then(|rest| rest.strip_prefix('/')) == Some(target)
        })
    };
    let named = |node: &&TreeView| {
        stacks.iter().any(|stack| stack.logical_ids.get(&node.path).is_some_and(|id| id == target))
    };
    for found in
        [all.iter().copied().filter(below).collect::<Vec<_>>(), all.iter().copied().filter(named).collect()]
    {
        match found.as_slice() {
            [] => {}
            [one] => return Found::One(one),
            _ => return Found::Several(found),
        }
    }
    let ids = stacks.iter().flat_map(|stack| stack.logical_ids.values());
    Found::None(nearest(target, all.iter().map(|node| &node.path).chain(ids)))
}

fn collect<'a>(node: &'a TreeView, all: &mut Vec<&'a TreeView>) {
    all.push(node);
    node.children.iter().for_each(|child| collect(child, all));
}

const SUGGESTIONS: usize = 3;

fn nearest<'a>(target: &str, names: impl Iterator<Item = &'a String>) -> Vec<String> {
    let wanted = target.to_lowercase();
    let distance = |name: &str| {
        let name = name.to_lowercase();
        let last = name.rsplit('/').next().unwrap_or_default();
        let whole = strsim::jaro_winkler(&wanted, &name).max(strsim::jaro_winkler(&wanted, last) * 0.98);
        if name.contains(&wanted) { whole.max(0.95) } else { whole }
    };
    let mut near: Vec<(f64, &String)> =
        names.map(|name| (distance(name), name)).filter(|(likeness, _)| *likeness > 0.75).collect();
    near.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(other.1)));
    near.dedup();
    near.into_iter().take(SUGGESTIONS).map(|(_, name)| name.clone()).collect()
}
