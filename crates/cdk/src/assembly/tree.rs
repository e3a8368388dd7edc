//! `tree.json`: the construct tree with each resource's type and properties.
//!
//! It is written as it is walked: with the properties of all resources, a copy in memory would be the largest thing of a synthesis.

use std::collections::BTreeMap;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use crate::Synthesis;
use crate::synth::{StackTemplate, TreeView};

/// What `tree.json` holds. Entries are in the order of their names, as in all other files.
pub(super) fn json(synthesis: &Synthesis) -> impl Serialize {
    let stacks = synthesis.root.all_stacks();
    let stacks = stacks.into_iter().map(|stack| (stack.path.as_str(), stack)).collect();
    Tree { root: &synthesis.tree, stacks }
}

struct Tree<'a> {
    root: &'a TreeView,
    stacks: BTreeMap<&'a str, &'a StackTemplate>,
}

impl Serialize for Tree<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut tree = serializer.serialize_map(Some(2))?;
        tree.serialize_entry("tree", &Node { view: self.root, stacks: &self.stacks, within: None })?;
        tree.serialize_entry("version", "tree-0.1")?;
        tree.end()
    }
}

#[derive(Clone, Copy)]
struct Node<'a> {
    view: &'a TreeView,
    stacks: &'a BTreeMap<&'a str, &'a StackTemplate>,
    /// The stack around it.
    within: Option<&'a StackTemplate>,
}

impl Serialize for Node<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { view, stacks, within } = *self;
        let within = stacks.get(view.path.as_str()).copied().or(within);
        let is_app = view.path.is_empty();
        let mut entry = serializer.serialize_map(None)?;
        if let Some((type_name, logical_id)) = &view.resource {
            entry.serialize_entry("attributes", &Attributes { type_name, logical_id, within })?;
        }
        if !view.children.is_empty() {
            entry.serialize_entry("children", &Children(Self { within, ..*self }))?;
        }
        let fqn = view.made_by.unwrap_or(if is_app { "cdk::App" } else { "cdk::Scope" });
        let info = json!({"fqn": fqn, "version": env!("CARGO_PKG_VERSION")});
        entry.serialize_entry("constructInfo", &info)?;
        entry.serialize_entry("id", if is_app { "App" } else { &view.id })?;
        entry.serialize_entry("path", &view.path)?;
        entry.end()
    }
}

/// The constructs in one, by their ids.
struct Children<'a>(Node<'a>);

impl Serialize for Children<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(around) = *self;
        serializer.collect_map(around.view.children.iter().map(|view| (&view.id, Node { view, ..around })))
    }
}

struct Attributes<'a> {
    type_name: &'a str,
    logical_id: &'a str,
    within: Option<&'a StackTemplate>,
}

impl Serialize for Attributes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let declared = self
            .within
            .and_then(|stack| stack.template.get("Resources")?.get(self.logical_id)?.get("Properties"));
        let none = Value::Object(Map::new());
        let mut attributes = serializer.serialize_map(Some(3))?;
        attributes.serialize_entry("aws:cdk:cloudformation:logicalId", self.logical_id)?;
        attributes.serialize_entry("aws:cdk:cloudformation:props", declared.unwrap_or(&none))?;
        attributes.serialize_entry("aws:cdk:cloudformation:type", self.type_name)?;
        attributes.end()
    }
}
