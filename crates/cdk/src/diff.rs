//! The changes that a deployment would make: two sets of templates side by side.
//!
//! Knows templates and schemas; where templates come from is in [`Side`], how differences look in [`render`].

mod fate;
mod moves;
mod permission;
mod render;
mod rule;
mod side;
mod stateful;
mod text;
mod update;
mod value;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

pub use self::fate::{Fate, PropertyChange, ResourceChange};
pub use self::permission::PermissionChange;
pub use self::render::render;
pub use self::rule::RuleChange;
pub(crate) use self::side::short_path;
pub use self::side::{ReadError, Side, StackSide};
pub(crate) use self::stateful::{default_policy, holds_data};
pub(crate) use self::text::{cut, short};
pub(crate) use self::update::Schema;
pub use self::update::Update;
pub use self::value::{Difference, Step, differences};

/// All differences between two sides, stack by stack.
#[derive(Clone, Debug, Default)]
pub struct Diff {
    pub stacks: Vec<StackChange>,
}

/// Where a stack is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Only in the new side.
    Added,
    /// Only in the old side. Nothing happens to it until somebody destroys it.
    Removed,
    Both,
}

/// The changes of a stack.
#[derive(Clone, Debug)]
pub struct StackChange {
    pub path: String,
    /// Its name in CloudFormation.
    pub name: String,
    pub presence: Presence,
    pub permissions: Vec<PermissionChange>,
    pub rules: Vec<RuleChange>,
    /// Of parameters, conditions, outputs and the rest of the template.
    pub entries: Vec<EntryChange>,
    pub resources: Vec<ResourceChange>,
}

/// A change of something that is no resource.
#[derive(Clone, Debug)]
pub struct EntryChange {
    /// Such as `Outputs`.
    pub section: String,
    /// The logical id; empty where the section is one value.
    pub id: String,
    pub differences: Vec<Difference>,
}

impl StackChange {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.presence == Presence::Both && self.entries.is_empty() && self.resources.is_empty()
    }
}

impl Diff {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.stacks.iter().all(StackChange::is_empty)
    }
}

/// Compares two sides, in the order of the new one's stacks; those that are gone come last.
#[must_use]
pub fn compare(old: &Side, new: &Side) -> Diff {
    let gone = old.stacks.keys().filter(|path| !new.stacks.contains_key(*path));
    let order = new.order.iter().chain(gone);
    Diff { stacks: order.map(|path| stack(path, old.stacks.get(path), new.stacks.get(path))).collect() }
}

fn stack(path: &str, old: Option<&StackSide>, new: Option<&StackSide>) -> StackChange {
    let none = StackSide::default();
    let presence = match (old, new) {
        (None, _) => Presence::Added,
        (_, None) => Presence::Removed,
        _ => Presence::Both,
    };
    let name = new.or(old).map(|stack| stack.name.clone()).unwrap_or_default();
    let mut change = StackChange {
        path: path.to_owned(),
        name,
        presence,
        permissions: Vec::new(),
        rules: Vec::new(),
        entries: Vec::new(),
        resources: Vec::new(),
    };
    if presence == Presence::Removed {
        return change;
    }
    let (old, new) = (old.unwrap_or(&none), new.unwrap_or(&none));
    let moves = moves::find(old, new);
    let ids: BTreeMap<String, String> = moves.iter().map(|(new, old)| (old.clone(), new.clone())).collect();
    let names: text::Names = old.names(path).chain(new.names(path)).collect();
    let before = renamed(old, &ids);
    change.permissions = permission::changes(&before, &new.template, &names);
    change.rules = rule::changes(&before, &new.template, &names);
    change.resources = fate::changes(old, new, &moves);
    change.entries = entries(&old.template, &new.template);
    change
}

/// The old template, in which moved resources have their new ids.
fn renamed(old: &StackSide, ids: &BTreeMap<String, String>) -> Value {
    let mut template = crate::references::renamed(&old.template, ids);
    if let Some(Value::Object(resources)) = template.get_mut("Resources") {
        *resources = std::mem::take(resources)
            .into_iter()
            .map(|(id, declaration)| (ids.get(&id).cloned().unwrap_or(id), declaration))
            .collect();
    }
    template
}

fn entries(old: &Value, new: &Value) -> Vec<EntryChange> {
    let sections: BTreeSet<&str> = [old, new]
        .into_iter()
        .filter_map(Value::as_object)
        .flat_map(|sections| sections.keys().map(String::as_str))
        .collect();
    let mut found = Vec::new();
    for section in sections.into_iter().filter(|section| *section != "Resources") {
        let sides = (old.get(section), new.get(section));
        let whole = [sides.0, sides.1].into_iter().flatten().any(|side| !side.is_object());
        let missing = Value::Object(serde_json::Map::new());
        let (before, after) = (sides.0.unwrap_or(&missing), sides.1.unwrap_or(&missing));
        let ids: BTreeSet<&str> = [before, after]
            .into_iter()
            .filter_map(Value::as_object)
            .flat_map(|entries| entries.keys().map(String::as_str))
            .collect();
        if whole {
            let differences = match sides {
                (Some(old), Some(new)) => differences(old, new),
                (old, new) => vec![Difference { steps: Vec::new(), old: old.cloned(), new: new.cloned() }],
            };
            push(&mut found, section, "", differences);
            continue;
        }
        for id in ids {
            let differences = match (before.get(id), after.get(id)) {
                (Some(old), Some(new)) => differences(old, new),
                (old, new) => vec![Difference { steps: Vec::new(), old: old.cloned(), new: new.cloned() }],
            };
            push(&mut found, section, id, differences);
        }
    }
    found
}

fn push(found: &mut Vec<EntryChange>, section: &str, id: &str, differences: Vec<Difference>) {
    if !differences.is_empty() {
        found.push(EntryChange { section: section.to_owned(), id: id.to_owned(), differences });
    }
}
