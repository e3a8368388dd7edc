//! The constructs at the edge of an app, each by its template.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[path = "constructs_edge/iam.rs"]
mod iam;

use cdk::{App, Environment, Stack};
use serde_json::Value;

fn stack() -> (App, Stack) {
    let app = App::new();
    let stack = app.stack("S", Environment::agnostic());
    (app, stack)
}

/// The template of the stack.
fn template(app: &App) -> Value {
    app.synth().unwrap().root.stacks["S"].template.clone()
}
