//! How the property types and enums of a resource are called.

use std::collections::{BTreeMap, BTreeSet};

use super::super::names::{camel, snake, variant, words};
use super::super::spec::{Record, Resource, Spec, Type};

/// Enums of more values are lists of instance types and the like, old when they are printed: text.
const MOST_VALUES: usize = 70;

/// The names of one resource's property types and enums.
pub(super) struct Names {
    pub(super) module: String,
    pub(super) records: BTreeMap<usize, String>,
    /// By property type (none: the resource) and property.
    pub(super) enums: BTreeMap<(Option<usize>, String), String>,
    pub(super) values: BTreeMap<String, Vec<String>>,
    /// As `enums`: the names for one of several types.
    pub(super) choices: BTreeMap<(Option<usize>, String), String>,
    pub(super) types: BTreeMap<String, Vec<Type>>,
}

impl Names {
    pub(super) fn of(spec: &Spec, resource: &Resource) -> Names {
        let mut names = Names {
            module: snake(&resource.name),
            records: BTreeMap::new(),
            enums: BTreeMap::new(),
            values: BTreeMap::new(),
            choices: BTreeMap::new(),
            types: BTreeMap::new(),
        };
        let mut taken: BTreeSet<String> = BTreeSet::new();
        for &at in resource.records.iter().filter(|&&at| !is_tag(&spec.records[at])) {
            let name = unique(&taken, camel(&spec.records[at].name), "Property");
            taken.insert(name.clone());
            names.records.insert(at, name);
        }
        // The resource's own enums come first, so that they have the short names.
        let own = resource.properties.iter().map(|it| (None, it));
        let nested = names.records.keys().copied().collect::<Vec<_>>().into_iter().flat_map(|at| {
            let record = &spec.records[at];
            record.properties.iter().map(move |it| (Some(at), it))
        });
        for (record, property) in own.chain(nested).collect::<Vec<_>>() {
            if let Type::OneOf(types) = property.ty.innermost() {
                let short = camel(&property.name);
                let of = record.and_then(|at| names.records.get(&at)).map_or("Any", String::as_str);
                let candidates = [short.clone(), format!("{of}{short}"), format!("{of}{short}Choice")];
                let is_free = |it: &String| !taken.contains(it) || names.types.get(it) == Some(types);
                if let Some(name) = candidates.into_iter().find(is_free) {
                    taken.insert(name.clone());
                    names.types.insert(name.clone(), types.clone());
                    names.choices.insert((record, property.name.clone()), name);
                }
                continue;
            }
            let values = &property.facts.values;
            let is_enum =
                *property.ty.innermost() == Type::Text && !values.is_empty() && values.len() <= MOST_VALUES;
            if !is_enum {
                continue;
            }
            let short = camel(&property.name);
            let long = record
                .and_then(|at| names.records.get(&at))
                .map_or_else(|| format!("{short}Value"), |it| format!("{it}{short}"));
            let candidates = [short.clone(), long.clone(), format!("{long}Value"), format!("{long}Value2")];
            let Some(name) =
                candidates.into_iter().find(|it| !taken.contains(it) || names.values.get(it) == Some(values))
            else {
                continue;
            };
            taken.insert(name.clone());
            names.values.insert(name.clone(), values.clone());
            names.enums.insert((record, property.name.clone()), name);
        }
        names
    }
}

fn unique(taken: &BTreeSet<String>, name: String, suffix: &str) -> String {
    if taken.contains(&name) { name + suffix } else { name }
}

/// A key and a value, whatever it is called.
pub(crate) fn is_tag(record: &Record) -> bool {
    let names: Vec<&str> = record.properties.iter().map(|it| it.name.as_str()).collect();
    names == ["Key", "Value"]
        && words(&record.name).iter().any(|it| matches!(it.as_str(), "tag" | "tags"))
        && record.properties.iter().all(|it| it.ty == Type::Text && it.facts.values.is_empty())
}

/// Names of variants. Of values that differ in case or signs alone, which mean the same to AWS, there is the first.
pub(super) fn variants(values: &[String]) -> Vec<(String, &String)> {
    let mut taken = BTreeSet::new();
    values
        .iter()
        .map(|value| (variant(value), value))
        .filter(|(name, _)| taken.insert(name.clone()))
        .collect()
}
