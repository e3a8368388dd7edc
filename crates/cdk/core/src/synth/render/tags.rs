use std::collections::BTreeMap;

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
    if tags.is_empty() {
        return;
    }
    let empty = || if info.style == TagStyle::Map { json!({}) } else { json!([]) };
    match properties.entry(info.property).or_insert_with(empty) {
        Value::Object(own) if info.style == TagStyle::Map => {
            for (key, value) in tags {
                own.entry(key).or_insert_with(|| value.clone().into());
            }
        }
        Value::Array(own) => {
            let known: Vec<String> =
                own.iter().filter_map(|tag| Some(tag.get("Key")?.as_str()?.to_owned())).collect();
            own.extend(tags.iter().filter(|(key, _)| !known.contains(key)).map(
                |(key, value)| match info.style {
                    TagStyle::AutoScaling => json!({"Key": key, "Value": value, "PropagateAtLaunch": true}),
                    TagStyle::List | TagStyle::Map => json!({"Key": key, "Value": value}),
                },
            ));
        }
        // A token: the tags are only known at deployment.
        _ => {}
    }
}
