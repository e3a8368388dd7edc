//! The types of CloudFormation, as far as code and checks are generated from them.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde_json::Value;

use super::facts::{Facts, Rules};

pub(super) struct Spec {
    /// By name.
    pub(super) services: Vec<Service>,
    /// Property types; [`Type::Record`] is an index into these.
    pub(super) records: Vec<Record>,
}

pub(super) struct Service {
    /// `elasticloadbalancingv2`: the name of the feature and of the module.
    pub(super) name: String,
    /// By CloudFormation's name.
    pub(super) resources: Vec<Resource>,
}

pub(super) struct Resource {
    /// `AWS::EC2::Subnet`.
    pub(super) type_name: String,
    /// `Subnet`.
    pub(super) name: String,
    pub(super) properties: Vec<Property>,
    pub(super) attributes: Vec<Attribute>,
    /// The properties and attributes that are its primary identifier.
    pub(super) identifier: Vec<String>,
    /// The property or attribute that `Ref` gives, if it is one and known.
    pub(super) reference: Option<String>,
    pub(super) tags: Option<Tags>,
    /// Indices of its property types, by name.
    pub(super) records: Vec<usize>,
    pub(super) read_only: Vec<String>,
    pub(super) deprecated: bool,
    pub(super) rules: Rules,
}

pub(super) struct Tags {
    pub(super) property: String,
    /// `List`, `Map` or `AutoScaling`.
    pub(super) style: &'static str,
}

pub(super) struct Record {
    pub(super) name: String,
    pub(super) properties: Vec<Property>,
    pub(super) rules: Rules,
}

pub(super) struct Property {
    pub(super) name: String,
    pub(super) ty: Type,
    /// What `CloudFormation` takes, where it is more than the type that the property has in Rust.
    pub(super) wide: Type,
    pub(super) required: bool,
    pub(super) update: Update,
    pub(super) deprecated: bool,
    /// From `relationshipRefs`: a type and one of its attributes.
    pub(super) references: Vec<(String, String)>,
    pub(super) facts: Facts,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Update {
    InPlace,
    MayReplace,
    Replaces,
}

pub(super) struct Attribute {
    /// `Endpoint.Address`.
    pub(super) name: String,
    pub(super) ty: Type,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Type {
    Text,
    Integer,
    Number,
    Boolean,
    /// Free JSON, and what is one of several types.
    Any,
    List(Box<Type>),
    Map(Box<Type>),
    Tag,
    Record(usize),
    /// One of several types, two at least and none of them [`Type::Any`].
    OneOf(Vec<Type>),
}

impl Type {
    /// The element type of a list or map of any depth.
    pub(super) fn innermost(&self) -> &Type {
        match self {
            Type::List(of) | Type::Map(of) => of.innermost(),
            other => other,
        }
    }

    /// The type without what can be said in another way: one item is a list of one, text that stands for a number is cast.
    fn narrowed(&self) -> Type {
        match self {
            Type::List(of) => Type::List(Box::new(of.narrowed())),
            Type::Map(of) => Type::Map(Box::new(of.narrowed())),
            Type::OneOf(types) => {
                if let [Type::Text, number] | [number, Type::Text] = types.as_slice()
                    && matches!(number, Type::Integer | Type::Number | Type::Boolean)
                {
                    return number.clone();
                }
                let list = types.iter().find(|it| {
                    let Type::List(of) = it else { return false };
                    let items = if let Type::OneOf(items) = &**of {
                        items.as_slice()
                    } else {
                        std::slice::from_ref(&**of)
                    };
                    types.iter().all(|other| other == *it || items.contains(other))
                });
                list.unwrap_or(self).clone()
            }
            other => other.clone(),
        }
    }
}

impl Spec {
    /// Reads the database of aws-service-spec.
    pub(super) fn read(database: &str) -> Result<Spec> {
        let database: Value = database.parse().context("the database of aws-service-spec")?;
        let schema = &database["schema"];
        let entities =
            |table: &str| schema[table]["entities"].as_array().context(format!("no table {table}"));
        let forward = |relation: &str, id: &str| -> Vec<String> {
            list(&schema[relation]["forward"][id]).filter_map(|it| text(&it["$id"])).collect()
        };
        let mut index = BTreeMap::new();
        for (at, record) in entities("typeDefinition")?.iter().enumerate() {
            index.insert(text(&record["$id"]).unwrap_or_default(), at);
        }
        let mut records = Vec::new();
        for record in entities("typeDefinition")? {
            records.push(Record {
                name: text(&record["name"]).context("a type has no name")?,
                properties: properties(&record["properties"], &index),
                rules: Rules::default(),
            });
        }
        let mut resources: BTreeMap<String, &Value> = BTreeMap::new();
        for resource in entities("resource")? {
            resources.insert(text(&resource["$id"]).unwrap_or_default(), resource);
        }
        let mut services = Vec::new();
        for service in entities("service")? {
            let id = text(&service["$id"]).context("a service has no id")?;
            let mut members: Vec<Resource> = forward("hasResource", &id)
                .iter()
                .filter_map(|id| Some((id, resources.get(id)?)))
                .map(|(id, it)| resource(it, &forward("usesType", id), &index))
                .collect::<Result<_>>()?;
            members.sort_by(|a, b| a.type_name.cmp(&b.type_name));
            members.dedup_by(|a, b| a.type_name == b.type_name);
            for member in &mut members {
                member.records.sort_by(|&a, &b| records[a].name.cmp(&records[b].name));
            }
            services.push(Service {
                name: text(&service["shortName"]).context("a service has no name")?,
                resources: members,
            });
        }
        services.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Spec { services, records })
    }

    pub(super) fn resources(&self) -> impl Iterator<Item = (&Service, &Resource)> {
        self.services
            .iter()
            .flat_map(|service| service.resources.iter().map(move |resource| (service, resource)))
    }
}

fn resource(value: &Value, uses: &[String], index: &BTreeMap<String, usize>) -> Result<Resource> {
    let type_name = text(&value["cloudFormationType"]).context("a resource has no type")?;
    let identifier: Vec<String> = list(&value["primaryIdentifier"]).filter_map(text).collect();
    let reference: Vec<String> = list(&value["cfnRefIdentifier"]).filter_map(text).collect();
    let reference = if reference.is_empty() { &identifier } else { &reference };
    let reference = if let [one] = reference.as_slice() { Some(one.clone()) } else { None };
    let attributes = object(&value["attributes"])
        .map(|(name, it)| Attribute { name: name.clone(), ty: ty(&it["type"], index) })
        .collect::<Vec<_>>();
    Ok(Resource {
        name: text(&value["name"]).context("a resource has no name")?,
        properties: properties(&value["properties"], index),
        read_only: attributes.iter().map(|it| it.name.clone()).collect(),
        attributes,
        identifier,
        reference,
        tags: tags(&value["tagInformation"]),
        records: uses.iter().filter_map(|id| index.get(id).copied()).collect(),
        deprecated: false,
        rules: Rules::default(),
        type_name,
    })
}

fn tags(value: &Value) -> Option<Tags> {
    let style = match value["variant"].as_str()? {
        "map" => "Map",
        "asg" => "AutoScaling",
        _ => "List",
    };
    Some(Tags { property: text(&value["tagPropertyName"])?, style })
}

/// By name.
fn properties(value: &Value, index: &BTreeMap<String, usize>) -> Vec<Property> {
    let mut properties: Vec<Property> = object(value)
        .map(|(name, it)| (name, it, ty(&it["type"], index)))
        .map(|(name, it, wide)| Property {
            name: name.clone(),
            ty: wide.narrowed(),
            wide,
            required: it["required"] == true,
            update: match it["causesReplacement"].as_str() {
                Some("yes") => Update::Replaces,
                Some("maybe") => Update::MayReplace,
                _ => Update::InPlace,
            },
            deprecated: !it["deprecated"].is_null(),
            references: list(&it["relationshipRefs"])
                .filter_map(|it| Some((text(&it["cloudFormationType"])?, text(&it["propertyName"])?)))
                .collect(),
            facts: Facts::of_database(&it["type"]),
        })
        .collect();
    properties.sort_by(|a, b| a.name.cmp(&b.name));
    properties
}

fn ty(value: &Value, index: &BTreeMap<String, usize>) -> Type {
    match value["type"].as_str() {
        Some("string" | "date-time") => Type::Text,
        Some("integer") => Type::Integer,
        Some("number") => Type::Number,
        Some("boolean") => Type::Boolean,
        Some("array") => Type::List(Box::new(ty(&value["element"], index))),
        Some("map") => Type::Map(Box::new(ty(&value["element"], index))),
        Some("tag") => Type::Tag,
        Some("ref") => value["reference"]["$ref"]
            .as_str()
            .and_then(|id| index.get(id))
            .map_or(Type::Any, |&at| Type::Record(at)),
        Some("union") => one_of(list(&value["types"]).map(|it| ty(it, index)).collect()),
        _ => Type::Any,
    }
}

/// Free JSON beside a type says no more than the type does, but for documents, which are JSON or its text.
fn one_of(types: Vec<Type>) -> Type {
    let is_document = |it: &Type| matches!(it, Type::Any | Type::Text);
    let is_plain = |it: &Type| matches!(it, Type::Integer | Type::Number | Type::Boolean);
    let has_any = types.contains(&Type::Any);
    if has_any && (types.iter().all(is_document) || types.iter().any(is_plain)) {
        return Type::Any;
    }
    let mut types: Vec<Type> = types.into_iter().filter(|it| *it != Type::Any).collect();
    if types.len() > 1 { Type::OneOf(types) } else { types.pop().unwrap_or(Type::Any) }
}

pub(super) fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

pub(super) fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

pub(super) fn object(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}
