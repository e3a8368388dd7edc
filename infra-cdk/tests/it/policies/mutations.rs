//! Statements that say a little less, or a little more.

use serde_json::{Value, json};

use crate::harness::{list, plain};

/// A statement without each of its actions, resources and principals in turn; nothing is left of one with a single of them.
pub(super) fn narrowed(statement: &Value) -> Vec<Value> {
    let without = |value: &Value, taken: &Value| -> Value {
        list(value).into_iter().filter(|it| *it != taken).cloned().collect()
    };
    let mut all = Vec::new();
    for property in ["Action", "Resource"] {
        for taken in list(&statement[property]).into_iter().filter(|it| !it.is_null()) {
            let mut narrow = statement.clone();
            narrow[property] = without(&statement[property], taken);
            all.push(narrow);
        }
    }
    for (kind, who) in statement["Principal"].as_object().into_iter().flatten() {
        for taken in list(who) {
            let mut narrow = statement.clone();
            narrow["Principal"][kind] = without(who, taken);
            all.push(narrow);
        }
    }
    all
}

/// A statement that allows more: on all resources, with all actions of a service, to anyone, and without each of its conditions. One that
/// denies cannot deny more than all that is dangerous, but without its conditions it would deny everything.
pub(super) fn widened(statement: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    let mut with = |property: &str, value: Value| {
        let mut wider = statement.clone();
        wider[property] = value;
        all.push(wider);
    };
    for (operator, keys) in statement["Condition"].as_object().into_iter().flatten() {
        for key in keys.as_object().unwrap().keys() {
            let mut condition = statement["Condition"].clone();
            condition[operator].as_object_mut().unwrap().remove(key);
            with("Condition", condition);
        }
    }
    if statement["Effect"] == "Allow" {
        if !statement["Resource"].is_null() {
            with("Resource", json!("*"));
        }
        for action in list(&statement["Action"]).into_iter().map(plain) {
            with("Action", json!(format!("{}:*", action.split_once(':').unwrap().0)));
        }
        let is_anyone = statement["Principal"] == "*" || statement["Principal"]["AWS"] == "*";
        if !statement["Principal"].is_null() && !is_anyone {
            with("Principal", json!("*"));
        }
    }
    all.retain(|it| it != statement);
    all
}
