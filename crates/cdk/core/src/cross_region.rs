use crate::{Element, Scope, Stack, Val};

/// How values get from one region to another. The core only knows that they are text, and who needs which.
///
/// An app that is given none takes a value of another region for a mistake.
pub trait CrossRegionReferences {
    /// Declares below `exports`, which is in the value's own stack, the resource that offers it to other regions. Called once a value.
    fn export(&self, exports: &Scope, value: &CrossRegionValue) -> Element;

    /// Declares below `imports`, which is in a stack that uses the value, the resource that reads it. Called once a value and stack.
    fn import(&self, imports: &Scope, value: &CrossRegionValue) -> CrossRegionImport;
}

/// A value of one stack that stacks of other regions use.
#[derive(Clone, Debug)]
pub struct CrossRegionValue {
    /// The stack that it is a value of.
    pub home: Stack,
    /// Its name within its stack, made of the resource's logical id and the attribute.
    pub id: String,
    /// As its own stack sees it. Lists are joined.
    pub value: Val<String>,
}

/// A resource that reads a value of another region.
#[derive(Clone, Debug)]
pub struct CrossRegionImport {
    pub reader: Element,
    /// The value as the reader's stack sees it.
    pub value: Val<String>,
    /// The reader's property that is to change whenever the value may have, so that CloudFormation has it read again.
    pub revision: &'static str,
}
