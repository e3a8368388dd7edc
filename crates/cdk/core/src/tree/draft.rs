use std::collections::BTreeMap;

use super::{Node, Problem, Tree};
use crate::context::Missing;

/// The copy of an app that a synthesis works on. Aspects and the synthesis itself declare, change and record mistakes in it.
///
/// Handles that aspects have captured must reach the copy, so the tree holds it as long as the draft lives; the app's own constructs are
/// set aside and come back when the draft is dropped.
pub(crate) struct Draft<'a> {
    tree: &'a Tree,
    nodes: Vec<Option<Node>>,
    missing: BTreeMap<String, Missing>,
    errors: Vec<Problem>,
}

impl<'a> Draft<'a> {
    /// None while there is another draft of the tree.
    pub(crate) fn of(tree: &'a Tree) -> Option<Self> {
        if tree.is_draft.replace(true) {
            return None;
        }
        let (nodes, missing) = (tree.nodes.borrow().clone(), tree.missing.borrow().clone());
        let errors = tree.errors.borrow().clone();
        Some(Self { tree, nodes, missing, errors })
    }
}

impl Drop for Draft<'_> {
    fn drop(&mut self) {
        let mut nodes = self.tree.nodes.borrow_mut();
        // An id that the draft gave away must never become another construct's.
        self.nodes.resize_with(nodes.len(), || None);
        *nodes = std::mem::take(&mut self.nodes);
        *self.tree.missing.borrow_mut() = std::mem::take(&mut self.missing);
        *self.tree.errors.borrow_mut() = std::mem::take(&mut self.errors);
        self.tree.is_draft.set(false);
    }
}
