//! Resources that have another logical id and are the same otherwise.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::StackSide;
use crate::references;

/// New logical id to old one.
pub(super) type Moves = BTreeMap<String, String>;

/// Pairs removed resources with new ones of equal type and declaration, references to other moved ones included.
///
/// The most distinctive resources are paired first: a resource that refers to a moved one is recognized after that one.
pub(super) fn find(old: &StackSide, new: &StackSide) -> Moves {
    let mut gone: BTreeMap<&String, &Value> =
        old.resources().filter(|(id, _)| new.resource(id).is_none()).collect();
    let mut fresh: BTreeMap<&String, Value> = new
        .resources()
        .filter(|(id, _)| old.resource(id).is_none())
        .map(|(id, declaration)| (id, comparable(declaration.clone())))
        .collect();
    let mut ids = BTreeMap::new();
    loop {
        let mut found = Vec::new();
        let mut taken = BTreeSet::new();
        for (from, declaration) in &gone {
            let declaration = comparable(references::renamed(declaration, &ids));
            let same_path =
                |to: &&String| old.paths.get(*from).is_some_and(|path| new.paths.get(*to) == Some(path));
            let equal: Vec<&String> = fresh
                .iter()
                .filter(|(to, other)| **other == declaration && !taken.contains(*to))
                .map(|(to, _)| *to)
                .collect();
            if let Some(to) = equal.iter().copied().find(same_path).or(equal.first().copied()) {
                taken.insert(to);
                found.push((*from, to));
            }
        }
        if found.is_empty() {
            break;
        }
        for (from, to) in found {
            gone.remove(from);
            fresh.remove(to);
            ids.insert(from.clone(), to.clone());
        }
    }
    ids.into_iter().map(|(old, new)| (new, old)).collect()
}

/// The declaration without the metadata about its place.
fn comparable(mut declaration: Value) -> Value {
    if let Value::Object(entries) = &mut declaration {
        entries.remove("Metadata");
    }
    declaration
}
