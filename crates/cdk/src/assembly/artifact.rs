//! A stack in the manifest.

use serde_json::{Map, Value, json};

use super::publish;
use crate::checks::PACK;
use crate::synth::{Assembly, StackTemplate};
use crate::{Acknowledgement, BOOTSTRAP_VERSION, Level};

/// The least version of the bootstrap stack that has a role for look-ups.
const LOOKUP_VERSION: u32 = 8;

pub(super) fn stack(assembly: &Assembly, stack: &StackTemplate, template: &publish::Template) -> Value {
    let (bootstrap, environment) = (&stack.bootstrap, &stack.environment);
    let parameter = bootstrap.version_parameter();
    let mut properties = json!({
        "templateFile": template.file,
        "terminationProtection": stack.termination_protection,
        "validateOnSynth": false,
        "assumeRoleArn": bootstrap.role_arn(environment, "deploy"),
        "cloudFormationExecutionRoleArn": bootstrap.role_arn(environment, "cfn-exec"),
        "stackTemplateAssetObjectUrl": format!("s3://{}/{}.json", bootstrap.bucket(environment), template.hash),
        "requiresBootstrapStackVersion": BOOTSTRAP_VERSION,
        "bootstrapStackVersionSsmParameter": parameter,
        "additionalDependencies": [publish::artifact_id(stack)],
        "lookupRole": {
            "arn": bootstrap.role_arn(environment, "lookup"),
            "requiresBootstrapStackVersion": LOOKUP_VERSION,
            "bootstrapStackVersionSsmParameter": parameter,
        },
    });
    if let Value::Object(properties) = &mut properties {
        if stack.name != stack.artifact_id {
            properties.insert("stackName".to_owned(), stack.name.clone().into());
        }
        if !stack.tags.is_empty() {
            properties.insert("tags".to_owned(), json!(stack.tags));
        }
    }
    let near = |path: &&String| assembly.stacks.values().any(|other| other.path == **path);
    let others = stack.depends_on.iter().filter(near);
    let id_of = |path: &String| {
        assembly.stacks.values().find(|other| other.path == *path).map(|other| other.artifact_id.clone())
    };
    let mut dependencies: Vec<String> = others.filter_map(id_of).collect();
    dependencies.push(publish::artifact_id(stack));
    dependencies.sort();
    let mut artifact = json!({
        "type": "aws:cloudformation:stack",
        "environment": environment.url(),
        "properties": properties,
        "dependencies": dependencies,
        "displayName": stack.path,
    });
    if let Value::Object(artifact) = &mut artifact {
        artifact.insert("metadata".to_owned(), metadata(stack));
    }
    artifact
}

/// Logical ids, annotations and accepted findings by the path of the construct, which begins with `/`.
fn metadata(stack: &StackTemplate) -> Value {
    let mut metadata: Map<String, Value> = Map::new();
    let mut add = |path: &str, kind: &str, data: Value| {
        let entries = metadata.entry(format!("/{path}")).or_insert_with(|| json!([]));
        if let Value::Array(entries) = entries {
            entries.push(json!({"type": kind, "data": data}));
        }
    };
    for (path, id) in &stack.logical_ids {
        add(path, "aws:cdk:logicalId", id.clone().into());
    }
    for (path, annotations) in &stack.annotations {
        for annotation in annotations {
            let kind = match annotation.level {
                Level::Info => "aws:cdk:info",
                Level::Warning => "aws:cdk:warning",
                Level::Error => "aws:cdk:error",
            };
            add(path, kind, annotation.message.clone().into());
        }
    }
    for (path, acknowledgements) in &stack.acknowledgements {
        for Acknowledgement { rule, reason } in acknowledgements {
            let rule = if rule.contains("::") { rule.clone() } else { format!("{PACK}::{rule}") };
            add(path, "aws:cdk:acknowledged-rules", json!({ rule: reason }));
        }
    }
    Value::Object(metadata)
}
