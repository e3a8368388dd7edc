//! IAM's evaluation of policies, as far as the statements of the templates need it.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::harness::{list, plain};

/// A request to AWS: who asks, for what, on which resource, and what else conditions look at.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Request {
    /// Matters to policies of resources only.
    pub(super) principal: String,
    pub(super) action: String,
    pub(super) resource: String,
    pub(super) context: BTreeMap<String, String>,
}

impl Request {
    pub(super) fn of(action: &str, resource: impl Into<String>) -> Self {
        Self { action: action.to_owned(), resource: resource.into(), ..Self::default() }
    }

    pub(super) fn by(self, principal: &str) -> Self {
        Self { principal: principal.to_owned(), ..self }
    }

    pub(super) fn with(mut self, key: &str, value: impl Into<String>) -> Self {
        self.context.insert(key.to_owned(), value.into());
        self
    }

    pub(super) fn without(mut self, key: &str) -> Self {
        self.context.remove(key);
        self
    }
}

/// Whether statements permit a request: one allows it, and none denies it.
pub(super) fn permits(statements: &[Value], request: &Request) -> bool {
    let has = |effect: &str| statements.iter().any(|it| it["Effect"] == effect && applies(it, request));
    has("Allow") && !has("Deny")
}

fn applies(statement: &Value, request: &Request) -> bool {
    let any = |patterns: &Value, text: &str| list(patterns).into_iter().any(|it| matches(&plain(it), text));
    // Actions have no case.
    let action = request.action.to_lowercase();
    let of_action = |property: &str| {
        list(&statement[property]).into_iter().any(|it| matches(&plain(it).to_lowercase(), &action))
    };
    let is_action =
        if statement["NotAction"].is_null() { of_action("Action") } else { !of_action("NotAction") };
    let is_resource = match (&statement["Resource"], &statement["NotResource"]) {
        // Trust policies have none.
        (Value::Null, Value::Null) => true,
        (Value::Null, not) => !any(not, &request.resource),
        (on, _) => any(on, &request.resource),
    };
    let is_principal = match &statement["Principal"] {
        Value::Null => true,
        Value::String(all) => all == "*",
        kinds => kinds.as_object().unwrap().values().any(|it| any(it, &request.principal)),
    };
    is_action && is_resource && is_principal && holds(&statement["Condition"], request)
}

fn holds(condition: &Value, request: &Request) -> bool {
    condition.as_object().into_iter().flatten().all(|(operator, keys)| {
        keys.as_object().unwrap().iter().all(|(key, wanted)| {
            let Some(value) = request.context.get(key) else { return false };
            list(wanted).into_iter().map(plain).any(|wanted| match operator.as_str() {
                "StringEquals" | "Bool" => &wanted == value,
                "StringLike" | "ArnLike" | "ArnEquals" => matches(&wanted, value),
                other => panic!("the evaluator does not know {other}"),
            })
        })
    })
}

/// Whether a text is as a pattern says: `*` stands for any characters, `?` for one.
fn matches(pattern: &str, text: &str) -> bool {
    match (pattern.chars().next(), text.chars().next()) {
        (None, first) => first.is_none(),
        (Some('*'), _) if matches(&pattern[1..], text) => true,
        (Some('*'), Some(first)) => matches(pattern, &text[first.len_utf8()..]),
        (Some(wanted), Some(first)) if wanted == '?' || wanted == first => {
            matches(&pattern[wanted.len_utf8()..], &text[first.len_utf8()..])
        }
        _ => false,
    }
}

#[test]
fn a_denial_wins_and_patterns_actions_and_conditions_are_read_as_iam_does() {
    let statements = [
        serde_json::json!({ "Effect": "Allow", "NotAction": "iam:*", "Resource": "arn:a/*" }),
        serde_json::json!({ "Effect": "Deny", "Action": ["S3:Get*"], "Resource": "arn:a/secret-??" }),
        serde_json::json!({ "Effect": "Allow", "Action": "iam:List*", "NotResource": "arn:b",
            "Condition": { "StringLike": { "key": ["a*", "b"] } } }),
    ];
    let permitted = |action: &str, on: &str| permits(&statements, &Request::of(action, on));
    assert!(permitted("s3:GetObject", "arn:a/secret-123") && permitted("s3:PutObject", "arn:a/secret-12"));
    assert!(!permitted("s3:GetObject", "arn:a/secret-12") && !permitted("iam:ListUsers", "arn:a/x"));
    let listed = |on: &str, value| permits(&statements, &Request::of("iam:ListUsers", on).with("key", value));
    assert!(listed("arn:a", "abc") && listed("arn:a", "b"));
    assert!(!listed("arn:b", "abc") && !listed("arn:a", "bc"));
}
