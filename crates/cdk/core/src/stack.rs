use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;

use crate::app::outer_environment;
use crate::asset::{FileAsset, FileLocation, ImageAsset};
use crate::bootstrap::Bootstrap;
use crate::tree::{Data, Tree};
use crate::{Environment, Json, Scope, Val, pseudo};

#[derive(Clone)]
pub(crate) struct StackData {
    pub(crate) name: String,
    pub(crate) environment: Environment,
    pub(crate) description: Option<String>,
    pub(crate) termination_protection: bool,
    pub(crate) metadata: BTreeMap<String, Json>,
    pub(crate) transforms: BTreeSet<String>,
    pub(crate) bootstrap: Bootstrap,
    pub(crate) files: BTreeMap<String, FileAsset>,
    pub(crate) images: BTreeMap<String, ImageAsset>,
}

/// The unit of deployment: one CloudFormation template in one account and region.
///
/// # Values of other stacks
///
/// A value that another stack of the same account and stage uses crosses by itself, and the stacks are ordered.
///
/// - Within a region it is exported and imported, as are parameters. CloudFormation refuses to change or remove an export that is in use.
/// - The app's [`CrossRegionReferences`](crate::CrossRegionReferences), if it has any, take it to another region. Nothing there prevents you
///   from removing its source: first remove its use and deploy that, then remove or replace the source.
/// - That region reads it again when the declaration of the source changes, or one that the source refers to. A value that changes for
///   another reason (a template's parameter, a dynamic reference, a change outside CloudFormation) is not read again until then.
/// - No value crosses to another account or stage: give the resource a name and refer to it by that.
#[derive(Clone, Debug)]
pub struct Stack(Scope);

impl Stack {
    pub(crate) fn declare(parent: &Scope, id: &str, environment: Environment) -> Self {
        let scope = parent.child(id);
        let environment = environment.within(&outer_environment(parent));
        let data = StackData {
            name: scope.path().replace('/', "-"),
            environment,
            description: None,
            termination_protection: false,
            metadata: BTreeMap::new(),
            transforms: BTreeSet::new(),
            bootstrap: Bootstrap::default(),
            files: BTreeMap::new(),
            images: BTreeMap::new(),
        };
        scope.tree.write(scope.node, |node| {
            node.data = Data::Stack(Box::new(data));
            node.made_by = Some("cdk::Stack");
        });
        Self(scope)
    }

    pub(crate) fn at(scope: Scope) -> Self {
        Self(scope)
    }

    pub(crate) fn read<T>(&self, read: impl FnOnce(&StackData) -> T) -> Option<T> {
        self.tree
            .read(self.node, |node| if let Data::Stack(data) = &node.data { Some(read(data)) } else { None })
    }

    pub(crate) fn write(&self, write: impl FnOnce(&mut StackData)) {
        self.tree.write(self.node, |node| {
            if let Data::Stack(data) = &mut node.data {
                write(data);
            }
        });
    }

    /// The name it has in CloudFormation. By default the path, joined by `-`.
    #[must_use]
    pub fn name(&self) -> String {
        self.read(|data| data.name.clone()).unwrap_or_default()
    }

    /// Call it before other constructs use the name.
    pub fn set_name(&self, name: impl Into<String>) {
        let name = name.into();
        self.write(|data| data.name = name);
    }

    #[must_use]
    pub fn environment(&self) -> Environment {
        self.read(|data| data.environment.clone()).unwrap_or_default()
    }

    /// Its purpose, in up to 1,024 bytes.
    pub fn describe(&self, description: impl Into<String>) {
        let description = Some(description.into());
        self.write(|data| data.description = description);
    }

    /// Turns termination protection on: CloudFormation refuses to delete it.
    pub fn protect_from_termination(&self) {
        self.write(|data| data.termination_protection = true);
    }

    /// An entry of the template's `Metadata`.
    pub fn metadata(&self, key: impl Into<String>, value: impl Into<Json>) {
        let (key, value) = (key.into(), value.into());
        self.write(|data| drop(data.metadata.insert(key, value)));
    }

    /// Applies a macro of CloudFormation, such as `AWS::SecretsManager-2024-09-16`, to the template.
    pub fn transform(&self, name: impl Into<String>) {
        let name = name.into();
        self.write(|data| {
            data.transforms.insert(name);
        });
    }

    /// The bucket, repository and roles that `cdk bootstrap` made, where they are not the usual ones. Comes before any asset.
    pub fn set_bootstrap(&self, bootstrap: Bootstrap) {
        if self.read(|data| !data.files.is_empty() || !data.images.is_empty()) == Some(true) {
            self.fail(
                "its bootstrap names are changed after an asset was added, which is placed by the old ones",
            );
        }
        self.write(|data| data.bootstrap = bootstrap);
    }

    #[must_use]
    pub fn bootstrap(&self) -> Bootstrap {
        self.read(|data| data.bootstrap.clone()).unwrap_or_default()
    }

    /// The account's id: a literal where the environment is fixed, else `AWS::AccountId`.
    #[must_use]
    pub fn account(&self) -> Val<String> {
        self.environment().account.map_or_else(pseudo::account_id, |account| Val::of(account.into()))
    }

    /// The region's name: a literal where the environment is fixed, else `AWS::Region`.
    #[must_use]
    pub fn region(&self) -> Val<String> {
        self.environment().region.map_or_else(pseudo::region, |region| Val::of(region.into()))
    }

    /// Adds a file that the CLI uploads before it deploys the stack, once for equal content.
    pub fn add_file(&self, asset: FileAsset) -> FileLocation {
        let location = self.bootstrap().file_location(&self.environment(), &asset);
        self.write(|data| {
            data.files.insert(asset.object_key(), asset);
        });
        location
    }

    /// Adds an image that the CLI builds and pushes before it deploys the stack, and returns its URI.
    pub fn add_image(&self, asset: ImageAsset) -> Val<String> {
        let uri = self.bootstrap().image_uri(&self.environment(), &asset);
        self.write(|data| {
            data.images.insert(asset.tag(), asset);
        });
        uri
    }
}

impl Deref for Stack {
    type Target = Scope;

    fn deref(&self) -> &Scope {
        &self.0
    }
}

impl AsRef<Scope> for Stack {
    fn as_ref(&self) -> &Scope {
        &self.0
    }
}

/// A stack of a tree of its own, for constructs outside any stack: no template shows its content.
pub(crate) fn stray(of: &Scope) -> Stack {
    let tree = Tree::new(of.context().clone(), None);
    let scope = Scope { node: tree.root(), tree };
    Stack::declare(&scope, "Stray", Environment::agnostic())
}
