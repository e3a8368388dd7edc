//! A picture of an app: its stacks, their constructs, and the references between them, as SVG; or its stacks alone, as a flowchart
//! of Mermaid.
//!
//! Knows templates in memory only. The same app gives the same bytes.

mod arrange;
mod draw;
mod family;
mod layout;
mod mermaid;
mod model;
mod xml;

use crate::Synthesis;

/// The content of a picture.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How many constructs deep, counted from the stack; what is further in is drawn as one box. None: as deep as it reads well.
    pub depth: Option<usize>,
    /// Whether arrows are drawn, too, that follow from others.
    pub all: bool,
    /// The paths of the stacks to draw; empty for all.
    pub stacks: Vec<String>,
}

/// The picture of a synthesized app.
#[must_use]
pub fn svg(synthesis: &Synthesis, options: &Options) -> String {
    let model = model::Model::of(synthesis, options);
    draw::svg(&arrange::arrange(model))
}

/// The stacks of a synthesized app as a flowchart of Mermaid, which Markdown shows between `` ```mermaid `` and `` ``` ``. Arrows go
/// from a stack to those that it uses values of; dotted ones say only that it is deployed later.
#[must_use]
pub fn mermaid(synthesis: &Synthesis, options: &Options) -> String {
    mermaid::flowchart(model::Model::of(synthesis, options), options.all)
}
