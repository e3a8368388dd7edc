//! The core, as authors of apps and constructs use it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod again;
mod crossing;
mod declarations;
mod dependencies;
mod lookups;
mod mistakes;
mod order;
mod scale;
mod template;
mod trees;
mod values;

use cdk_core::{App, Element, Environment, GenericResource, Scope};
use serde_json::Value;

/// A resource of a type that needs nothing.
fn thing(scope: &Scope, id: &str) -> Element {
    scope.add(id, GenericResource::new("Test::Made::Up"))
}

/// The template of the one stack that `declare` fills.
fn template(declare: impl FnOnce(&cdk_core::Stack)) -> Value {
    let app = App::new();
    let stack = app.stack("Pets", Environment::agnostic());
    declare(&stack);
    template_of(&app, "Pets")
}

/// The template of a stack by its path.
fn template_of(app: &App, path: &str) -> Value {
    let synthesis = app.synth().unwrap();
    let stack = synthesis.root.all_stacks().into_iter().find(|stack| stack.path == path);
    stack.unwrap_or_else(|| panic!("no stack {path}")).template.clone()
}

/// What is wrong with an app, a line for each mistake.
fn mistakes(app: &App) -> String {
    app.synth().unwrap_err().to_string()
}
