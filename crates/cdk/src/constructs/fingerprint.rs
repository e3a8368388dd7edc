use std::fmt::Write;

use cdk_core::{Json, Scope};

/// The value as text that does not depend on the order of declaration.
pub(crate) fn fingerprint(at: &Scope, json: &Json, text: &mut String) {
    match json {
        Json::Ref(node) => text.extend(["<", &at.path_of(*node), ">"]),
        Json::GetAtt(node, attribute) => text.extend(["<", &at.path_of(*node), ".", attribute, ">"]),
        Json::LogicalId(node) => text.extend(["<#", &at.path_of(*node), ">"]),
        Json::List(items) => {
            text.push('[');
            items.iter().for_each(|item| {
                fingerprint(at, item, text);
                text.push(',');
            });
            text.push(']');
        }
        Json::Object(entries) => {
            text.push('{');
            for (key, value) in entries {
                let _ = write!(text, "{key:?}:");
                fingerprint(at, value, text);
                text.push(',');
            }
            text.push('}');
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {
            let _ = write!(text, "{json:?}");
        }
    }
}
