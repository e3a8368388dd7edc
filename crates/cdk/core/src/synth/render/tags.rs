use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::policy::TagChange;
use crate::tree::NodeId;
use crate::{Scope, TagInfo, TagStyle};

/// The tags that hold at a construct: those set nearest to it win.
pub(super) fn inherited(app: &Scope, node: NodeId) -> BTreeMap<String, String> {
    let mut tags = BTreeMap::new();
    for around in app.tree.ancestors(node).into_iter().rev() {
        for (key, change) in app.tree.read(around, |node| node.tags.clone()) {
            match change {
                TagChange::Set(value) => drop(tags.insert(key, value)),
                TagChange::Remove => drop(tags.remove(&key)),
            }
        }
    }
    tags
}

/// Adds tags to a resource's own; its own win.
pub(super) fn apply(tags: &BTreeMap<String, String>, info: TagInfo, properties: &mut Map<String, Value>) {
    if !tags.is_empty() {
        let own = properties.entry(info.property).or_insert_with(|| empty(info.style));
        merge(tags, info.style, own);
    }
}

fn empty(style: TagStyle) -> Value {
    if style == TagStyle::Map { json!({}) } else { json!([]) }
}

fn merge(tags: &BTreeMap<String, String>, style: TagStyle, own: &mut Value) {
    match own {
        Value::Object(entries) if is_intrinsic(entries) => {
            if let Some(Value::Array(parts)) = entries.get_mut("Fn::If") {
                parts.iter_mut().skip(1).for_each(|arm| merge(tags, style, arm));
            } else if entries.get("Ref").is_some_and(|target| target == "AWS::NoValue") {
                *own = empty(style);
                merge(tags, style, own);
            }
            // Of any other token the tags are only known at deployment.
        }
        Value::Object(entries) if style == TagStyle::Map => {
            for (key, value) in tags {
                entries.entry(key).or_insert_with(|| value.clone().into());
            }
        }
        Value::Array(items) => {
            let mut known = BTreeSet::new();
            items.iter().for_each(|item| keys(item, &mut known));
            let new: Vec<Value> = tags
                .iter()
                .filter(|(key, _)| !known.contains(*key))
                .map(|(key, value)| match style {
                    TagStyle::ListWith(flag) => json!({"Key": key, "Value": value, flag: true}),
                    TagStyle::List | TagStyle::Map => json!({"Key": key, "Value": value}),
                })
                .collect();
            items.extend(new);
        }
        _ => {}
    }
}

fn is_intrinsic(entries: &Map<String, Value>) -> bool {
    entries.len() == 1 && entries.keys().all(|key| key == "Ref" || key.starts_with("Fn::"))
}

/// The keys of a tag in a list, or of the tags that it may become: CloudFormation refuses a key that is there twice.
fn keys(tag: &Value, known: &mut BTreeSet<String>) {
    match tag {
        Value::Object(entries) => match (entries.get("Key"), entries.get("Fn::If")) {
            (Some(Value::String(key)), _) => drop(known.insert(key.clone())),
            (_, Some(arms)) => keys(arms, known),
            _ => {}
        },
        Value::Array(items) => items.iter().for_each(|item| keys(item, known)),
        _ => {}
    }
}
