//! How large policies may be. Spaces do not count, and of tokens the length is not known.

use serde_json::Value;

use super::super::model::{Model, is_token};
use super::super::report::Report;
use super::super::rules;

/// Type, where the document is, and the characters it may have.
const MOST: [(&str, &str, usize); 3] = [
    ("AWS::IAM::ManagedPolicy", "PolicyDocument", 6_144),
    ("AWS::IAM::Policy", "PolicyDocument", 10_240),
    ("AWS::S3::BucketPolicy", "PolicyDocument", 20_480),
];

pub(super) fn check(model: &Model<'_>, report: &mut Report) {
    for (type_name, property, most) in MOST {
        for policy in model.of(type_name) {
            let size = policy.at(property).map_or(0, size);
            if size > most {
                let message = format!("the policy has at least {size} characters, and {most} are allowed");
                report.add(rules::POLICY_SIZE, policy, property, message);
            }
        }
    }
}

/// The characters of a value as JSON, as far as they are known.
fn size(value: &Value) -> usize {
    match value {
        value if is_token(value) => 0,
        Value::Array(items) => items.iter().map(|item| size(item) + 1).sum::<usize>() + 1,
        Value::Object(entries) => {
            entries.iter().map(|(key, item)| key.len() + 4 + size(item)).sum::<usize>() + 1
        }
        Value::String(text) => text.chars().filter(|c| !c.is_whitespace()).count() + 2,
        Value::Null | Value::Bool(_) | Value::Number(_) => 4,
    }
}
