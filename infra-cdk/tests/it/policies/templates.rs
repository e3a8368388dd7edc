//! The policies of all templates, with each reference as what it refers to.

use serde_json::{Map, Value, json};

use super::names::Names;
use crate::harness::{Clinic, list};

/// What a policy is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// What a role permits.
    Role,
    /// Who may assume a role.
    Trust,
    Key,
    Bucket,
    Topic,
    Queue,
    Function,
    Endpoint,
}

/// Types of resources with a policy in a property, and the property that refers to what the policy is about.
const DOCUMENTS: [(&str, &str, &str, Kind); 6] = [
    ("AWS::IAM::Role", "AssumeRolePolicyDocument", "", Kind::Trust),
    ("AWS::KMS::Key", "KeyPolicy", "", Kind::Key),
    ("AWS::S3::BucketPolicy", "PolicyDocument", "Bucket", Kind::Bucket),
    ("AWS::SNS::TopicPolicy", "PolicyDocument", "Topics", Kind::Topic),
    ("AWS::SQS::QueuePolicy", "PolicyDocument", "Queues", Kind::Queue),
    ("AWS::EC2::VPCEndpoint", "PolicyDocument", "", Kind::Endpoint),
];

/// All that templates say about one role or resource.
#[derive(Clone, Debug)]
pub(super) struct Policy {
    pub(super) kind: Kind,
    /// The layer and the path of what it is about, such as `02-security/Role-vets`.
    pub(super) name: String,
    /// Its ARN; empty for roles.
    pub(super) arn: String,
    pub(super) statements: Vec<Value>,
    /// The ARNs of further policies of a role.
    pub(super) managed: Vec<String>,
}

/// The policies of all templates.
pub(super) fn policies(clinic: &Clinic) -> Vec<Policy> {
    let names = Names::of(clinic);
    let mut all: Vec<Policy> = Vec::new();
    for (stack, id, resource) in names.resources() {
        let (type_name, properties) = (resource["Type"].as_str().unwrap(), &resource["Properties"]);
        for (of_type, property, about, kind) in DOCUMENTS {
            if of_type == type_name {
                let about = list(&properties[about])[0]["Ref"].as_str().unwrap_or(id);
                let statements = statements(&names.resolved(stack, &properties[property]));
                let arn =
                    if kind == Kind::Trust { String::new() } else { names.attribute(stack, about, "Arn") };
                all.push(Policy {
                    kind,
                    name: names.path(stack, about),
                    arn,
                    statements,
                    managed: Vec::new(),
                });
            }
        }
        if type_name == "AWS::IAM::Role" {
            all.push(role(&names, stack, id, properties));
        }
    }
    all.extend(functions(&names));
    all
}

fn statements(document: &Value) -> Vec<Value> {
    document["Statement"].as_array().cloned().unwrap_or_default()
}

/// What a role permits: by itself, and by policies that are attached to it in any layer.
fn role(names: &Names<'_>, stack: &str, id: &str, properties: &Value) -> Policy {
    let name = names.attribute(stack, id, "Ref");
    let own = list(&names.resolved(stack, &properties["Policies"])).into_iter().cloned().collect::<Vec<_>>();
    let attached = names.resources().filter(|it| it.2["Type"] == "AWS::IAM::Policy");
    let attached = attached.map(|(stack, _, it)| names.resolved(stack, &it["Properties"]));
    let attached = attached.filter(|it| list(&it["Roles"]).into_iter().any(|it| *it == name));
    let statements =
        own.into_iter().chain(attached).flat_map(|it| statements(&it["PolicyDocument"])).collect();
    let managed = names.resolved(stack, &properties["ManagedPolicyArns"]);
    let managed = list(&managed).into_iter().filter_map(|it| it.as_str().map(str::to_owned)).collect();
    Policy { kind: Kind::Role, name: names.path(stack, id), arn: String::new(), statements, managed }
}

/// The permissions to call a function are its policy, as Lambda writes it.
fn functions(names: &Names<'_>) -> Vec<Policy> {
    let mut all: Map<String, Value> = Map::new();
    for (stack, _, it) in names.resources().filter(|it| it.2["Type"] == "AWS::Lambda::Permission") {
        let it = names.resolved(stack, &it["Properties"]);
        let mut statement = json!({
            "Effect": "Allow", "Action": it["Action"], "Resource": it["FunctionName"],
            "Principal": {"Service": it["Principal"]},
        });
        for (operator, property) in [("ArnLike", "SourceArn"), ("StringEquals", "SourceAccount")] {
            if !it[property].is_null() {
                statement["Condition"][operator][format!("aws:{property}")] = it[property].clone();
            }
        }
        let of = all.entry(it["FunctionName"].as_str().unwrap()).or_insert_with(|| json!([]));
        of.as_array_mut().unwrap().push(statement);
    }
    let policy = |(arn, statements): (String, Value)| Policy {
        kind: Kind::Function,
        name: names.name_of(&arn),
        arn,
        statements: statements.as_array().unwrap().clone(),
        managed: Vec::new(),
    };
    all.into_iter().map(policy).collect()
}

/// What templates have without a policy although others could then reach it by a default, and policies that [`policies`] does not know.
pub(super) fn oversights(clinic: &Clinic) -> Vec<String> {
    let names = Names::of(clinic);
    let policies = policies(clinic);
    let mut all = Vec::new();
    for (stack, id, resource) in names.resources() {
        let type_name = resource["Type"].as_str().unwrap();
        let path = names.path(stack, id);
        let has_own = ["AWS::KMS::Key", "AWS::S3::Bucket", "AWS::SNS::Topic", "AWS::SQS::Queue"];
        if has_own.contains(&type_name) && !policies.iter().any(|it| it.name == path) {
            all.push(format!("{path} has no policy"));
        }
        for (property, value) in resource["Properties"].as_object().into_iter().flatten() {
            let is_known = DOCUMENTS.iter().any(|it| (it.0, it.1) == (type_name, property.as_str()))
                || (type_name, property.as_str()) == ("AWS::IAM::Role", "Policies")
                || (type_name, property.as_str()) == ("AWS::IAM::Policy", "PolicyDocument");
            if !is_known && has_policy(value) {
                all.push(format!("{path} has a policy in {property}"));
            }
        }
    }
    all
}

/// Whether a policy is anywhere in a value, also as text.
fn has_policy(value: &Value) -> bool {
    match value {
        Value::Object(members) => {
            let is_statement = |it: &&Value| it["Effect"].is_string();
            members.get("Statement").is_some_and(|it| list(it).iter().any(is_statement))
                || members.values().any(has_policy)
        }
        Value::Array(items) => items.iter().any(has_policy),
        Value::String(text) => text.contains("\"Effect\""),
        _ => false,
    }
}

#[test]
fn a_policy_is_found_wherever_a_resource_has_one() {
    let policy = json!({"Statement": [{"Effect": "Allow", "Action": "s3:*"}]});
    assert!(has_policy(&json!({"a": [{"Document": policy}]})) && has_policy(&json!([policy.to_string()])));
    // Rules of a firewall have statements, too.
    assert!(!has_policy(&json!({"Rules": [{"Statement": {"RateBasedStatement": {}}}]})));
}
