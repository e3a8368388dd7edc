//! The constructs of VPCs and services, each by its template.

mod audit;
mod aurora;
mod capacity;
mod fargate;
mod given;
mod images;
mod load_balancer;
mod network_acl;
mod security_group;
mod transit_gateway;
mod users;
mod vpc;

use cdk::constructs::{Nat, SubnetGroup, Vpc, VpcHandle};
use cdk::{App, Environment, Stack};
use serde_json::{Map, Value};

fn stack() -> (App, Stack) {
    let app = App::new();
    let stack = app.stack("S", Environment::agnostic());
    (app, stack)
}

/// A VPC with one subnet group of each kind and no NAT gateway.
fn vpc(stack: &Stack) -> VpcHandle {
    let vpc = Vpc::new()
        .subnet_group(SubnetGroup::public("Public").cidr_mask(24))
        .subnet_group(SubnetGroup::private_with_egress("App").cidr_mask(24))
        .subnet_group(SubnetGroup::isolated("Data").cidr_mask(24))
        .nat(Nat::None);
    stack.add("Network", vpc)
}

/// The template of a stack, which a second synthesis gives, too.
fn template(app: &App, stack: &str) -> Value {
    let template = || app.synth().unwrap().root.stacks[stack].template.clone();
    let first = template();
    assert_eq!(template(), first);
    first
}

/// The resources of a type by their logical ids.
fn of_type(template: &Value, type_name: &str) -> Map<String, Value> {
    let resources = template["Resources"].as_object().unwrap().clone();
    resources.into_iter().filter(|(_, resource)| resource["Type"] == type_name).collect()
}

/// The only resource of a type.
fn only(template: &Value, type_name: &str) -> Value {
    let mut found: Vec<Value> =
        of_type(template, type_name).into_iter().map(|(_, resource)| resource).collect();
    assert_eq!(found.len(), 1, "of {type_name}");
    found.remove(0)
}

/// A property of all resources of a type, in the order of their logical ids.
fn all(template: &Value, type_name: &str, property: &str) -> Vec<Value> {
    of_type(template, type_name)
        .into_iter()
        .map(|(_, resource)| resource["Properties"][property].clone())
        .collect()
}

/// All mistakes of the app, one per line.
fn mistakes(app: &App) -> String {
    app.synth().unwrap_err().to_string()
}
