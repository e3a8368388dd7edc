use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use cdk_core::{Element, ResourceType, Scope, Val};

/// Handle on a declared resource: its attributes, and all that an [`Element`] has.
pub struct Resource<R> {
    element: Element,
    of: PhantomData<fn() -> R>,
}

impl<R: ResourceType> Resource<R> {
    pub(crate) fn declared(scope: &Scope, resource: R) -> Self {
        Self { element: Element::declare(scope, R::INFO, resource.into_properties()), of: PhantomData }
    }
}

impl<R> Resource<R> {
    /// What `Ref` gives.
    #[must_use]
    pub fn reference(&self) -> Val<String> {
        self.element.reference()
    }

    pub(crate) fn typed_reference<T>(&self) -> Val<T> {
        self.element.reference()
    }

    pub(crate) fn attribute<T>(&self, name: &'static str) -> Val<T> {
        self.element.attribute(name)
    }
}

impl<R> Clone for Resource<R> {
    fn clone(&self) -> Self {
        Self { element: self.element.clone(), of: PhantomData }
    }
}

impl<R> fmt::Debug for Resource<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.element.fmt(formatter)
    }
}

impl<R> Deref for Resource<R> {
    type Target = Element;

    fn deref(&self) -> &Element {
        &self.element
    }
}

impl<R> AsRef<Element> for Resource<R> {
    fn as_ref(&self) -> &Element {
        &self.element
    }
}
