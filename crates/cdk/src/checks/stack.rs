//! A template without an app, as the stack that it would be.

use serde_json::Value;

use crate::synth::{ResourceEntry, StackTemplate};
use crate::{Bootstrap, Environment};

/// The paths of its resources are their logical ids.
pub(super) fn of(name: &str, template: Value) -> StackTemplate {
    let declared = template.get("Resources").and_then(Value::as_object);
    let entry = |(id, declaration): (&String, &Value)| {
        let type_name = declaration.get("Type").and_then(Value::as_str).unwrap_or_default().to_owned();
        (id.clone(), ResourceEntry { path: id.clone(), type_name, info: None })
    };
    StackTemplate {
        resources: declared.into_iter().flatten().map(entry).collect(),
        path: name.to_owned(),
        artifact_id: name.to_owned(),
        name: name.to_owned(),
        environment: Environment::agnostic(),
        bootstrap: Bootstrap::default(),
        template,
        termination_protection: false,
        tags: Default::default(),
        depends_on: Default::default(),
        files: Default::default(),
        images: Default::default(),
        logical_ids: Default::default(),
        annotations: Default::default(),
        acknowledgements: Default::default(),
    }
}
