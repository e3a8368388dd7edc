use std::collections::BTreeSet;

use crate::Scope;

/// Rounds after which aspects that keep adding constructs are a mistake.
const ROUNDS: usize = 32;

/// Calls each aspect once for each construct below it, in rounds, since aspects may add constructs and aspects.
pub(super) fn run(app: &Scope) {
    // An aspect is named by its owner and its place there.
    let mut visited = BTreeSet::new();
    for _ in 0..ROUNDS {
        let mut visits = Vec::new();
        for owner in app.tree.below(app.node) {
            let aspects = app.tree.read(owner, |node| node.aspects.clone());
            if aspects.is_empty() {
                continue;
            }
            let below = app.tree.below(owner);
            for (index, aspect) in aspects.into_iter().enumerate() {
                let new = below.iter().filter(|node| visited.insert((owner, index, **node)));
                visits.extend(new.map(|node| (aspect.clone(), *node)));
            }
        }
        if visits.is_empty() {
            return;
        }
        for (aspect, node) in visits {
            aspect.visit(&app.at(node));
        }
    }
    app.fail(format!("aspects still add constructs after {ROUNDS} rounds"));
}
