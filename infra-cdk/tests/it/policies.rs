//! What the roles permit, by evaluating their policies for requests.

mod evaluator;
mod requests;
mod resources;

use contract::service::Service;
use contract::settings::Assistant;
use serde_json::Value;

use self::evaluator::permits;
use self::requests::{forbidden, needed};
use crate::harness::{Clinic, list, plain, statements};

/// All statements of the role that a service's program acts by, with those that later layers attach.
fn of_role(clinic: &Clinic, service: Service) -> Vec<Value> {
    let mut all = statements(clinic, service);
    let name = format!("Role{}", service.name().replace('-', ""));
    for policy in clinic.everywhere("AWS::IAM::Policy") {
        let is_attached = list(&policy["Roles"]).into_iter().any(|it| plain(it).contains(&name));
        if is_attached {
            all.extend(policy["PolicyDocument"]["Statement"].as_array().unwrap().iter().cloned());
        }
    }
    all
}

/// All environments, and one in which the assistant has an inference profile and a guardrail.
fn clinics() -> Vec<Clinic> {
    let mut guarded = Clinic::of("dev").environment;
    guarded.settings.set(None, Assistant::INFERENCE_PROFILE, "us.anthropic.claude-3-haiku-20240307-v1:0");
    guarded.settings.set(None, Assistant::GUARDRAIL_ID, "gr1");
    let mut all = Clinic::all();
    all.push(Clinic::with(guarded));
    all
}

#[test]
fn every_program_may_do_what_it_does_and_nothing_sensitive() {
    for clinic in clinics() {
        for service in Service::ALL {
            let statements = of_role(&clinic, service);
            for request in needed(&clinic, service) {
                assert!(permits(&statements, &request), "{service} in {}: {request:?}", clinic.called());
            }
            for request in forbidden(&clinic, service) {
                assert!(!permits(&statements, &request), "{service} in {}: {request:?}", clinic.called());
            }
        }
    }
}

/// A statement without each of its actions and resources in turn; nothing is left of one with a single of them.
fn narrowed(statement: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    for property in ["Action", "Resource"] {
        for taken in list(&statement[property]) {
            let left: Vec<&Value> =
                list(&statement[property]).into_iter().filter(|it| *it != taken).collect();
            let mut statement = statement.clone();
            statement[property] = left.into_iter().cloned().collect();
            all.push(statement);
        }
    }
    all
}

#[test]
fn each_statement_action_and_resource_is_needed() {
    for clinic in clinics() {
        for service in Service::ALL {
            let statements = of_role(&clinic, service);
            let needed = needed(&clinic, service);
            for (index, statement) in statements.iter().enumerate() {
                for narrowed in narrowed(statement) {
                    let mut statements = statements.clone();
                    statements[index] = narrowed;
                    let fails = needed.iter().any(|it| !permits(&statements, it));
                    assert!(fails, "{service} in {}: {}", clinic.called(), statements[index]);
                }
            }
        }
    }
}

/// A statement that says more: on all resources, with all actions of a service, and without its condition.
fn widened(statement: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    if statement["Resource"] != "*" {
        let mut wider = statement.clone();
        wider["Resource"] = "*".into();
        all.push(wider);
    }
    for action in list(&statement["Action"]).into_iter().map(plain) {
        let mut wider = statement.clone();
        wider["Action"] = format!("{}:*", action.split_once(':').unwrap().0).into();
        all.push(wider);
    }
    if statement["Condition"] != Value::Null {
        let mut wider = statement.clone();
        wider["Condition"] = Value::Null;
        all.push(wider);
    }
    all
}

#[test]
fn no_statement_could_say_more_without_permitting_something_sensitive() {
    for clinic in clinics() {
        for service in Service::ALL {
            let statements = of_role(&clinic, service);
            let forbidden = forbidden(&clinic, service);
            for wider in statements.iter().flat_map(widened) {
                let finds = forbidden.iter().any(|it| permits(std::slice::from_ref(&wider), it));
                assert!(finds, "{service} in {}: {wider}", clinic.called());
            }
        }
    }
}
