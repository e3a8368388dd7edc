use std::collections::BTreeMap;

use super::{Node, Problem, Tree};
use crate::context::Missing;

/// The app that a synthesis works on. Aspects and the synthesis itself declare, change and record mistakes in it.
///
/// Handles that aspects have captured must reach what they change, so the tree holds it as long as the draft lives; a copy of the app's own
/// constructs is set aside and comes back when the draft is dropped.
pub(crate) struct Draft<'a> {
    tree: &'a Tree,
    declared: Option<Declared>,
}

/// What the app was before.
struct Declared {
    nodes: Vec<Option<Node>>,
    missing: BTreeMap<String, Missing>,
    errors: Vec<Problem>,
}

impl<'a> Draft<'a> {
    /// None while there is another draft of the tree.
    pub(crate) fn of(tree: &'a Tree) -> Option<Self> {
        let mut draft = Self::last(tree)?;
        draft.declared = Some(Declared {
            nodes: tree.nodes.borrow().clone(),
            missing: tree.missing.borrow().clone(),
            errors: tree.errors.borrow().clone(),
        });
        Some(draft)
    }

    /// The draft of an app that need not come back.
    pub(crate) fn last(tree: &'a Tree) -> Option<Self> {
        (!tree.is_draft.replace(true)).then_some(Self { tree, declared: None })
    }
}

impl Drop for Draft<'_> {
    fn drop(&mut self) {
        if let Some(mut declared) = self.declared.take() {
            let mut nodes = self.tree.nodes.borrow_mut();
            // An id that the draft gave away must never become another construct's.
            declared.nodes.resize_with(nodes.len(), || None);
            *nodes = declared.nodes;
            *self.tree.missing.borrow_mut() = declared.missing;
            *self.tree.errors.borrow_mut() = declared.errors;
        }
        self.tree.is_draft.set(false);
    }
}
