use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{World, of};
use crate::checks::stack;

fn worlds(template: Value, names: &[&str]) -> Option<Vec<World>> {
    of(&stack::of("t", template), &names.iter().copied().collect::<BTreeSet<_>>())
}

fn truths(template: Value, names: &[&str]) -> Vec<Vec<bool>> {
    let all = worlds(template, names).unwrap();
    all.iter().map(|world| names.iter().map(|name| world[*name]).collect()).collect()
}

fn equals(parameter: &str, value: &str) -> Value {
    json!({"Fn::Equals": [{"Ref": parameter}, value]})
}

#[test]
fn a_parameter_has_one_value_at_a_time() {
    let conditions =
        json!({"Live": equals("Stage", "live"), "Test": {"Fn::Equals": ["test", {"Ref": "Stage"}]}});
    let found = truths(json!({"Conditions": conditions}), &["Live", "Test"]);
    assert_eq!(found, [[false, false], [false, true], [true, false]]);
}

#[test]
fn a_parameter_has_an_allowed_value() {
    let template = json!({
        "Parameters": {"Stage": {"Type": "String", "AllowedValues": ["live", "test"]}},
        "Conditions": {"Live": equals("Stage", "live"), "Test": equals("Stage", "test"), "Never": equals("Stage", "x")},
    });
    assert_eq!(truths(template, &["Live", "Test", "Never"]), [[false, true, false], [true, false, false]]);
}

#[test]
fn conditions_are_made_of_others() {
    let template = json!({"Conditions": {
        "Live": equals("Stage", "live"),
        "NotLive": {"Fn::Not": [{"Condition": "Live"}]},
        "Both": {"Fn::And": [{"Condition": "Live"}, {"Condition": "NotLive"}]},
        "Either": {"Fn::Or": [{"Condition": "Live"}, {"Condition": "NotLive"}]},
        "Same": {"Fn::Equals": [{"Ref": "A"}, {"Ref": "A"}]},
        "Alike": {"Fn::Equals": ["a", "b"]},
    }});
    let names = ["Live", "NotLive", "Both", "Either", "Same", "Alike"];
    assert_eq!(
        truths(template, &names),
        [[false, true, false, true, true, false], [true, false, false, true, true, false]]
    );
}

#[test]
fn conditions_that_are_unknown_or_in_a_cycle_are_no_trouble() {
    let template = json!({"Conditions": {"A": {"Condition": "B"}, "B": {"Fn::Not": [{"Condition": "A"}]}}});
    assert!(worlds(template, &["A", "B", "None"]).is_some());
    let odd = json!({"Conditions": {"A": 1, "B": {"Fn::Equals": [1]}, "C": {"Fn::And": "x"}, "D": [], "E": {"Fn::If": []}}});
    assert_eq!(worlds(odd, &["A", "B", "C", "D", "E"]).map(|all| all.len()), Some(16));
}

#[test]
fn a_condition_that_names_others_twice_each_is_looked_at_once() {
    let mut conditions = json!({"C0": equals("Stage", "live")});
    for level in 1..400 {
        let before = json!({"Condition": format!("C{}", level - 1)});
        conditions[format!("C{level}")] =
            json!({"Fn::Or": [{"Fn::Not": [before]}, {"Fn::And": [before, before]}]});
    }
    assert!(worlds(json!({"Conditions": conditions}), &["C399"]).is_some());
}

#[test]
fn of_too_many_combinations_none_is_looked_at() {
    let names: Vec<String> = (0..20).map(|number| format!("C{number}")).collect();
    let conditions: serde_json::Map<_, _> =
        names.iter().map(|name| (name.clone(), equals(name, "x"))).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let template = json!({"Conditions": conditions});
    assert_eq!(worlds(template.clone(), &names), None);
    assert_eq!(worlds(template.clone(), &names[..6]), None);
    assert_eq!(worlds(template, &names[..5]).map(|all| all.len()), Some(32));
}
