//! The effect of a changed property on its resource, by the schema of the type.

use serde_json::Value;

use super::value::Step;

/// The effect of a property's update, the gentlest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Update {
    InPlace,
    /// The schema of the type is not known.
    Unknown,
    MayReplace,
    Replace,
}

/// The schema of a resource type.
pub(crate) struct Schema(Value);

impl Schema {
    /// Of a type whose service is compiled in.
    pub(crate) fn of(type_name: &str) -> Option<Self> {
        serde_json::from_str(cdk_aws::schema_of(type_name)?).ok().map(Self)
    }

    /// The effect of a change at a place below `Properties`.
    pub(crate) fn update(&self, steps: &[Step]) -> Update {
        let mut update = Update::InPlace;
        let mut properties = self.0.get("p");
        let mut kind = "";
        for step in steps {
            let inner = match kind.as_bytes().first() {
                Some(b'[' | b'{') => kind.get(1..kind.len() - 1).unwrap_or_default(),
                _ => "",
            };
            if !inner.is_empty() {
                kind = inner;
                properties = self.properties(kind);
                continue;
            }
            let Step::Key(name) = step else { break };
            let Some(property) = properties.and_then(|properties| properties.get(name)) else { break };
            update = update.max(match property.get("u").and_then(Value::as_str) {
                Some("r") => Update::Replace,
                Some(_) => Update::MayReplace,
                None => Update::InPlace,
            });
            kind = property.get("t").and_then(Value::as_str).unwrap_or_default();
            properties = self.properties(kind);
        }
        update
    }

    fn properties(&self, kind: &str) -> Option<&Value> {
        self.0.get("t")?.get(kind.strip_prefix('#')?)
    }
}
