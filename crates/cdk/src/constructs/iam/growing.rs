use cdk_core::Element;

use super::{PolicyDocument, PolicyStatement};

/// A policy property of a declared resource, to which statements are added later on.
#[derive(Clone, Debug)]
pub(crate) struct GrowingPolicy {
    element: Element,
    property: &'static str,
}

impl GrowingPolicy {
    pub(crate) fn new(element: &Element, property: &'static str, document: PolicyDocument) -> Self {
        let this = Self { element: element.clone(), property };
        this.change(|empty| *empty = document);
        this
    }

    /// The policy of a resource that was declared earlier.
    pub(crate) fn of(element: Element, property: &'static str) -> Self {
        Self { element, property }
    }

    pub(crate) fn add(&self, statement: PolicyStatement) {
        self.change(|document| document.add(statement));
    }

    fn change(&self, change: impl FnOnce(&mut PolicyDocument)) {
        self.element.change_state(change);
        self.element.set(self.property, self.element.state::<PolicyDocument>());
    }

    pub(crate) fn element(&self) -> &Element {
        &self.element
    }
}
