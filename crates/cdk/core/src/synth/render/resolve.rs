use serde_json::{Value, json};

use super::declaration;
use crate::synth::crossing::{Crossings, Replacements, source};
use crate::synth::dependencies::Dependencies;
use crate::synth::ids::Ids;
use crate::tree::{Data, NodeId};
use crate::{Json, Scope};

/// All that the template of one stack is made of.
#[derive(Clone, Copy)]
pub(in crate::synth) struct Resolver<'a> {
    pub(in crate::synth) app: &'a Scope,
    pub(in crate::synth) stack: NodeId,
    pub(in crate::synth) ids: &'a Ids,
    pub(in crate::synth) crossings: &'a Crossings,
    pub(in crate::synth) dependencies: &'a Dependencies,
}

impl<'a> Resolver<'a> {
    pub(super) fn value(&self, json: &Json) -> Value {
        self.values().of(json)
    }

    pub(super) fn values(&self) -> Values<'a> {
        Values { stack: self.stack, ids: self.ids, replacements: &self.crossings.replacements }
    }

    /// The declaration of a resource.
    pub(in crate::synth) fn resource(&self, node: NodeId) -> Option<Value> {
        let surroundings = declaration::Surroundings::of(self, node);
        self.app.tree.read(node, |entry| match &entry.data {
            Data::Resource(data) => Some(declaration::render(&surroundings, data).0),
            _ => None,
        })
    }
}

/// Turns values of the tree into those of one stack's template, on any thread.
#[derive(Clone, Copy)]
pub(super) struct Values<'a> {
    stack: NodeId,
    ids: &'a Ids,
    replacements: &'a Replacements,
}

impl Values<'_> {
    /// Nulls within objects are left out, as CloudFormation knows none.
    pub(super) fn of(&self, json: &Json) -> Value {
        match json {
            Json::Null => Value::Null,
            Json::Bool(value) => Value::Bool(*value),
            Json::Number(value) => Value::Number(value.clone()),
            Json::String(text) => Value::String(text.clone().into_owned()),
            Json::List(items) => {
                items.iter().map(|item| self.of(item)).filter(|item| !item.is_null()).collect()
            }
            Json::Object(entries) => {
                let entries = entries.iter().map(|(key, value)| (key.clone().into_owned(), self.of(value)));
                Value::Object(entries.filter(|(_, value)| !value.is_null()).collect())
            }
            Json::Ref(_) | Json::GetAtt(..) | Json::LogicalId(_) => self.reference(json),
        }
    }

    fn reference(&self, json: &Json) -> Value {
        let Some(source) = source(json) else { return Value::Null };
        if let Some(replacement) = self.replacements.of(self.stack, &source) {
            return self.of(replacement);
        }
        // A reference to nothing is a mistake that is known by now.
        let Some(id) = self.ids.of(source.0) else { return Value::Null };
        match json {
            Json::LogicalId(_) => Value::String(id.to_owned()),
            Json::GetAtt(_, attribute) => json!({"Fn::GetAtt": [id, attribute]}),
            Json::Ref(_)
            | Json::Null
            | Json::Bool(_)
            | Json::Number(_)
            | Json::String(_)
            | Json::List(_)
            | Json::Object(_) => {
                json!({"Ref": id})
            }
        }
    }
}
