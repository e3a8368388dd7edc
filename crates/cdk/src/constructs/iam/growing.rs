use std::cell::RefCell;
use std::rc::Rc;

use cdk_core::Element;

use super::{PolicyDocument, PolicyStatement};

/// A policy property of a declared resource, to which statements are added later on.
#[derive(Clone, Debug)]
pub(crate) struct GrowingPolicy {
    element: Element,
    property: &'static str,
    document: Rc<RefCell<PolicyDocument>>,
}

impl GrowingPolicy {
    pub(crate) fn new(element: &Element, property: &'static str, document: PolicyDocument) -> Self {
        element.set(property, document.clone());
        Self { element: element.clone(), property, document: Rc::new(RefCell::new(document)) }
    }

    pub(crate) fn add(&self, statement: PolicyStatement) {
        let mut document = self.document.borrow_mut();
        document.add(statement);
        self.element.set(self.property, document.clone());
    }

    pub(crate) fn element(&self) -> &Element {
        &self.element
    }
}
