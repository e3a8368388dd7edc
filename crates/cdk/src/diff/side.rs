//! One side of a comparison: the templates of an app, of an assembly on disk, or a single one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::Synthesis;
use crate::template::{Template, TemplateError};

/// The stacks of one side.
#[derive(Clone, Debug, Default)]
pub struct Side {
    /// By path.
    pub stacks: BTreeMap<String, StackSide>,
    /// Their paths in the order of deployment.
    pub order: Vec<String>,
}

/// A stack of one side.
#[derive(Clone, Debug, Default)]
pub struct StackSide {
    /// Its name in CloudFormation.
    pub name: String,
    pub template: Value,
    /// The paths of constructs, by logical id, as far as they are known.
    pub paths: BTreeMap<String, String>,
}

/// A side that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error("{}: {reason}", path.display())]
    Content { path: PathBuf, reason: String },
    #[error(transparent)]
    Template(#[from] TemplateError),
}

impl StackSide {
    /// A stack of which only the template is known: JSON, YAML, or the answer of `aws cloudformation get-template`.
    ///
    /// # Errors
    /// Where the file cannot be read or is no template.
    pub fn read(path: &Path) -> Result<Self, ReadError> {
        let parse = |text: &str| Template::parse_any(path, text).map(Template::into_value);
        let mut template = parse(&read(path)?)?;
        match template.get_mut("TemplateBody").map(Value::take) {
            Some(Value::String(text)) => template = parse(&text)?,
            Some(body) => template = body,
            None => {}
        }
        if !template.get("Resources").is_some_and(Value::is_object) {
            let reason = "it has no `Resources`, and so is no template".to_owned();
            return Err(ReadError::Content { path: path.to_owned(), reason });
        }
        Ok(Self::of(String::new(), template, BTreeMap::new()))
    }

    /// Normalizes a template: everything that may be written in several forms gets one.
    pub(crate) fn of(name: String, template: Value, mut paths: BTreeMap<String, String>) -> Self {
        let template = regular(template);
        for (id, declaration) in template["Resources"].as_object().into_iter().flatten() {
            if let Some(path) = declaration["Metadata"]["aws:cdk:path"].as_str() {
                paths.entry(id.clone()).or_insert_with(|| path.to_owned());
            }
        }
        Self { name, template, paths }
    }

    pub(super) fn resources(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.template.get("Resources").and_then(Value::as_object).into_iter().flatten()
    }

    pub(super) fn resource(&self, id: &str) -> Option<&Value> {
        self.template.get("Resources")?.get(id)
    }

    /// The name of each logical id below a stack.
    pub(super) fn names<'a>(&'a self, stack: &'a str) -> impl Iterator<Item = (String, String)> + 'a {
        self.paths.iter().map(move |(id, path)| (id.clone(), short_path(path, stack).to_owned()))
    }
}

/// The path below the stack, without the last `Resource`, which is the CDK's id for a construct's main resource.
pub(crate) fn short_path<'a>(path: &'a str, stack: &str) -> &'a str {
    let inner = path.strip_prefix(stack).and_then(|rest| rest.strip_prefix('/')).unwrap_or(path);
    inner.strip_suffix("/Resource").unwrap_or(inner)
}

impl Side {
    /// The stacks of a synthesized app.
    #[must_use]
    pub fn of(synthesis: &Synthesis) -> Self {
        let stacks = synthesis.root.all_stacks().into_iter().map(|stack| {
            let paths = stack.logical_ids.iter().map(|(path, id)| (id.clone(), path.clone())).collect();
            (stack.path.clone(), StackSide::of(stack.name.clone(), stack.template.clone(), paths))
        });
        Self { stacks: stacks.collect(), order: synthesis.order.clone() }
    }

    /// The stacks of a cloud assembly on disk, those of nested assemblies included.
    ///
    /// # Errors
    /// Where the directory is no assembly, or a file of it cannot be read.
    pub fn read(directory: &Path) -> Result<Self, ReadError> {
        let mut side = Self::default();
        side.add(directory)?;
        side.order = side.stacks.keys().cloned().collect();
        Ok(side)
    }

    /// Leaves out the stacks of other paths.
    pub fn keep(&mut self, keep: impl Fn(&str) -> bool) {
        self.stacks.retain(|path, _| keep(path));
        self.order.retain(|path| keep(path));
    }

    fn add(&mut self, directory: &Path) -> Result<(), ReadError> {
        let manifest = json(&directory.join("manifest.json"))?;
        for (id, artifact) in manifest["artifacts"].as_object().into_iter().flatten() {
            let text = |pointer: &str| artifact.pointer(pointer).and_then(Value::as_str);
            match artifact["type"].as_str() {
                Some("aws:cloudformation:stack") => {
                    let file = text("/properties/templateFile").unwrap_or_default();
                    let template = json(&directory.join(file))?;
                    let name = text("/properties/stackName").unwrap_or(id).to_owned();
                    let mut metadata = artifact["metadata"].clone();
                    if let Some(file) = text("/additionalMetadataFile") {
                        metadata = json(&directory.join(file))?;
                    }
                    let path = text("/displayName").unwrap_or(id).to_owned();
                    self.stacks.insert(path, StackSide::of(name, template, paths(&metadata)));
                }
                Some("cdk:cloud-assembly") => {
                    self.add(&directory.join(text("/properties/directoryName").unwrap_or_default()))?;
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Paths of constructs by logical id, from the metadata of a manifest.
fn paths(metadata: &Value) -> BTreeMap<String, String> {
    let mut paths = BTreeMap::new();
    for (path, entries) in metadata.as_object().into_iter().flatten() {
        for entry in entries.as_array().into_iter().flatten() {
            if let (Some("aws:cdk:logicalId"), Some(id)) = (entry["type"].as_str(), entry["data"].as_str()) {
                paths.insert(id.to_owned(), path.trim_start_matches('/').to_owned());
            }
        }
    }
    paths
}

fn read(path: &Path) -> Result<String, ReadError> {
    std::fs::read_to_string(path).map_err(|source| ReadError::File { path: path.to_owned(), source })
}

fn json(path: &Path) -> Result<Value, ReadError> {
    let content =
        |error: serde_json::Error| ReadError::Content { path: path.to_owned(), reason: error.to_string() };
    serde_json::from_str(&read(path)?).map_err(content)
}

/// `Fn::GetAtt` as a list, and one dependency as a list of one.
fn regular(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(regular).collect(),
        Value::Object(entries) => Value::Object(
            entries
                .into_iter()
                .map(|(name, value)| match (name.as_str(), value) {
                    ("Fn::GetAtt", Value::String(text)) => {
                        let parts = text
                            .split_once('.')
                            .map_or_else(|| vec![text.as_str()], |(id, rest)| vec![id, rest]);
                        let parts = parts.into_iter().map(Value::from).collect();
                        (name, parts)
                    }
                    ("DependsOn", Value::String(text)) => (name, vec![text].into()),
                    (_, value) => (name, regular(value)),
                })
                .collect(),
        ),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
    }
}
