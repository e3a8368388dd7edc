//! The result of a synthesis: plain data, from which assembly, checks, diff and pictures are made.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::annotation::{Acknowledgement, Annotation};
use crate::asset::{FileAsset, ImageAsset};
use crate::bootstrap::Bootstrap;
use crate::context::Missing;
use crate::{Environment, ResourceInfo};

/// A synthesized app.
#[derive(Clone, Debug)]
pub struct Synthesis {
    pub root: Assembly,
    pub tree: TreeView,
    /// The values that the CLI must look up before the templates hold, by key.
    pub missing: Vec<Missing>,
    /// The paths of all stacks, each after those it depends on, else in the order of ids.
    pub order: Vec<String>,
}

/// The stacks of the app, or of one of its stages.
#[derive(Clone, Debug)]
pub struct Assembly {
    /// The path of the stage; empty for the app.
    pub path: String,
    pub environment: Environment,
    /// By artifact id.
    pub stacks: BTreeMap<String, StackTemplate>,
    /// By artifact id, `assembly-<path>`.
    pub stages: BTreeMap<String, Self>,
}

impl Assembly {
    /// Its name in the outer assembly, which is also its directory.
    #[must_use]
    pub fn artifact_id(&self) -> String {
        format!("assembly-{}", self.path.replace('/', "-"))
    }

    /// All stacks, those of inner stages included.
    pub fn all_stacks(&self) -> Vec<&StackTemplate> {
        self.stacks.values().chain(self.stages.values().flat_map(Self::all_stacks)).collect()
    }
}

/// A stack's template, with its name, environment, assets and messages.
#[derive(Clone, Debug)]
pub struct StackTemplate {
    /// The path of the stack.
    pub path: String,
    /// Its name in the assembly, a function of the path.
    pub artifact_id: String,
    /// Its name in CloudFormation.
    pub name: String,
    pub environment: Environment,
    pub bootstrap: Bootstrap,
    pub template: Value,
    pub termination_protection: bool,
    /// Tags of the stack itself.
    pub tags: BTreeMap<String, String>,
    /// Paths of the stacks that must be deployed before.
    pub depends_on: BTreeSet<String>,
    /// By object key.
    pub files: BTreeMap<String, FileAsset>,
    /// By tag.
    pub images: BTreeMap<String, ImageAsset>,
    /// The logical id of each construct by its path, parameters, outputs and conditions included.
    pub logical_ids: BTreeMap<String, String>,
    /// By logical id.
    pub resources: BTreeMap<String, ResourceEntry>,
    /// By path of the construct. Messages of the app, a stage or another construct outside any stack are in the first stack below.
    pub annotations: BTreeMap<String, Vec<Annotation>>,
    /// By path of the construct, those of the stages and the app around included; the app's path is empty.
    pub acknowledgements: BTreeMap<String, Vec<Acknowledgement>>,
}

/// A resource's path, type and schema, which the template does not hold.
#[derive(Clone, Debug)]
pub struct ResourceEntry {
    pub path: String,
    pub type_name: String,
    /// None for resources declared by the name of their type.
    pub info: Option<&'static ResourceInfo>,
}

/// The construct tree, for `tree.json` and pictures.
#[derive(Clone, Debug)]
pub struct TreeView {
    pub id: String,
    pub path: String,
    /// The Rust type that made it.
    pub made_by: Option<&'static str>,
    /// Type and logical id, for a resource.
    pub resource: Option<(String, String)>,
    /// In the order of ids.
    pub children: Vec<Self>,
}
