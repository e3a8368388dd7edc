use std::fmt;
use std::rc::Rc;

use crate::annotation::{Acknowledgement, Annotation, Level};
use crate::aspect::Aspect;
use crate::context::{Context, Missing};
use crate::policy::TagChange;
use crate::tree::{Data, NodeId, Tree};
use crate::{Stack, stack};

/// A place in the construct tree. Cheap to clone; all clones are the same place.
#[derive(Clone)]
pub struct Scope {
    pub(crate) tree: Rc<Tree>,
    pub(crate) node: NodeId,
}

/// A resource, or a construct made of several, that a scope can declare.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a complete construct",
    label = "cannot be added to a scope",
    note = "`Need<T, N>` has N of the required properties of `T`; its documentation names the next"
)]
pub trait Construct {
    /// The handle that [`Scope::add`] returns.
    type Output;

    /// Declares the construct in `scope`, which is its own.
    fn create(self, scope: &Scope) -> Self::Output;
}

impl Scope {
    /// Declares a construct below this one.
    ///
    /// The `id` must be unique here; it becomes part of the logical ids of all resources of the construct. Mistakes
    /// come out of [`App::synth`](crate::App::synth), together.
    pub fn add<C: Construct>(&self, id: impl AsRef<str>, construct: C) -> C::Output {
        let scope = self.child(id);
        self.tree.write(scope.node, |node| node.made_by = Some(std::any::type_name::<C>()));
        construct.create(&scope)
    }

    /// An empty construct below this one, to group others.
    pub fn child(&self, id: impl AsRef<str>) -> Self {
        Self { tree: Rc::clone(&self.tree), node: self.tree.add(self.node, id.as_ref()) }
    }

    /// The construct of this id below this one, or a new, empty one. Constructs share things by it, such as the provider of a custom
    /// resource.
    pub fn child_once(&self, id: &str) -> Self {
        let known = self.tree.read(self.node, |node| node.by_id.get(id).copied());
        known.map_or_else(|| self.child(id), |node| self.at(node))
    }

    #[must_use]
    pub fn find(&self, id: &str) -> Option<Self> {
        self.tree.read(self.node, |node| node.by_id.get(id).copied()).map(|node| self.at(node))
    }

    /// Sets this construct's entry in its stack's template. A scope has one entry; the first one stays.
    pub(crate) fn hold(&self, what: &str, data: Data) {
        if self.tree.stack_of(self.node).is_none() {
            return self.fail(format!("{what} must be inside a stack"));
        }
        if self.tree.read(self.node, |node| !matches!(node.data, Data::Construct)) {
            return self.fail(format!("{what} is declared where something else is declared already"));
        }
        self.tree.write(self.node, |node| node.data = data);
    }

    pub(crate) fn at(&self, node: NodeId) -> Self {
        Self { tree: Rc::clone(&self.tree), node }
    }

    #[must_use]
    pub fn node(&self) -> NodeId {
        self.node
    }

    /// The ids from the app down to this construct, joined by `/`.
    #[must_use]
    pub fn path(&self) -> String {
        self.tree.path(self.node)
    }

    /// The path of another construct of the app, such as one that a value refers to.
    #[must_use]
    pub fn path_of(&self, node: NodeId) -> String {
        self.tree.path(node)
    }

    /// The last id of the path.
    #[must_use]
    pub fn id(&self) -> String {
        self.tree.read(self.node, |node| node.id.clone())
    }

    /// The constructs directly below, in the order of their declaration.
    #[must_use]
    pub fn children(&self) -> Vec<Self> {
        self.tree
            .read(self.node, |node| node.children.clone())
            .into_iter()
            .map(|node| self.at(node))
            .collect()
    }

    /// The stack around this construct. Outside any stack the call is a mistake, and the handle has no effect.
    #[must_use]
    pub fn stack(&self) -> Stack {
        match self.tree.stack_of(self.node) {
            Some(node) => Stack::at(self.at(node)),
            None => {
                self.fail("it must be inside a stack");
                stack::stray(self)
            }
        }
    }

    /// The resource that is declared at this construct itself.
    #[must_use]
    pub fn element(&self) -> Option<crate::Element> {
        crate::Element::at(self.clone())
    }

    /// Tags all resources below that take tags; tags set nearer to the resource win.
    ///
    /// Of a resource whose own tags are an `Fn::If`, both arms get the tag; where they are another token, nothing is added, since they are
    /// only known at deployment. A [`GenericResource`](crate::GenericResource) takes tags once it says
    /// [where](crate::GenericResource::tags_at).
    pub fn tag(&self, key: impl Into<String>, value: impl Into<String>) {
        let (key, value) = (key.into(), TagChange::Set(value.into()));
        self.tree.write(self.node, |node| node.tags.insert(key, value));
    }

    /// Removes an inherited tag from all resources below.
    pub fn untag(&self, key: impl Into<String>) {
        let key = key.into();
        self.tree.write(self.node, |node| node.tags.insert(key, TagChange::Remove));
    }

    /// Calls `visit` at each synthesis, for this construct and each below it, those that aspects add included.
    pub fn aspect(&self, visit: impl Fn(&Self) + 'static) {
        self.tree.write(self.node, |node| node.aspects.push(Aspect::new(visit)));
    }

    /// CloudFormation makes all resources below this construct after all resources below `other`, and removes them before.
    ///
    /// The template names only the resources that are made last. If `other` is in another stack, the stacks are ordered.
    /// The cdk CLI warns if `other` has no resources.
    pub fn depends_on(&self, other: &Self) {
        self.tree.write(self.node, |node| node.depends_on.insert(other.node));
    }

    /// A note that the cdk CLI shows.
    pub fn info(&self, message: impl Into<String>) {
        self.annotate(Level::Info, message.into());
    }

    /// A warning that the cdk CLI shows; with `--strict` it stops a deployment.
    pub fn warn(&self, message: impl Into<String>) {
        self.annotate(Level::Warning, message.into());
    }

    /// An error that the cdk CLI shows and that stops a deployment. The assembly is still written.
    pub fn error(&self, message: impl Into<String>) {
        self.annotate(Level::Error, message.into());
    }

    fn annotate(&self, level: Level, message: String) {
        self.tree.write(self.node, |node| {
            let annotation = Annotation { level, message };
            if !node.annotations.contains(&annotation) {
                node.annotations.push(annotation);
            }
        });
    }

    /// Records a mistake that makes [`App::synth`](crate::App::synth) fail.
    pub fn fail(&self, message: impl Into<String>) {
        self.tree.problem(self.node, message.into());
    }

    /// Accepts the findings of a rule here and below, for a reason that stands in the assembly.
    pub fn acknowledge(&self, rule: impl Into<String>, reason: impl Into<String>) {
        let acknowledgement = Acknowledgement { rule: rule.into(), reason: reason.into() };
        self.tree.write(self.node, |node| node.acknowledgements.push(acknowledgement));
    }

    /// The context of the app: `cdk.json`, `cdk.context.json` and `--context`.
    #[must_use]
    pub fn context(&self) -> &Context {
        &self.tree.context
    }

    /// Asks the cdk CLI for a value it has not looked up yet; it runs the app once more with it.
    pub(crate) fn miss(&self, missing: Missing) {
        self.tree.missing.borrow_mut().insert(missing.key.clone(), missing);
    }
}

impl AsRef<Self> for Scope {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl fmt::Debug for Scope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Scope").field(&self.path()).finish()
    }
}
