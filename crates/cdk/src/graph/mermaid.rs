//! The stacks alone, and what crosses between them, as a flowchart of Mermaid.

use std::fmt::Write;

use super::model::{Arrow, Model, leave_out_implied};

pub(super) fn flowchart(model: Model, all: bool) -> String {
    let Model { stacks, mut crossings, .. } = model;
    if !all {
        crossings = without_implied_order(stacks.len(), crossings);
    }
    // Writing to a String cannot fail.
    let mut text = "flowchart TD\n".to_owned();
    for (index, stack) in stacks.iter().enumerate() {
        let _ = writeln!(text, "  s{index}[\"{}<br>{}\"]", escaped(&stack.title), escaped(&stack.note));
    }
    for Arrow { from, to, values } in crossings {
        let _ = match values.len() {
            0 => writeln!(text, "  s{from} -.-> s{to}"),
            1 => writeln!(text, "  s{from} -->|1 value| s{to}"),
            count => writeln!(text, "  s{from} -->|{count} values| s{to}"),
        };
    }
    text
}

/// Leaves out orders of deployment that follow from other arrows. Arrows with values say more than an order, and stay.
fn without_implied_order(stacks: usize, crossings: Vec<Arrow>) -> Vec<Arrow> {
    let mut kept = crossings.clone();
    leave_out_implied(stacks, &mut kept);
    let is_kept = |arrow: &Arrow| kept.iter().any(|it| (it.from, it.to) == (arrow.from, arrow.to));
    crossings.into_iter().filter(|arrow| !arrow.values.is_empty() || is_kept(arrow)).collect()
}

/// Text within double quotes.
fn escaped(text: &str) -> String {
    text.replace('#', "#35;").replace('"', "#quot;").replace('<', "#lt;")
}
