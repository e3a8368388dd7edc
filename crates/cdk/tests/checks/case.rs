//! Templates by JSON: `{"Queue": ["AWS::SQS::Queue", {..properties}, {..further attributes}]}` in a stack `S`.

use std::collections::BTreeSet;

use cdk::checks::{Finding, check};
use cdk::{App, Environment, GenericResource, Json, Parameter, Stack, condition};
use serde_json::Value;

/// Something a rule finds, and what puts it right.
pub(crate) struct Case {
    pub(crate) rule: &'static str,
    /// The construct, below `S`, and the property; empty for the resource as a whole.
    pub(crate) at: (&'static str, &'static str),
    pub(crate) resources: Value,
    /// A pointer into the resources, and the value that stands there instead; null takes away what is there.
    pub(crate) cure: (&'static str, Value),
}

/// The resources, and the conditions that they name, each of which may hold or not.
pub(crate) fn declare(stack: &Stack, resources: &Value) {
    let mut conditions = BTreeSet::new();
    named(resources, &mut conditions);
    for name in conditions {
        let parameter = stack.add(format!("{name}Given"), Parameter::text());
        stack.add(name, condition::equals(&parameter, "yes"));
    }
    for (id, declaration) in resources.as_object().unwrap() {
        let mut resource = GenericResource::new(declaration[0].as_str().unwrap().to_owned());
        for (name, value) in declaration[1].as_object().unwrap() {
            resource = resource.set(name.clone(), Json::from(value.clone()));
        }
        let element = stack.add(id, resource);
        for (name, value) in declaration.get(2).and_then(Value::as_object).into_iter().flatten() {
            element.override_at(name.clone(), Json::from(value.clone()));
        }
    }
}

fn named<'a>(value: &'a Value, conditions: &mut BTreeSet<&'a str>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| named(item, conditions)),
        Value::Object(entries) => {
            conditions.extend(entries.get("Fn::If").and_then(|arguments| arguments[0].as_str()));
            entries.values().for_each(|item| named(item, conditions));
        }
        _ => {}
    }
}

pub(crate) fn findings(resources: &Value) -> Vec<Finding> {
    let app = App::new();
    declare(&app.stack("S", Environment::agnostic()), resources);
    check(&app.synth().unwrap())
}

pub(crate) fn try_all(cases: &[Case]) {
    for case in cases {
        let (rule, at) = (case.rule, format!("S/{}", case.at.0));
        let of_rule = |resources: &Value| -> Vec<Finding> {
            findings(resources).into_iter().filter(|finding| finding.rule == rule).collect()
        };
        let found = of_rule(&case.resources);
        let meant =
            found.iter().find(|it| it.path == at && it.property.as_deref().unwrap_or_default() == case.at.1);
        assert!(meant.is_some(), "{rule} at {at} {}: {found:#?}", case.at.1);
        let mut cured = case.resources.clone();
        put(&mut cured, case.cure.0, case.cure.1.clone());
        assert_eq!(of_rule(&cured), [], "{rule} after its cure");
    }
}

fn put(value: &mut Value, pointer: &str, with: Value) {
    let (parent, last) = pointer.rsplit_once('/').unwrap();
    match value.pointer_mut(parent).unwrap_or_else(|| panic!("{parent} is not there")) {
        Value::Object(entries) if with.is_null() => drop(entries.remove(last)),
        Value::Object(entries) => drop(entries.insert(last.to_owned(), with)),
        Value::Array(items) if with.is_null() => drop(items.remove(last.parse().unwrap())),
        Value::Array(items) if last == "-" => items.push(with),
        Value::Array(items) => items[last.parse::<usize>().unwrap()] = with,
        _ => panic!("{pointer} is inside a plain value"),
    }
}
