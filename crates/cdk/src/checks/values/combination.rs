//! Properties that exclude or need each other.

use serde_json::{Map, Value};

use super::super::schema::Combinations;
use super::super::worlds::{World, is_no_value, pick};

/// The properties that are there.
pub(super) struct Given<'a> {
    entries: &'a Map<String, Value>,
    /// Unknown where there are too many.
    world: Option<&'a World>,
}

impl<'a> Given<'a> {
    pub(super) const fn within(entries: &'a Map<String, Value>, world: &'a World) -> Self {
        Self { entries, world: Some(world) }
    }

    /// Without regard to conditions: a property that one chooses may be there or not.
    pub(super) const fn in_any(entries: &'a Map<String, Value>) -> Self {
        Self { entries, world: None }
    }

    fn value(&self, name: &str) -> Option<&Value> {
        let value = self.entries.get(name)?;
        match self.world {
            Some(world) => pick(value, world),
            None => (!is_no_value(value)).then_some(value),
        }
    }

    /// Whether it is surely not there.
    pub(super) fn is_missing(&self, name: &str) -> bool {
        self.value(name).is_none()
    }

    /// Whether it is there and says something, which an empty list does not.
    fn is_given(&self, name: &str) -> bool {
        self.value(name).is_some_and(|value| value.as_array().is_none_or(|all| !all.is_empty()))
    }

    /// Whether it is not known if one of some properties is there.
    fn may_be<T: AsRef<str>>(&self, names: &[T]) -> bool {
        let is_chosen = |name: &T| self.value(name.as_ref()).is_some_and(|it| it.get("Fn::If").is_some());
        names.iter().any(is_chosen)
    }
}

/// The broken rules.
pub(super) fn broken(rules: &Combinations<'_>, given: &Given<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let of = |names: &[&str]| -> Vec<String> {
        names.iter().filter(|name| given.is_given(name)).map(|name| (*name).to_owned()).collect()
    };
    for names in rules.xor.iter().filter(|names| !given.may_be(names)) {
        let given = of(names);
        if given.is_empty() {
            found.push(format!("one of {} is needed", names.join(", ")));
        } else if given.len() > 1 {
            found.push(format!("{} exclude each other", given.join(" and ")));
        }
    }
    for names in rules.or.iter().filter(|names| !given.may_be(names)) {
        if of(names).is_empty() {
            found.push(format!("at least one of {} is needed", names.join(", ")));
        }
    }
    for (name, others) in &rules.excl {
        if given.is_given(name) && !given.may_be(&[name]) && !given.may_be(others) {
            found.extend(of(others).iter().map(|other| format!("{name} excludes {other}")));
        }
    }
    for (name, others) in &rules.dreq {
        if given.is_given(name) && !given.may_be(&[name]) {
            let missing = others.iter().filter(|other| given.is_missing(other));
            found.extend(missing.map(|other| format!("{name} needs {other}")));
        }
    }
    found
}
