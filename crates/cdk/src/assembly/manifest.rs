//! `manifest.json` of an assembly, and those of the stages in it.

use serde_json::{Map, Value, json};

use super::disk::Disk;
use super::{AssemblyError, SCHEMA_VERSION, artifact, publish};
use crate::context::Missing;
use crate::synth::Assembly;

/// Writes all files of an assembly but its manifest, which it returns.
pub(super) fn write(
    assembly: &Assembly,
    missing: Option<&[Missing]>,
    disk: &Disk<'_>,
) -> Result<Value, AssemblyError> {
    let mut artifacts = Map::new();
    for (id, stage) in &assembly.stages {
        let inner = disk.inner(id)?;
        inner.finish(&write(stage, None, &inner)?)?;
        let properties = json!({"directoryName": id, "displayName": stage.path});
        artifacts.insert(id.clone(), json!({"type": "cdk:cloud-assembly", "properties": properties}));
    }
    for (id, stack) in &assembly.stacks {
        let template = publish::template(stack, disk)?;
        publish::assets(stack, &template, disk)?;
        artifacts.insert(publish::artifact_id(stack), publish::artifact(stack));
        artifacts.insert(id.clone(), artifact::stack(assembly, stack, &template));
    }
    let mut manifest = json!({"version": SCHEMA_VERSION});
    if let Value::Object(manifest) = &mut manifest {
        if let Some(missing) = missing {
            artifacts
                .insert("Tree".to_owned(), json!({"type": "cdk:tree", "properties": {"file": "tree.json"}}));
            if !missing.is_empty() {
                manifest.insert("missing".to_owned(), missing.iter().map(question).collect());
            }
        }
        manifest.insert("artifacts".to_owned(), Value::Object(artifacts));
    }
    Ok(manifest)
}

fn question(missing: &Missing) -> Value {
    json!({"key": missing.key, "provider": missing.provider, "props": missing.props})
}
