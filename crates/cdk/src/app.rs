use std::ops::Deref;

use cdk_core::Context;

use crate::cross_region::ParameterStore;

/// The root of a construct tree: the core's, with values that cross regions through Systems Manager.
#[derive(Clone, Debug)]
pub struct App(cdk_core::App);

impl App {
    /// An app without context.
    #[must_use]
    pub fn new() -> Self {
        Self::with_context(Context::default())
    }

    /// An app with the context that the cdk CLI gives it.
    #[must_use]
    pub fn with_context(context: Context) -> Self {
        Self(cdk_core::App::with_cross_region_references(context, ParameterStore))
    }
}

impl Default for App {
    fn default() -> Self {
        Self::new()
    }
}

impl Deref for App {
    type Target = cdk_core::App;

    fn deref(&self) -> &cdk_core::App {
        &self.0
    }
}
