//! The fate of each resource.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::moves::Moves;
use super::stateful::{default_policy, holds_data};
use super::update::Schema;
use super::{Difference, StackSide, Step, Update, differences};
use crate::references;

/// CloudFormation's action on a resource.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    Created,
    Removed,
    /// The same declaration under another logical id: a new one is made and the old one removed.
    Moved {
        /// The logical id it had.
        from: String,
    },
    Updated,
    /// Replaced under some circumstances.
    MayBeReplaced,
    /// A new one is made, and the old one removed.
    Replaced,
    /// Another type under the same logical id, which CloudFormation refuses.
    Refused,
}

/// A change of a resource.
#[derive(Clone, Debug)]
pub struct ResourceChange {
    pub logical_id: String,
    /// The path of its construct, where it is known.
    pub path: Option<String>,
    pub type_name: String,
    pub fate: Fate,
    pub changes: Vec<PropertyChange>,
    /// The policy for the old resource, if one goes: `Delete`, `Retain`, `Snapshot`..
    pub policy: Option<String>,
    /// Whether it holds data.
    pub stateful: bool,
}

impl ResourceChange {
    /// Whether data is deleted, or may be.
    #[must_use]
    pub fn loses_data(&self) -> bool {
        self.stateful && self.policy.as_deref() == Some("Delete")
    }
}

/// A change at one place of a declaration.
#[derive(Clone, Debug)]
pub struct PropertyChange {
    pub difference: Difference,
    pub update: Update,
    /// The logical id of the replaced resource whose reference changes by that.
    pub follows: Option<String>,
}

/// All changes, in the order of logical ids.
pub(super) fn changes(old: &StackSide, new: &StackSide, moves: &Moves) -> Vec<ResourceChange> {
    let ids: BTreeSet<&String> = old.resources().chain(new.resources()).map(|(id, _)| id).collect();
    let left: BTreeSet<&String> = moves.values().collect();
    let mut found = BTreeMap::new();
    for id in ids.into_iter().filter(|id| !left.contains(id)) {
        let (before, after) =
            (moves.get(id).and_then(|from| old.resource(from)).or(old.resource(id)), new.resource(id));
        let type_name = |declaration: &Value| declaration["Type"].as_str().unwrap_or_default().to_owned();
        let Some(kind) = after.or(before).map(type_name) else { continue };
        let mut change = ResourceChange {
            logical_id: id.clone(),
            path: new.paths.get(id).or(old.paths.get(id)).cloned(),
            stateful: after.or(before).is_some_and(|declaration| holds_data(&kind, declaration)),
            type_name: kind,
            fate: Fate::Updated,
            changes: Vec::new(),
            policy: None,
        };
        match (before, after) {
            (None, Some(_)) => change.fate = Fate::Created,
            (Some(_), None) => change.fate = Fate::Removed,
            (Some(before), Some(after)) if type_name(before) != type_name(after) => {
                change.fate = Fate::Refused;
                change.changes = property_changes(before, after, &change.type_name);
            }
            (Some(before), Some(after)) => {
                if let Some(from) = moves.get(id) {
                    change.fate = Fate::Moved { from: from.clone() };
                } else {
                    change.changes = property_changes(before, after, &change.type_name);
                    change.fate = fate(&change.changes);
                }
            }
            (None, None) => continue,
        }
        found.insert(id.clone(), change);
    }
    cascade(new, &mut found);
    for change in found.values_mut() {
        let from = if let Fate::Moved { from } = &change.fate { from } else { &change.logical_id };
        change.policy = policy(change, old.resource(from), new.resource(&change.logical_id));
    }
    found.into_values().filter(|change| change.fate != Fate::Updated || !change.changes.is_empty()).collect()
}

fn fate(changes: &[PropertyChange]) -> Fate {
    match changes.iter().map(|change| change.update).max() {
        Some(Update::Replace) => Fate::Replaced,
        Some(Update::MayReplace) => Fate::MayBeReplaced,
        Some(Update::InPlace | Update::Unknown) | None => Fate::Updated,
    }
}

fn property_changes(before: &Value, after: &Value, type_name: &str) -> Vec<PropertyChange> {
    let schema = Schema::of(type_name);
    let update = |steps: &[Step]| match (steps, &schema) {
        ([Step::Key(first), inner @ ..], Some(schema)) if first == "Properties" => schema.update(inner),
        ([Step::Key(first), ..], None) if first == "Properties" => Update::Unknown,
        _ => Update::InPlace,
    };
    let path = |difference: &Difference| difference.path() == "Metadata.aws:cdk:path";
    differences(before, after)
        .into_iter()
        .filter(|difference| !path(difference))
        .map(|difference| PropertyChange { update: update(&difference.steps), difference, follows: None })
        .collect()
}

/// A replaced resource has another id, which changes whatever refers to it, and so on.
fn cascade(new: &StackSide, found: &mut BTreeMap<String, ResourceChange>) {
    loop {
        let replaced: BTreeMap<String, bool> = found
            .iter()
            .filter(|(_, change)| matches!(change.fate, Fate::Replaced | Fate::MayBeReplaced))
            .map(|(id, change)| (id.clone(), change.fate == Fate::Replaced))
            .collect();
        let mut grew = false;
        for (id, declaration) in new.resources() {
            for reference in references::of(declaration) {
                let Some(certain) = replaced.get(&reference.target) else { continue };
                let known = |change: &PropertyChange| {
                    let path = change.difference.path();
                    reference.at == path || change.follows.is_some() && reference.at.starts_with(&path)
                };
                if !reference.at.starts_with("Properties.")
                    || found.get(id).is_some_and(|change| change.changes.iter().any(known))
                {
                    continue;
                }
                let type_name = declaration["Type"].as_str().unwrap_or_default();
                let steps = steps(&reference.at);
                let update =
                    Schema::of(type_name).map_or(Update::Unknown, |schema| schema.update(&steps[1..]));
                // An attribute may stay as it is.
                let sure = *certain && reference.attribute.is_none();
                let update = if sure || update < Update::MayReplace { update } else { Update::MayReplace };
                let change = found.entry(id.clone()).or_insert_with(|| ResourceChange {
                    logical_id: id.clone(),
                    path: new.paths.get(id).cloned(),
                    type_name: type_name.to_owned(),
                    fate: Fate::Updated,
                    changes: Vec::new(),
                    policy: None,
                    stateful: holds_data(type_name, declaration),
                });
                if matches!(change.fate, Fate::Created | Fate::Moved { .. } | Fate::Refused | Fate::Removed) {
                    continue;
                }
                let difference = Difference { steps, old: None, new: None };
                change.changes.push(PropertyChange { difference, update, follows: Some(reference.target) });
                change.fate = change.fate.clone().max(fate(&change.changes));
                grew = true;
            }
        }
        if !grew {
            return;
        }
    }
}

/// The steps of a path as references write it.
fn steps(path: &str) -> Vec<Step> {
    let parts = path.split(['.', '[']).map(|part| part.trim_end_matches(']'));
    parts.map(|part| part.parse().map_or_else(|_| Step::Key(part.to_owned()), Step::Index)).collect()
}

/// The deployed `DeletionPolicy` for a removed resource, the new `UpdateReplacePolicy` for a replaced one.
fn policy(change: &ResourceChange, old: Option<&Value>, new: Option<&Value>) -> Option<String> {
    let (name, declaration) = match change.fate {
        Fate::Removed | Fate::Moved { .. } => ("DeletionPolicy", old),
        Fate::Replaced | Fate::MayBeReplaced => ("UpdateReplacePolicy", new),
        Fate::Created | Fate::Updated | Fate::Refused => return None,
    };
    let declaration = declaration?;
    let given = declaration.get(name).and_then(Value::as_str);
    let default = match change.fate {
        Fate::Removed | Fate::Moved { .. } => default_policy(&change.type_name, declaration),
        _ => "Delete",
    };
    Some(given.unwrap_or(default).to_owned())
}
