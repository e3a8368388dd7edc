//! The uploads that precede a deployment: template, files and images.

use std::fs;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::disk::{Disk, pretty};
use super::{AssemblyError, SCHEMA_VERSION};
use crate::asset::{FileAsset, FileContent, ImageAsset};
use crate::assets::{copy, copy_context, hexadecimal, zip};
use crate::synth::StackTemplate;
use crate::{BOOTSTRAP_VERSION, Environment};

/// A template as it was written.
pub(super) struct Template {
    pub(super) file: String,
    pub(super) hash: String,
}

pub(super) fn template(stack: &StackTemplate, disk: &Disk<'_>) -> Result<Template, AssemblyError> {
    let file = format!("{}.template.json", stack.artifact_id);
    let content = pretty(&stack.template);
    disk.write(&file, &content)?;
    Ok(Template { file, hash: hexadecimal(Sha256::new().chain_update(&content)) })
}

pub(super) fn artifact_id(stack: &StackTemplate) -> String {
    format!("{}.assets", stack.artifact_id)
}

pub(super) fn artifact(stack: &StackTemplate) -> Value {
    let properties = json!({
        "file": format!("{}.assets.json", stack.artifact_id),
        "requiresBootstrapStackVersion": BOOTSTRAP_VERSION,
        "bootstrapStackVersionSsmParameter": stack.bootstrap.version_parameter(),
    });
    json!({"type": "cdk:asset-manifest", "properties": properties})
}

/// Writes the asset manifest of a stack, and the assets it names.
pub(super) fn assets(
    stack: &StackTemplate,
    template: &Template,
    disk: &Disk<'_>,
) -> Result<(), AssemblyError> {
    let mut files = Map::new();
    let key = format!("{}.json", template.hash);
    let display_name = format!("{} Template", stack.path);
    files.insert(template.hash.clone(), file_entry(stack, &display_name, &template.file, &key));
    for (key, asset) in &stack.files {
        let path = write_file(asset, disk)?;
        files.insert(key.clone(), file_entry(stack, &asset.display_name, &path, key));
    }
    let mut images = Map::new();
    for (tag, asset) in &stack.images {
        let path = write_context(asset, disk)?;
        images.insert(tag.clone(), image_entry(stack, asset, &path));
    }
    let manifest = json!({"version": SCHEMA_VERSION, "files": files, "dockerImages": images});
    disk.write_json(&format!("{}.assets.json", stack.artifact_id), &manifest)
}

fn write_file(asset: &FileAsset, disk: &Disk<'_>) -> Result<String, AssemblyError> {
    let name = format!("asset.{}", asset.object_key());
    disk.once(&name, |draft| match &asset.content {
        FileContent::Bytes(content) => {
            fs::write(draft, content).map_err(|source| AssemblyError::Disk { path: draft.to_owned(), source })
        }
        FileContent::File(path, version) => Ok(copy(asset, (path, *version), draft)?),
        FileContent::Zipped(directory) => Ok(zip(asset, directory, draft)?),
    })
}

fn write_context(asset: &ImageAsset, disk: &Disk<'_>) -> Result<String, AssemblyError> {
    disk.once(&format!("asset.{}", asset.hash), |draft| {
        fs::create_dir_all(draft).map_err(|source| AssemblyError::Disk { path: draft.to_owned(), source })?;
        Ok(copy_context(asset, draft)?)
    })
}

fn file_entry(stack: &StackTemplate, display_name: &str, path: &str, key: &str) -> Value {
    let destination = destination(
        stack,
        "file-publishing",
        &[("bucketName", stack.bootstrap.bucket(&stack.environment)), ("objectKey", key.to_owned())],
    );
    json!({"displayName": display_name, "source": {"path": path, "packaging": "file"}, "destinations": destination})
}

fn image_entry(stack: &StackTemplate, asset: &ImageAsset, path: &str) -> Value {
    let mut source = json!({"directory": path});
    if let Value::Object(source) = &mut source {
        if let Some(dockerfile) = &asset.dockerfile {
            source.insert("dockerFile".to_owned(), dockerfile.clone().into());
        }
        if !asset.build_args.is_empty() {
            source.insert("dockerBuildArgs".to_owned(), json!(asset.build_args));
        }
        if let Some(target) = &asset.target {
            source.insert("dockerBuildTarget".to_owned(), target.clone().into());
        }
        if let Some(platform) = &asset.platform {
            source.insert("platform".to_owned(), platform.clone().into());
        }
    }
    let destination = destination(
        stack,
        "image-publishing",
        &[("repositoryName", stack.bootstrap.repository(&stack.environment)), ("imageTag", asset.tag())],
    );
    json!({"displayName": asset.display_name, "source": source, "destinations": destination})
}

/// The one place an asset goes to, under the name of its environment.
fn destination(stack: &StackTemplate, purpose: &str, place: &[(&str, String)]) -> Value {
    let Environment { account, region } = &stack.environment;
    let mut entry: Map<String, Value> =
        place.iter().map(|(name, value)| ((*name).to_owned(), value.clone().into())).collect();
    entry.insert("assumeRoleArn".to_owned(), stack.bootstrap.role_arn(&stack.environment, purpose).into());
    if let Some(region) = region {
        entry.insert("region".to_owned(), region.clone().into());
    }
    let id = format!(
        "{}-{}",
        account.as_deref().unwrap_or("current_account"),
        region.as_deref().unwrap_or("current_region")
    );
    json!({id: entry})
}
