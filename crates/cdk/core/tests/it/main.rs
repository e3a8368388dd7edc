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

use cdk_core::{
    App, Context, CrossRegionImport, CrossRegionReferences, CrossRegionValue, Element, Environment,
    GenericResource, Scope,
};
use serde_json::Value;

/// A resource of a type that needs nothing.
fn thing(scope: &Scope, id: &str) -> Element {
    scope.add(id, GenericResource::new("Test::Made::Up"))
}

/// Takes values to other regions by two resources of types that are made up.
struct Ferry;

impl CrossRegionReferences for Ferry {
    fn export(&self, exports: &Scope, value: &CrossRegionValue) -> Element {
        let export = GenericResource::new("Test::Made::Export").set("Value", value.value.clone());
        exports.add(&value.id, export.set("Name", format!("{}.{}", value.home.name(), value.id)))
    }

    fn import(&self, imports: &Scope, value: &CrossRegionValue) -> CrossRegionImport {
        let import = GenericResource::new("Test::Made::Import");
        let import = import.set("Name", format!("{}.{}", value.home.name(), value.id));
        let reader = imports.add(format!("{}:{}", value.home.path(), value.id), import);
        CrossRegionImport { value: reader.attribute("Value"), reader, revision: "Revision" }
    }
}

/// An app whose values cross regions.
fn app_of_regions() -> App {
    App::with_cross_region_references(Context::default(), Ferry)
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
