//! Values of properties against AWS's schemas.

mod beyond;
mod combination;
mod fold;
mod pattern;
mod scalar;

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use self::combination::Given;
use self::pattern::Patterns;
use super::model::{Model, Resource, is_token};
use super::report::Report;
use super::schema::{Field, Fields, Schema, Schemas, alternative};
use super::worlds::{self, World, arms_of, is_no_value};
use super::{references, rules, similar};

pub(super) fn check<'a>(model: &Model<'a>, schemas: &Schemas<'a>, report: &mut Report) {
    let mut patterns = Patterns::default();
    beyond::check(model, &mut patterns, report);
    for &resource in model.all() {
        let Some(schema) = schemas.get(resource.type_name) else { continue };
        if schema.deprecated == 1 {
            let message = format!("AWS has given up {}", resource.type_name);
            report.add(rules::DEPRECATED, resource, "", message);
        }
        let all = worlds_of(resource);
        let mut walk = Walk {
            model,
            schemas,
            schema,
            resource,
            report,
            patterns: &mut patterns,
            at: String::new(),
            worlds: all.as_deref().map(|all| all.iter().collect()),
        };
        let none = Value::Object(serde_json::Map::new());
        walk.object(&schema.properties, "", resource.declaration.get("Properties").unwrap_or(&none));
    }
}

/// Objects for which a template may have the path of a file before it is packaged.
const PACKAGED: [(&str, &str); 5] = [
    ("AWS::ApiGateway::RestApi", "BodyS3Location"),
    ("AWS::ElasticBeanstalk::ApplicationVersion", "SourceBundle"),
    ("AWS::Lambda::Function", "Code"),
    ("AWS::Lambda::LayerVersion", "Content"),
    ("AWS::StepFunctions::StateMachine", "DefinitionS3Location"),
];

/// The worlds in which a resource is there; none if there are too many.
fn worlds_of(resource: Resource<'_>) -> Option<Vec<World>> {
    let own = resource.declaration.get("Condition").and_then(Value::as_str);
    let mut names: BTreeSet<&str> = BTreeSet::new();
    worlds::names(resource.declaration, &mut names);
    if !names.is_empty() {
        names.extend(own);
    }
    let mut all = worlds::of(resource.stack, &names)?;
    all.retain(|world| own.and_then(|own| world.get(own)) != Some(&false));
    Some(all)
}

/// The check of one resource's properties, and where it is.
struct Walk<'w, 'a> {
    model: &'w Model<'a>,
    schemas: &'w Schemas<'a>,
    schema: &'w Schema<'static>,
    resource: Resource<'a>,
    report: &'w mut Report,
    patterns: &'w mut Patterns,
    /// The dotted path below `Properties`.
    at: String,
    /// The worlds in which this value is chosen; none if there are too many.
    worlds: Option<Vec<&'w World>>,
}

impl Walk<'_, '_> {
    fn found(&mut self, rule: &'static super::Rule, message: impl Into<String>) {
        self.report.add(rule, self.resource, &self.at, message);
    }

    /// Continues with the value one step further along the path.
    fn step(&mut self, step: &str, go: impl FnOnce(&mut Self)) {
        let length = self.at.len();
        if length > 0 {
            self.at.push('.');
        }
        self.at.push_str(step);
        go(self);
        self.at.truncate(length);
    }

    fn object(&mut self, fields: &Fields<'_>, type_name: &str, value: &Value) {
        let Some(entries) = value.as_object() else {
            return self
                .found(rules::WRONG_TYPE, format!("an object is wanted, and {} is given", name_of(value)));
        };
        for (name, value) in entries {
            match fields.get(name.as_str()) {
                Some(field) => self.step(name, |walk| walk.field(field, value)),
                // A transform may bring further properties.
                None if name.starts_with("Fn::") => {}
                None => self.unknown(fields, type_name, name),
            }
        }
        self.together(fields, type_name, entries);
    }

    /// What holds for properties together, in each world by itself.
    fn together(&mut self, fields: &Fields<'_>, type_name: &str, entries: &Map<String, Value>) {
        let combinations = self.schema.combinations.get(type_name);
        // A transform may bring what is missing.
        let may_bring = entries.contains_key("Fn::Transform");
        let required = fields.iter().filter(|(_, field)| field.required == 1 && !may_bring);
        let required: Vec<&str> = required.map(|(name, _)| *name).collect();
        let faults = |given: &Given<'_>| {
            let missing = required.iter().filter(|name| given.is_missing(name));
            let missing =
                missing.map(|name| (rules::MISSING_PROPERTY, format!("`{name}` is required, and not set")));
            let broken = combinations.map(|rules| combination::broken(rules, given)).unwrap_or_default();
            let broken = broken.into_iter().map(|message| (rules::COMBINATION, message));
            missing.chain(broken).collect::<Vec<_>>()
        };
        let Some(worlds) = &self.worlds else {
            let faults = faults(&Given::in_any(entries));
            return faults.into_iter().for_each(|(rule, message)| self.found(rule, message));
        };
        let mut told = BTreeSet::new();
        let mut all = Vec::new();
        for world in worlds {
            for (rule, message) in faults(&Given::within(entries, world)) {
                if told.insert(message.clone()) {
                    all.push((rule, message + &where_it_is(entries, world)));
                }
            }
        }
        all.into_iter().for_each(|(rule, message)| self.found(rule, message));
    }

    fn unknown(&mut self, fields: &Fields<'_>, type_name: &str, name: &str) {
        let of = if type_name.is_empty() { self.resource.type_name } else { type_name };
        if type_name.is_empty() && self.schema.read_only.contains(&name) {
            return self
                .step(name, |walk| walk.found(rules::READ_ONLY, format!("`{name}` is set by AWS only")));
        }
        let guess = similar::hint(name, fields.keys().copied());
        let message = format!("{of} has no property `{name}`{guess}");
        self.step(name, |walk| walk.found(rules::UNKNOWN_PROPERTY, message));
    }

    fn field(&mut self, field: &Field<'_>, value: &Value) {
        if field.deprecated == 1 {
            self.found(rules::DEPRECATED, "AWS has given this property up");
        }
        self.value(field, field.kind, value);
    }

    fn value(&mut self, field: &Field<'_>, kind: &str, value: &Value) {
        if let Some((name, holds, fails)) = arms_of(value) {
            for (step, arm, truth) in [("Fn::If.1", holds, true), ("Fn::If.2", fails, false)] {
                let before = self.worlds.clone();
                if let Some(worlds) = &mut self.worlds {
                    worlds.retain(|world| world.get(name) != Some(&!truth));
                }
                // An arm that is never chosen may hold anything.
                if !is_no_value(arm) && self.worlds.as_ref().is_none_or(|worlds| !worlds.is_empty()) {
                    self.step(step, |walk| walk.value(field, kind, arm));
                }
                self.worlds = before;
            }
            return;
        }
        if let Some(text) = fold::text(value) {
            let text = Value::String(text);
            return self.scalar(field, alternative(kind, &text), &text);
        }
        if is_token(value) {
            if let Some(message) =
                references::misfit(self.model, self.schemas, self.resource, value, kind, &field.references)
            {
                self.found(rules::REFERENCE_KIND, message);
            }
            return;
        }
        let kind = alternative(kind, value);
        match kind.as_bytes() {
            [b'[', inner @ .., b']'] => {
                self.list(field, std::str::from_utf8(inner).unwrap_or_default(), value)
            }
            [b'{', inner @ .., b'}'] => {
                self.map(field, std::str::from_utf8(inner).unwrap_or_default(), value)
            }
            // `aws cloudformation package` puts an object where a local path is.
            [b'#', ..] if value.is_string() && PACKAGED.contains(&(self.resource.type_name, &self.at)) => {}
            [b'#', name @ ..] => {
                let name = std::str::from_utf8(name).unwrap_or_default();
                if let Some(fields) = self.schema.type_named(name) {
                    self.object(fields, name, value);
                }
            }
            b"tag" => self.tag(value),
            _ => self.scalar(field, kind, value),
        }
    }

    fn list(&mut self, field: &Field<'_>, inner: &str, value: &Value) {
        let Some(items) = value.as_array() else {
            return self
                .found(rules::WRONG_TYPE, format!("a list is wanted, and {} is given", name_of(value)));
        };
        self.count(field, items);
        let mut before = BTreeSet::new();
        for (index, item) in items.iter().enumerate() {
            let step = index.to_string();
            if field.uniq == 1 && !before.insert(item.to_string()) {
                self.step(&step, |walk| walk.found(rules::TWICE, "the item is there before"));
            }
            self.step(&step, |walk| walk.value(field, inner, item));
        }
    }

    fn count(&mut self, field: &Field<'_>, items: &[Value]) {
        let mut counts = BTreeSet::new();
        match &self.worlds {
            Some(worlds) => counts.extend(
                worlds
                    .iter()
                    .map(|world| items.iter().filter(|item| worlds::pick(item, world).is_some()).count()),
            ),
            // An item that is conditional may go.
            None if items.iter().any(|item| arms_of(item).is_some()) => {}
            None => drop(counts.insert(items.len())),
        }
        if let (Some(count), Some(least)) = (counts.first(), field.imin)
            && *count < least
        {
            self.found(rules::COUNT, format!("{count} items, and at least {least} are needed"));
        }
        if let (Some(count), Some(most)) = (counts.last(), field.imax)
            && *count > most
        {
            self.found(rules::COUNT, format!("{count} items, and at most {most} are allowed"));
        }
    }

    fn map(&mut self, field: &Field<'_>, inner: &str, value: &Value) {
        let Some(entries) = value.as_object() else {
            return self
                .found(rules::WRONG_TYPE, format!("an object is wanted, and {} is given", name_of(value)));
        };
        for (key, item) in entries {
            self.step(key, |walk| walk.value(field, inner, item));
        }
    }

    fn tag(&mut self, value: &Value) {
        let Some(entries) = value.as_object() else {
            return self
                .found(rules::WRONG_TYPE, format!("a tag is wanted, and {} is given", name_of(value)));
        };
        for name in ["Key", "Value"].into_iter().filter(|name| !entries.contains_key(*name)) {
            self.found(rules::MISSING_PROPERTY, format!("a tag needs a `{name}`"));
        }
        if entries
            .get("Key")
            .and_then(Value::as_str)
            .is_some_and(|key| key.to_ascii_lowercase().starts_with("aws:"))
        {
            self.found(rules::PATTERN, "keys that begin with `aws:` are AWS's own");
        }
    }

    fn scalar(&mut self, field: &Field<'_>, kind: &str, value: &Value) {
        for (rule, message) in scalar::wrong(field, kind, value, self.patterns) {
            self.found(rule, message);
        }
    }
}

/// Which of the conditions that choose between properties hold; nothing where none does.
fn where_it_is(entries: &Map<String, Value>, world: &World) -> String {
    let mut names = BTreeSet::new();
    for mut value in entries.values() {
        while let Some((name, holds, fails)) = arms_of(value) {
            names.insert(name);
            value = if world.get(name) == Some(&true) { holds } else { fails };
        }
    }
    let names = names.iter().filter_map(|name| Some(format!("{name} is {}", world.get(*name)?)));
    let names: Vec<String> = names.collect();
    if names.is_empty() { String::new() } else { format!(" where {}", names.join(" and ")) }
}

fn name_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
