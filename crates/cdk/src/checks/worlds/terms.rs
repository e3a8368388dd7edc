//! Conditions as logic over comparisons.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::super::model::entries;
use crate::synth::StackTemplate;

/// Conditions in terms of variables.
pub(super) struct Terms {
    conditions: BTreeMap<String, Term>,
    pub(super) variables: Vec<Variable>,
}

/// A value that only the deployment knows, such as that of a parameter.
#[derive(Default)]
pub(super) struct Variable {
    /// The values that it is compared with.
    values: Vec<String>,
    /// Whether it may be none of these.
    other: bool,
}

impl Variable {
    pub(super) fn count(&self) -> usize {
        (self.values.len() + usize::from(self.other)).max(1)
    }
}

/// Conditions in conditions, of which a template that a person reads has few.
const DEPTH: usize = 500;

enum Term {
    Known(bool),
    /// Whether a variable has a value, both by number.
    Is(usize, usize),
    Named(String),
    Not(Box<Term>),
    All(Vec<Term>),
    Any(Vec<Term>),
}

impl Terms {
    pub(super) fn of(stack: &StackTemplate, names: &BTreeSet<&str>) -> Self {
        let definitions: BTreeMap<&str, &Value> =
            entries(stack, "Conditions").map(|(name, value)| (name.as_str(), value)).collect();
        let mut reader = Reader { stack, known: BTreeMap::new(), variables: Vec::new() };
        let mut conditions = BTreeMap::new();
        let mut next: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        while let Some(name) = next.pop() {
            if conditions.contains_key(&name) {
                continue;
            }
            let term = match definitions.get(name.as_str()) {
                Some(definition) => reader.term(definition, &mut next),
                None => reader.free(&format!("Condition {name}")),
            };
            conditions.insert(name, term);
        }
        Self { conditions, variables: reader.variables }
    }

    /// Whether each of some conditions holds, with a value chosen for each variable.
    pub(super) fn holds(&self, names: &BTreeSet<&str>, chosen: &[usize]) -> BTreeMap<String, bool> {
        let mut known = BTreeMap::new();
        names
            .iter()
            .map(|name| ((*name).to_owned(), self.named(name, &mut Chosen { chosen, known: &mut known }, 0)))
            .collect()
    }

    fn named<'t>(&'t self, name: &str, chosen: &mut Chosen<'_, 't>, depth: usize) -> bool {
        let Some((name, term)) = self.conditions.get_key_value(name) else { return false };
        if let Some(known) = chosen.known.get(name.as_str()) {
            return *known;
        }
        // What depends on itself is no condition at all.
        chosen.known.insert(name, false);
        let holds = self.is_true(term, chosen, depth + 1);
        chosen.known.insert(name, holds);
        holds
    }

    fn is_true<'t>(&'t self, term: &'t Term, chosen: &mut Chosen<'_, 't>, depth: usize) -> bool {
        if depth > DEPTH {
            return false;
        }
        match term {
            Term::Known(known) => *known,
            Term::Is(variable, value) => chosen.chosen.get(*variable) == Some(value),
            Term::Named(name) => self.named(name, chosen, depth),
            Term::Not(inner) => !self.is_true(inner, chosen, depth + 1),
            Term::All(inner) => inner.iter().all(|term| self.is_true(term, chosen, depth + 1)),
            Term::Any(inner) => inner.iter().any(|term| self.is_true(term, chosen, depth + 1)),
        }
    }
}

/// A choice of values, and what is known of conditions with it.
struct Chosen<'c, 't> {
    chosen: &'c [usize],
    known: &'c mut BTreeMap<&'t str, bool>,
}

struct Reader<'a> {
    stack: &'a StackTemplate,
    /// The numbers of variables, by what they stand for.
    known: BTreeMap<String, usize>,
    variables: Vec<Variable>,
}

impl Reader<'_> {
    fn term(&mut self, value: &Value, next: &mut Vec<String>) -> Term {
        let inner = value.as_object().filter(|inner| inner.len() == 1).and_then(|inner| inner.iter().next());
        let Some((function, arguments)) = inner else { return self.free(&value.to_string()) };
        let list = arguments.as_array().map_or(&[][..], Vec::as_slice);
        match (function.as_str(), list) {
            ("Condition", _) => match arguments.as_str() {
                Some(name) => {
                    next.push(name.to_owned());
                    Term::Named(name.to_owned())
                }
                None => self.free(&value.to_string()),
            },
            ("Fn::Not", [one]) => Term::Not(Box::new(self.term(one, next))),
            ("Fn::And", all) => Term::All(all.iter().map(|one| self.term(one, next)).collect()),
            ("Fn::Or", all) => Term::Any(all.iter().map(|one| self.term(one, next)).collect()),
            ("Fn::Equals", [one, other]) => self.comparison(one, other),
            _ => self.free(&value.to_string()),
        }
    }

    fn comparison(&mut self, one: &Value, other: &Value) -> Term {
        match (literal(one), literal(other)) {
            (Some(one), Some(other)) => Term::Known(one == other),
            (Some(value), None) => self.is(other, value),
            (None, Some(value)) => self.is(one, value),
            (None, None) if one == other => Term::Known(true),
            (None, None) => {
                let mut both = [one.to_string(), other.to_string()];
                both.sort();
                self.free(&both.join(" "))
            }
        }
    }

    /// Something that holds or does not, whatever else does.
    fn free(&mut self, what: &str) -> Term {
        let number = self.variable(what, || Variable { values: vec!["true".to_owned()], other: true });
        Term::Is(number, 0)
    }

    fn is(&mut self, what: &Value, value: String) -> Term {
        let allowed = self.allowed(what);
        let number = self.variable(&what.to_string(), || Variable { values: Vec::new(), other: true });
        let Some(variable) = self.variables.get_mut(number) else { return Term::Known(false) };
        if let Some(allowed) = allowed {
            if !allowed.contains(&value) {
                return Term::Known(false);
            }
            let rest = allowed.iter().filter(|one| **one != value && !variable.values.contains(one));
            variable.other = rest.count() > 0;
        }
        let place = variable.values.iter().position(|known| *known == value).unwrap_or_else(|| {
            variable.values.push(value);
            variable.values.len() - 1
        });
        Term::Is(number, place)
    }

    fn variable(&mut self, what: &str, new: impl FnOnce() -> Variable) -> usize {
        if let Some(number) = self.known.get(what) {
            return *number;
        }
        self.variables.push(new());
        self.known.insert(what.to_owned(), self.variables.len() - 1);
        self.variables.len() - 1
    }

    /// The values that a parameter may have, where it says so.
    fn allowed(&self, what: &Value) -> Option<BTreeSet<String>> {
        let name = what.get("Ref")?.as_str()?;
        let (_, parameter) = entries(self.stack, "Parameters").find(|(id, _)| *id == name)?;
        parameter.get("AllowedValues")?.as_array()?.iter().map(literal).collect()
    }
}

/// A value as text, which is how conditions compare it; nothing for what only the deployment knows.
fn literal(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => (!text.contains("{{resolve:")).then(|| text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
