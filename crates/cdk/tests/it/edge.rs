//! The constructs at the edge of an app, each by its template.

mod alarm;
mod bucket;
mod bucket_deployment;
mod distribution;
mod function;
mod iam;
mod key;
mod message;
mod rest_api;
mod rest_api_requests;
mod web_acl;

use cdk::constructs::{Role, RoleHandle};
use cdk::{App, Environment, Stack};
use serde_json::Value;

fn stack() -> (App, Stack) {
    let app = App::new();
    let stack = app.stack("S", Environment::agnostic());
    (app, stack)
}

/// Someone to give permissions to.
fn role(stack: &Stack) -> RoleHandle {
    stack.add("Who", Role::assumed_by("lambda.amazonaws.com"))
}

/// The template of the stack, which a second synthesis gives, too.
fn template(app: &App) -> Value {
    let template = || app.synth().unwrap().root.stacks["S"].template.clone();
    let first = template();
    assert_eq!(template(), first);
    first
}

/// The resources of a type, by logical id.
fn of_type(template: &Value, type_name: &str) -> Vec<(String, Value)> {
    let resources = template["Resources"].as_object().unwrap();
    let found = resources.iter().filter(|(_, resource)| resource["Type"] == type_name);
    found.map(|(id, resource)| (id.clone(), resource.clone())).collect()
}

/// The only resource of a type.
fn only(template: &Value, type_name: &str) -> Value {
    let found = of_type(template, type_name);
    assert_eq!(found.len(), 1, "{type_name}");
    found.into_iter().next().unwrap().1
}

/// The logical id of the only resource of a type.
fn id_of(template: &Value, type_name: &str) -> String {
    only(template, type_name);
    of_type(template, type_name).remove(0).0
}

/// The statements of the only policy that was made for a role.
fn granted(template: &Value) -> Value {
    only(template, "AWS::IAM::Policy")["Properties"]["PolicyDocument"]["Statement"].clone()
}

/// What the checks find and nobody has accepted.
fn found(app: &App) -> Vec<String> {
    let findings = cdk::checks::check(&app.synth().unwrap());
    let open = findings.into_iter().filter(|finding| finding.acknowledged.is_none());
    open.map(|finding| format!("{} at {}: {}", finding.rule, finding.path, finding.message)).collect()
}
