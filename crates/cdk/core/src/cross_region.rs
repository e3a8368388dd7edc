use crate::{Element, Scope, Stack, Val};

/// Carries values from one region to another. The core decides which values cross; an implementation declares the resources for it.
///
/// In an app without an implementation, the use of a value of another region is a mistake.
pub trait CrossRegionReferences {
    /// Declares the resource that offers the value to other regions, below `exports` in the value's own stack. Called once per value.
    fn export(&self, exports: &Scope, value: &CrossRegionValue) -> Element;

    /// Declares the resource that reads the value, below `imports` in a stack that uses it. Called once per value and stack.
    fn import(&self, imports: &Scope, value: &CrossRegionValue) -> CrossRegionImport;
}

/// A value that stacks of other regions use.
#[derive(Clone, Debug)]
pub struct CrossRegionValue {
    /// The stack that the value comes from.
    pub home: Stack,
    /// Its name within its stack: the resource's logical id and the attribute.
    pub id: String,
    /// The value as its own stack sees it; a list is joined to one text.
    pub value: Val<String>,
}

/// A resource that reads a value of another region.
#[derive(Clone, Debug)]
pub struct CrossRegionImport {
    pub reader: Element,
    /// The value as the reader's stack sees it.
    pub value: Val<String>,
    /// The reader's property that the core changes when the value may have changed, so that CloudFormation reads it again.
    pub revision: &'static str,
}
