//! Facts from cfn-lint's schemas: enums, patterns, ranges, lengths, and rules across properties. They are read in
//! step with the types, property by property.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use serde_json::{Number, Value};

use super::spec::{Property, Record, Resource, Spec, Type, list, object, text};

/// Facts about the values of a property. For a list or map all but `items` and `unique` are about its elements.
#[derive(Default)]
pub(super) struct Facts {
    /// The allowed values, in order.
    pub(super) values: Vec<String>,
    /// True if they are allowed in any case.
    pub(super) any_case: bool,
    pub(super) pattern: Option<String>,
    pub(super) range: (Option<Number>, Option<Number>),
    pub(super) length: (Option<u64>, Option<u64>),
    pub(super) items: (Option<u64>, Option<u64>),
    pub(super) unique: bool,
    /// `AWS::EC2::VPC.Id` and the like.
    pub(super) formats: Vec<String>,
}

/// About the properties of one object together.
#[derive(Default)]
pub(super) struct Rules {
    /// Exactly one of these.
    pub(super) one_of: Vec<Vec<String>>,
    /// At least one of these.
    pub(super) any_of: Vec<Vec<String>>,
    /// With the first none of the others.
    pub(super) excludes: BTreeMap<String, Vec<String>>,
    /// With the first all of the others.
    pub(super) requires: BTreeMap<String, Vec<String>>,
}

impl Facts {
    /// The few that the database of aws-service-spec has.
    pub(super) fn of_database(ty: &Value) -> Facts {
        match ty["type"].as_str() {
            Some("string") => {
                Facts { values: list(&ty["allowedValues"]).filter_map(text).collect(), ..Facts::default() }
            }
            Some("array" | "map") => Facts::of_database(&ty["element"]),
            _ => Facts::default(),
        }
    }
}

impl Rules {
    pub(super) fn is_empty(&self) -> bool {
        self.one_of.is_empty()
            && self.any_of.is_empty()
            && self.excludes.is_empty()
            && self.requires.is_empty()
    }
}

/// Adds the facts of the schemas to the types.
pub(super) fn add(spec: &mut Spec, schemas: &str) -> Result<()> {
    let lines: BTreeMap<&str, &str> = schemas.lines().filter_map(|line| line.split_once(' ')).collect();
    let Spec { services, records } = spec;
    for resource in services.iter_mut().flat_map(|it| &mut it.resources) {
        if let Some(line) = lines.get(resource.type_name.as_str()) {
            let schema: Value = line.parse().with_context(|| resource.type_name.clone())?;
            Walk { schema: &schema, records, seen: BTreeSet::new() }.resource(resource);
        }
    }
    Ok(())
}

struct Walk<'a, 'r> {
    schema: &'a Value,
    records: &'r mut Vec<Record>,
    seen: BTreeSet<usize>,
}

impl<'a> Walk<'a, '_> {
    fn resource(&mut self, resource: &mut Resource) {
        let root: [&'a Value; 1] = [self.schema];
        resource.rules = rules(&root);
        resource.read_only = list(&self.schema["readOnlyProperties"])
            .filter_map(|it| Some(it.as_str()?.strip_prefix("/properties/")?.replace('/', ".")))
            .chain(std::mem::take(&mut resource.read_only))
            .collect();
        resource.read_only.sort();
        resource.read_only.dedup();
        let deprecated: Vec<&str> =
            list(&self.schema["deprecatedProperties"]).filter_map(Value::as_str).collect();
        for property in &mut resource.properties {
            property.deprecated |= deprecated.contains(&format!("/properties/{}", property.name).as_str());
        }
        self.properties(&mut resource.properties, &root);
    }

    fn properties(&mut self, properties: &mut [Property], objects: &[&'a Value]) {
        for property in properties {
            let nodes: Vec<&'a Value> = objects
                .iter()
                .filter_map(|it| it["properties"].get(&property.name))
                .flat_map(|it| self.alternatives(it))
                .collect();
            let ty = property.ty.clone();
            if matches!(ty, Type::Any | Type::Tag | Type::OneOf(_)) {
                continue;
            }
            self.value(&mut property.facts, &ty, &nodes);
        }
    }

    fn value(&mut self, facts: &mut Facts, ty: &Type, nodes: &[&'a Value]) {
        match ty {
            Type::List(of) => {
                if let Some(node) = nodes.first() {
                    facts.items = (node["minItems"].as_u64().filter(|it| *it > 0), node["maxItems"].as_u64());
                    facts.unique = node["uniqueItems"] == true;
                }
                for node in nodes {
                    facts.formats.extend(text(&node["format"]));
                }
                let inner: Vec<&'a Value> =
                    nodes.iter().flat_map(|it| self.alternatives(&it["items"])).collect();
                self.value(facts, of, &inner);
            }
            Type::Map(of) => {
                let inner: Vec<&'a Value> = nodes
                    .iter()
                    .flat_map(|it| {
                        object(&it["patternProperties"])
                            .map(|(_, it)| it)
                            .chain(it.get("additionalProperties"))
                            .take(1)
                    })
                    .flat_map(|it| self.alternatives(it))
                    .collect();
                self.value(facts, of, &inner);
            }
            Type::Record(at) => {
                if self.seen.insert(*at) {
                    let mut record = std::mem::take(&mut self.records[*at].properties);
                    self.properties(&mut record, nodes);
                    self.records[*at].properties = record;
                    self.records[*at].rules = rules(nodes);
                }
            }
            Type::Any | Type::Tag | Type::OneOf(_) => {}
            Type::Text | Type::Integer | Type::Number | Type::Boolean => scalar(facts, nodes),
        }
    }

    /// The schema that a node stands for, and the alternatives it names, one level down.
    fn alternatives(&self, node: &'a Value) -> Vec<&'a Value> {
        let node = self.resolved(node);
        let mut all = vec![node];
        for keyword in ["anyOf", "oneOf", "allOf"] {
            all.extend(list(&node[keyword]).map(|it| self.resolved(it)));
        }
        all
    }

    fn resolved(&self, mut node: &'a Value) -> &'a Value {
        for _ in 0..8 {
            let Some(pointer) = node["$ref"].as_str().and_then(|it| it.strip_prefix('#')) else { break };
            match self.schema.pointer(pointer) {
                Some(target) => node = target,
                None => break,
            }
        }
        node
    }
}

/// What is said about the value itself, not in an alternative, holds; formats and enums are gathered from all.
fn scalar(facts: &mut Facts, nodes: &[&Value]) {
    for node in nodes {
        facts.formats.extend(text(&node["format"]));
    }
    let Some(node) = nodes.first() else { return };
    let several = nodes.len() > 1;
    facts.pattern = text(&node["pattern"]);
    facts.range = (number(&node["minimum"]), number(&node["maximum"]));
    facts.length = (node["minLength"].as_u64().filter(|it| *it > 0), node["maxLength"].as_u64());
    for (keyword, any_case) in [("enum", false), ("enumCaseInsensitive", true)] {
        let values: Vec<String> = list(&node[keyword]).filter_map(text).collect();
        if !values.is_empty() && !several {
            facts.any_case |= any_case;
            let new: Vec<String> = values.into_iter().filter(|it| !facts.values.contains(it)).collect();
            facts.values.extend(new);
        }
    }
}

fn number(value: &Value) -> Option<Number> {
    value.as_number().cloned()
}

fn rules(nodes: &[&Value]) -> Rules {
    let mut rules = Rules::default();
    let Some(node) = nodes.first() else { return rules };
    let names = |it: &Value| list(it).filter_map(text).collect::<Vec<_>>();
    rules.one_of.extend(groups(&node["requiredXor"]));
    rules.any_of.extend(groups(&node["requiredOr"]));
    rules.one_of.extend(required_alternatives(&node["oneOf"]));
    rules.any_of.extend(required_alternatives(&node["anyOf"]));
    for (name, others) in object(&node["dependentExcluded"]) {
        rules.excludes.insert(name.clone(), names(others));
    }
    for (name, others) in object(&node["dependentRequired"]).chain(object(&node["dependencies"])) {
        if others.is_array() {
            rules.requires.insert(name.clone(), names(others));
        }
    }
    rules
}

/// `["A", "B"]`, or several of these.
fn groups(value: &Value) -> Vec<Vec<String>> {
    let flat: Vec<String> = list(value).filter_map(text).collect();
    if flat.is_empty() {
        list(value).map(|it| list(it).filter_map(text).collect()).collect()
    } else {
        vec![flat]
    }
}

/// `[{"required": ["A"]}, {"required": ["B"]}]` and nothing else.
fn required_alternatives(value: &Value) -> Option<Vec<String>> {
    let names: Option<Vec<String>> = list(value)
        .map(|it| {
            let fields = it.as_object()?;
            match list(fields.get("required")?).collect::<Vec<_>>().as_slice() {
                [one] if fields.len() == 1 => text(one),
                _ => None,
            }
        })
        .collect();
    names.filter(|it| it.len() > 1)
}
