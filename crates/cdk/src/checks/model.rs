//! The resources of all stacks, as rules look at them.

mod arms;

use std::collections::BTreeMap;

use serde_json::Value;

pub(super) use self::arms::{arms, values};
use crate::synth::StackTemplate;

/// All resources, found by type, by logical id and across stacks.
pub(super) struct Model<'a> {
    pub(super) stacks: &'a [&'a StackTemplate],
    resources: Vec<Resource<'a>>,
    by_type: BTreeMap<&'a str, Vec<usize>>,
    by_id: BTreeMap<(usize, &'a str), usize>,
    /// The exports by name: stack and value.
    exports: BTreeMap<&'a str, (usize, &'a Value)>,
}

/// A resource's declaration, and where it comes from.
#[derive(Clone, Copy)]
pub(super) struct Resource<'a> {
    pub(super) stack: &'a StackTemplate,
    home: usize,
    pub(super) id: &'a str,
    pub(super) path: &'a str,
    pub(super) type_name: &'a str,
    pub(super) declaration: &'a Value,
}

impl<'a> Model<'a> {
    pub(super) fn new(stacks: &'a [&'a StackTemplate]) -> Self {
        let mut model = Self {
            stacks,
            resources: Vec::new(),
            by_type: BTreeMap::new(),
            by_id: BTreeMap::new(),
            exports: BTreeMap::new(),
        };
        for (home, &stack) in stacks.iter().enumerate() {
            for (id, entry) in &stack.resources {
                let Some(declaration) = stack.template.get("Resources").and_then(|all| all.get(id)) else {
                    continue;
                };
                let index = model.resources.len();
                // The escape hatch may have changed it.
                let type_name = declaration.get("Type").and_then(Value::as_str).unwrap_or(&entry.type_name);
                model.by_type.entry(type_name).or_default().push(index);
                model.by_id.insert((home, id), index);
                model.resources.push(Resource { stack, home, id, path: &entry.path, type_name, declaration });
            }
            for output in entries(stack, "Outputs").map(|(_, output)| output) {
                if let (Some(name), Some(value)) =
                    (output.pointer("/Export/Name").and_then(Value::as_str), output.get("Value"))
                {
                    model.exports.insert(name, (home, value));
                }
            }
        }
        model
    }

    pub(super) fn all(&self) -> &[Resource<'a>] {
        &self.resources
    }

    pub(super) fn of(&self, type_name: &str) -> impl Iterator<Item = Resource<'a>> + use<'a, '_> {
        self.by_type
            .get(type_name)
            .into_iter()
            .flatten()
            .filter_map(|index| self.resources.get(*index).copied())
    }

    pub(super) fn types(&self) -> impl Iterator<Item = &'a str> {
        self.by_type.keys().copied()
    }

    /// The logical ids of a resource's stack.
    pub(super) fn near(&self, resource: Resource<'a>) -> impl Iterator<Item = &'a str> + use<'a, '_> {
        self.by_id.keys().filter(move |(home, _)| *home == resource.home).map(|(_, id)| *id)
    }

    pub(super) fn resource(&self, near: Resource<'a>, id: &str) -> Option<Resource<'a>> {
        self.resources.get(*self.by_id.get(&(near.home, id))?).copied()
    }

    /// The resource that a value of `from` is a reference to, and its attribute; empty for `Ref`. Follows imports to other stacks.
    pub(super) fn target(&self, from: Resource<'a>, value: &'a Value) -> Option<(Resource<'a>, &'a str)> {
        let (home, value) = match value.get("Fn::ImportValue").and_then(Value::as_str) {
            Some(name) => *self.exports.get(name)?,
            None => (from.home, value),
        };
        let (id, attribute) = reference(value)?;
        Some((self.resources.get(*self.by_id.get(&(home, id))?).copied()?, attribute))
    }

    /// The resource that a property refers to.
    pub(super) fn linked(&self, from: Resource<'a>, property: &str) -> Option<Resource<'a>> {
        self.target(from, from.at(property)?).map(|(resource, _)| resource)
    }

    /// All resources that a value mentions in any way.
    pub(super) fn mentioned(&self, from: Resource<'a>, value: &'a Value) -> Vec<Resource<'a>> {
        let mut found = Vec::new();
        self.mentions(from, value, &mut found);
        found
    }

    fn mentions(&self, from: Resource<'a>, value: &'a Value, found: &mut Vec<Resource<'a>>) {
        if let Some((resource, _)) = self.target(from, value) {
            return found.push(resource);
        }
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.mentions(from, item, found)),
            Value::Object(entries) => {
                if let Some(text) = entries.get("Fn::Sub").and_then(sub_text) {
                    found.extend(placeholders(text).filter_map(|(id, _)| self.resource(from, id)));
                }
                entries.values().for_each(|item| self.mentions(from, item, found));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}

/// The entries of a section of a template.
pub(super) fn entries<'a>(
    stack: &'a StackTemplate,
    section: &str,
) -> impl Iterator<Item = (&'a String, &'a Value)> {
    stack.template.get(section).and_then(Value::as_object).into_iter().flatten()
}

/// The logical id and the attribute that a `Ref` or `Fn::GetAtt` names.
pub(super) fn reference(value: &Value) -> Option<(&str, &str)> {
    if let Some(id) = value.get("Ref") {
        return Some((id.as_str()?, ""));
    }
    match value.get("Fn::GetAtt")? {
        Value::Array(parts) => Some((parts.first()?.as_str()?, parts.get(1)?.as_str()?)),
        Value::String(text) => text.split_once('.'),
        _ => None,
    }
}

/// The text of a `Fn::Sub`.
pub(super) fn sub_text(arguments: &Value) -> Option<&str> {
    arguments.as_str().or_else(|| arguments.get(0)?.as_str())
}

/// The names and attributes in `${..}` of a text for `Fn::Sub`.
pub(super) fn placeholders(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split("${").skip(1).filter_map(|rest| {
        let name = rest.split_once('}')?.0.trim();
        (!name.starts_with('!')).then(|| name.split_once('.').unwrap_or((name, "")))
    })
}

/// Whether a value is only known at deployment.
pub(super) fn is_token(value: &Value) -> bool {
    match value {
        Value::Object(entries) => {
            // Rain embeds files before it deploys.
            let is_function =
                |key: &String| key == "Ref" || ["Fn::", "Rain::"].iter().any(|it| key.starts_with(it));
            entries.len() == 1 && entries.keys().all(is_function)
        }
        Value::String(text) => text.contains("{{resolve:"),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => false,
    }
}

pub(super) fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.parse().ok())
}

pub(super) fn whole(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

pub(super) fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(value) => Some(*value),
        // CloudFormation takes these for a boolean, too.
        Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
        Value::Null | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A list, or the one item that stands for a list of one.
pub(super) fn items(value: Option<&Value>) -> &[Value] {
    match value {
        Some(Value::Array(items)) => items,
        Some(one) => std::slice::from_ref(one),
        None => &[],
    }
}

impl<'a> Resource<'a> {
    /// The value at a dotted path of its properties.
    pub(super) fn at(&self, property: &str) -> Option<&'a Value> {
        at(self.declaration.get("Properties")?, property)
    }

    pub(super) fn text(&self, property: &str) -> Option<&'a str> {
        self.at(property)?.as_str().filter(|text| !text.contains("{{resolve:"))
    }

    /// A property that is this if it is not set; nothing if it is a token.
    pub(super) fn text_or(&self, property: &str, default: &'static str) -> Option<&'a str> {
        if self.has(property) { self.text(property) } else { Some(default) }
    }

    pub(super) fn whole_or(&self, property: &str, default: i64) -> Option<i64> {
        if self.has(property) { self.whole(property) } else { Some(default) }
    }

    pub(super) fn whole(&self, property: &str) -> Option<i64> {
        whole(self.at(property)?)
    }

    pub(super) fn number(&self, property: &str) -> Option<f64> {
        number(self.at(property)?)
    }

    pub(super) fn truth(&self, property: &str) -> Option<bool> {
        truth(self.at(property)?)
    }

    /// The items of a list; none if it is a token.
    pub(super) fn list(&self, property: &str) -> &'a [Value] {
        self.at(property).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    pub(super) fn has(&self, property: &str) -> bool {
        self.at(property).is_some()
    }

    /// Whether it may not be there at all.
    pub(super) fn is_conditional(&self) -> bool {
        self.declaration.get("Condition").is_some()
    }

    pub(super) fn is(&self, other: &Self) -> bool {
        self.home == other.home && self.id == other.id
    }

    /// A key by which resources can be counted.
    pub(super) fn key(&self) -> (usize, &'a str) {
        (self.home, self.id)
    }

    pub(super) fn depends_on(&self, other: &Self) -> bool {
        self.home == other.home
            && items(self.declaration.get("DependsOn")).iter().any(|id| id.as_str() == Some(other.id))
    }

    pub(super) fn region(&self) -> Option<&'a str> {
        self.stack.environment.region.as_deref()
    }
}

/// The value at a dotted path of another.
pub(super) fn at<'a>(mut value: &'a Value, path: &str) -> Option<&'a Value> {
    for step in path.split('.') {
        value = match value {
            Value::Array(items) => items.get(step.parse::<usize>().ok()?)?,
            other => other.get(step)?,
        };
    }
    Some(value)
}
