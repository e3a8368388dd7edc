//! The schema that the checks read for each resource type, one line of text: types, ranges, patterns, lengths and rules across properties.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::facts::{Facts, Rules};
use super::kinds::{Kinds, Place};
use super::patterns::Patterns;
use super::rust::is_tag;
use super::spec::{Property, Resource, Service, Spec, Type, Update};

pub(super) struct Schemas<'a> {
    pub(super) spec: &'a Spec,
    pub(super) kinds: &'a Kinds<'a>,
    pub(super) patterns: &'a Patterns,
}

impl Schemas<'_> {
    /// One line per resource type.
    pub(super) fn service(&self, service: &Service) -> String {
        service.resources.iter().map(|it| format!("{} {}\n", it.type_name, self.resource(it))).collect()
    }

    fn resource(&self, resource: &Resource) -> Value {
        let mut all = Map::new();
        all.insert("p".into(), self.properties(resource, None, &resource.properties));
        let mut types = Map::new();
        let mut rules = BTreeMap::new();
        rules.insert(String::new(), &resource.rules);
        for &at in &resource.records {
            let record = &self.spec.records[at];
            types.insert(
                record.name.clone(),
                self.properties(resource, Some(&record.name), &record.properties),
            );
            rules.insert(record.name.clone(), &record.rules);
        }
        if !types.is_empty() {
            all.insert("t".into(), types.into());
        }
        if !resource.attributes.is_empty() {
            let attributes = resource.attributes.iter().map(|it| (it.name.clone(), self.ty(&it.ty).into()));
            all.insert("a".into(), Value::Object(attributes.collect()));
        }
        if !resource.identifier.is_empty() {
            all.insert("id".into(), json!(resource.identifier));
        }
        let read_only: Vec<&String> = resource
            .read_only
            .iter()
            .filter(|name| !name.contains('.') && !resource.properties.iter().any(|it| &it.name == *name))
            .collect();
        if !read_only.is_empty() {
            all.insert("ro".into(), json!(read_only));
        }
        let rules: Map<String, Value> =
            rules.into_iter().filter(|it| !it.1.is_empty()).map(|(name, it)| (name, across(it))).collect();
        if !rules.is_empty() {
            all.insert("c".into(), rules.into());
        }
        if resource.deprecated {
            all.insert("dep".into(), 1.into());
        }
        all.into()
    }

    fn properties(&self, resource: &Resource, record: Option<&str>, properties: &[Property]) -> Value {
        let place = Place { type_name: &resource.type_name, record };
        Value::Object(properties.iter().map(|it| (it.name.clone(), self.property(place, it))).collect())
    }

    fn property(&self, place: Place<'_>, property: &Property) -> Value {
        let mut all = Map::new();
        let mut add = |key: &str, value: Value| {
            if !value.is_null() {
                all.insert(key.to_owned(), value);
            }
        };
        let Facts { values, any_case, pattern, range, length, items, unique, .. } = &property.facts;
        add("t", self.ty(&property.wide).into());
        let flag = |it: bool| if it { json!(1) } else { Value::Null };
        add("r", flag(property.required));
        add("d", flag(property.deprecated));
        match property.update {
            Update::InPlace => {}
            Update::MayReplace => add("u", "m".into()),
            Update::Replaces => add("u", "r".into()),
        }
        if !values.is_empty() && values.len() <= MOST_VALUES {
            add(if *any_case { "ei" } else { "e" }, json!(values));
        }
        let text = *property.ty.innermost() == Type::Text;
        if text {
            add("x", pattern.as_ref().and_then(|it| self.patterns.get(it)).map_or(Value::Null, Value::from));
            add("lmin", json!(length.0));
            add("lmax", json!(length.1));
        } else if matches!(property.ty.innermost(), Type::Integer | Type::Number) {
            add("min", json!(range.0));
            add("max", json!(range.1));
        }
        add("imin", json!(items.0));
        add("imax", json!(items.1));
        add("uniq", flag(*unique));
        let kinds = self.kinds.accepted(place, property);
        let names = kinds
            .iter()
            .filter_map(|it| self.kinds.names.get(it))
            .map(|(module, name)| format!("{module}.{name}"));
        if !kinds.is_empty() {
            add("k", Value::Array(names.map(Value::from).collect()));
        }
        all.into()
    }

    fn ty(&self, ty: &Type) -> String {
        match ty {
            Type::Text => "s".to_owned(),
            Type::Integer => "i".to_owned(),
            Type::Number => "n".to_owned(),
            Type::Boolean => "b".to_owned(),
            Type::Any => "j".to_owned(),
            Type::Tag => "tag".to_owned(),
            Type::List(of) => format!("[{}]", self.ty(of)),
            Type::Map(of) => format!("{{{}}}", self.ty(of)),
            Type::OneOf(types) => types.iter().map(|it| self.ty(it)).collect::<Vec<_>>().join("|"),
            Type::Record(at) => {
                let record = &self.spec.records[*at];
                if is_tag(record) { "tag".to_owned() } else { format!("#{}", record.name) }
            }
        }
    }
}

/// As for the enums of Rust, but for lists that only grow.
const MOST_VALUES: usize = 100;

fn across(rules: &Rules) -> Value {
    let mut all = Map::new();
    let mut add = |key: &str, value: Value, is_empty: bool| {
        if !is_empty {
            all.insert(key.to_owned(), value);
        }
    };
    add("xor", json!(rules.one_of), rules.one_of.is_empty());
    add("or", json!(rules.any_of), rules.any_of.is_empty());
    add("excl", json!(rules.excludes), rules.excludes.is_empty());
    add("dreq", json!(rules.requires), rules.requires.is_empty());
    all.into()
}
