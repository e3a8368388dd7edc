use serde_json::{Value, json};

use crate::synth::crossing::{Crossings, source};
use crate::synth::ids::Ids;
use crate::tree::NodeId;
use crate::{Json, Scope};

/// Turns values of the tree into those of one stack's template.
pub(super) struct Resolver<'a> {
    pub(super) app: &'a Scope,
    pub(super) stack: NodeId,
    pub(super) ids: &'a Ids,
    pub(super) crossings: &'a Crossings,
}

impl Resolver<'_> {
    /// Nulls within objects are left out, as CloudFormation knows none.
    pub(super) fn value(&self, json: &Json) -> Value {
        match json {
            Json::Null => Value::Null,
            Json::Bool(value) => Value::Bool(*value),
            Json::Number(value) => Value::Number(value.clone()),
            Json::String(text) => Value::String(text.clone().into_owned()),
            Json::List(items) => {
                items.iter().map(|item| self.value(item)).filter(|item| !item.is_null()).collect()
            }
            Json::Object(entries) => {
                let entries =
                    entries.iter().map(|(key, value)| (key.clone().into_owned(), self.value(value)));
                Value::Object(entries.filter(|(_, value)| !value.is_null()).collect())
            }
            Json::Ref(_) | Json::GetAtt(..) | Json::LogicalId(_) => self.reference(json),
        }
    }

    fn reference(&self, json: &Json) -> Value {
        let Some(source) = source(json) else { return Value::Null };
        if let Some(replacement) = self.crossings.replacement(self.stack, &source) {
            return self.value(replacement);
        }
        let Some(id) = self.ids.of(source.0) else {
            self.app.at(source.0).fail("it is referred to, and it is no resource, parameter or condition");
            return Value::Null;
        };
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
