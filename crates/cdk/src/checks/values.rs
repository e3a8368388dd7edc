//! Values of properties against AWS's schemas.

mod beyond;
mod combination;
mod fold;
mod pattern;
mod scalar;
mod similar;

use serde_json::Value;

use self::pattern::Patterns;
use super::model::{Model, Resource, is_token};
use super::references;
use super::report::Report;
use super::rules;
use super::schema::{Field, Fields, Schema, Schemas};

pub(super) fn check<'a>(model: &Model<'a>, schemas: &Schemas<'a>, report: &mut Report) {
    let mut patterns = Patterns::default();
    beyond::check(model, &mut patterns, report);
    for &resource in model.all() {
        let Some(schema) = schemas.get(resource.type_name) else { continue };
        if schema.deprecated == 1 {
            let message = format!("AWS has given up {}", resource.type_name);
            report.add(rules::DEPRECATED, resource, "", message);
        }
        let mut walk =
            Walk { model, schemas, schema, resource, report, patterns: &mut patterns, at: String::new() };
        let none = Value::Object(serde_json::Map::new());
        walk.object(&schema.properties, "", resource.declaration.get("Properties").unwrap_or(&none));
    }
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
        let needed = |(_, field): &(_, &Field<'_>)| field.required == 1;
        for (name, _) in fields.iter().filter(needed) {
            if entries.get(*name).is_none_or(is_no_value) && !entries.contains_key("Fn::Transform") {
                self.found(rules::MISSING_PROPERTY, format!("`{name}` is required, and not set"));
            }
        }
        if let Some(combinations) = self.schema.combinations.get(type_name) {
            for message in combination::broken(combinations, entries) {
                self.found(rules::COMBINATION, message);
            }
        }
    }

    fn unknown(&mut self, fields: &Fields<'_>, type_name: &str, name: &str) {
        let of = if type_name.is_empty() { self.resource.type_name } else { type_name };
        if type_name.is_empty() && self.schema.read_only.contains(&name) {
            return self
                .step(name, |walk| walk.found(rules::READ_ONLY, format!("`{name}` is set by AWS only")));
        }
        let guess = similar::closest(name, fields.keys().copied());
        let guess = guess.map(|guess| format!("; `{guess}` is similar")).unwrap_or_default();
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
        if let Some(arms) = value.get("Fn::If").and_then(Value::as_array) {
            for (index, arm) in arms.iter().enumerate().skip(1) {
                if !is_no_value(arm) {
                    self.step(&format!("Fn::If.{index}"), |walk| walk.value(field, kind, arm));
                }
            }
            return;
        }
        if let Some(text) = fold::text(value) {
            return self.scalar(field, kind, &Value::String(text));
        }
        if is_token(value) {
            if let Some(message) =
                references::misfit(self.model, self.schemas, self.resource, value, kind, &field.references)
            {
                self.found(rules::REFERENCE_KIND, message);
            }
            return;
        }
        match kind.as_bytes() {
            [b'[', inner @ .., b']'] => {
                self.list(field, std::str::from_utf8(inner).unwrap_or_default(), value)
            }
            [b'{', inner @ .., b'}'] => {
                self.map(field, std::str::from_utf8(inner).unwrap_or_default(), value)
            }
            [b'#', name @ ..] => {
                let name = std::str::from_utf8(name).unwrap_or_default();
                if let Some(fields) = self.schema.type_named(name) {
                    self.object(&fields, name, value);
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
        let count = items.len();
        // An item that is a token may be none, and one that is conditional may go.
        if !items.iter().any(|item| item.get("Fn::If").is_some() || is_no_value(item)) {
            if let Some(least) = field.imin.filter(|least| count < *least) {
                self.found(rules::COUNT, format!("{count} items, and at least {least} are needed"));
            }
            if let Some(most) = field.imax.filter(|most| count > *most) {
                self.found(rules::COUNT, format!("{count} items, and at most {most} are allowed"));
            }
        }
        for (index, item) in items.iter().enumerate() {
            let before = items.get(..index).unwrap_or_default();
            let step = index.to_string();
            if field.uniq == 1 && before.contains(item) {
                self.step(&step, |walk| walk.found(rules::TWICE, "the item is there before"));
            }
            self.step(&step, |walk| walk.value(field, inner, item));
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

fn is_no_value(value: &Value) -> bool {
    value.get("Ref").is_some_and(|name| name == "AWS::NoValue")
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
