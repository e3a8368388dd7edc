//! `tree.json`: the construct tree with each resource's type and properties.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::Synthesis;
use crate::synth::{StackTemplate, TreeView};

pub(super) fn json(synthesis: &Synthesis) -> Value {
    let stacks = synthesis.root.all_stacks();
    let by_path = stacks.into_iter().map(|stack| (stack.path.as_str(), stack)).collect();
    json!({"version": "tree-0.1", "tree": node(&synthesis.tree, &by_path, None)})
}

fn node(view: &TreeView, stacks: &BTreeMap<&str, &StackTemplate>, within: Option<&StackTemplate>) -> Value {
    let within = stacks.get(view.path.as_str()).copied().or(within);
    let id = if view.path.is_empty() { "App" } else { &view.id };
    let mut entry = Map::new();
    entry.insert("id".to_owned(), id.into());
    entry.insert("path".to_owned(), view.path.clone().into());
    let fqn = view.made_by.unwrap_or(if view.path.is_empty() { "cdk::App" } else { "cdk::Scope" });
    entry.insert("constructInfo".to_owned(), json!({"fqn": fqn, "version": env!("CARGO_PKG_VERSION")}));
    if let Some((type_name, logical_id)) = &view.resource {
        let declared =
            within.and_then(|stack| stack.template.get("Resources")?.get(logical_id)?.get("Properties"));
        let attributes = json!({
            "aws:cdk:cloudformation:type": type_name,
            "aws:cdk:cloudformation:logicalId": logical_id,
            "aws:cdk:cloudformation:props": declared.cloned().unwrap_or_else(|| json!({})),
        });
        entry.insert("attributes".to_owned(), attributes);
    }
    if !view.children.is_empty() {
        let children = view.children.iter().map(|child| (child.id.clone(), node(child, stacks, within)));
        entry.insert("children".to_owned(), Value::Object(children.collect()));
    }
    Value::Object(entry)
}
