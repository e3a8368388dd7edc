use std::ops::Deref;
use std::rc::Rc;

use crate::context::Context;
use crate::cross_region::CrossRegionReferences;
use crate::synth::{self, Synthesis, SynthesisError};
use crate::tree::{Data, Draft, Tree};
use crate::{Environment, Scope, Stack};

/// The root of a construct tree.
#[derive(Clone, Debug)]
pub struct App(Scope);

impl App {
    /// An app without context.
    #[must_use]
    pub fn new() -> Self {
        Self::with_context(Context::default())
    }

    /// An app with the context that the cdk CLI gives it.
    #[must_use]
    pub fn with_context(context: Context) -> Self {
        Self::of(Tree::new(context, None))
    }

    /// The same, with references that cross regions.
    #[must_use]
    pub fn with_cross_region_references(
        context: Context,
        references: impl CrossRegionReferences + 'static,
    ) -> Self {
        Self::of(Tree::new(context, Some(Box::new(references))))
    }

    fn of(tree: Rc<Tree>) -> Self {
        Self(Scope { node: tree.root(), tree })
    }

    /// Declares a stack: the unit of deployment.
    pub fn stack(&self, id: impl AsRef<str>, environment: Environment) -> Stack {
        Stack::declare(&self.0, id.as_ref(), environment)
    }

    /// Declares a stage: stacks that are deployed together, and perhaps several times in different environments.
    /// Stacks in it that leave account or region open take the stage's.
    pub fn stage(&self, id: impl AsRef<str>, environment: Environment) -> Stage {
        Stage::declare(&self.0, id.as_ref(), environment)
    }

    /// The templates and assets of all stacks, in memory.
    ///
    /// # Errors
    /// All mistakes of the app at once, each with the path of its construct: taken ids, invalid names, cycles between
    /// resources or stacks, references that cannot cross from one stack to another.
    pub fn synth(&self) -> Result<Synthesis, SynthesisError> {
        synth::synthesize(&self.0, Draft::of(&self.0.tree))
    }

    /// As [`synth`](Self::synth), without a copy that would leave the app as it was declared: for the last synthesis of an app.
    ///
    /// # Errors
    /// As [`synth`](Self::synth).
    pub fn synth_last(&self) -> Result<Synthesis, SynthesisError> {
        synth::synthesize(&self.0, Draft::last(&self.0.tree))
    }
}

impl Default for App {
    fn default() -> Self {
        Self::new()
    }
}

impl Deref for App {
    type Target = Scope;

    fn deref(&self) -> &Scope {
        &self.0
    }
}

/// Stacks that are deployed together; a nested cloud assembly.
#[derive(Clone, Debug)]
pub struct Stage(Scope);

impl Stage {
    fn declare(parent: &Scope, id: &str, environment: Environment) -> Self {
        let scope = parent.child(id);
        let environment = environment.within(&outer_environment(parent));
        scope.tree.write(scope.node, |node| node.data = Data::Stage(environment));
        if !id.starts_with(|first: char| first.is_ascii_alphabetic())
            || id.contains(|c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c))
        {
            scope.fail(format!(
                "`{id}` is not a name for a stage: letters, digits, `-`, `_` and `.`, a letter first"
            ));
        }
        Self(scope)
    }

    /// Declares a stack of this stage. Its name begins with the stage's.
    pub fn stack(&self, id: impl AsRef<str>, environment: Environment) -> Stack {
        Stack::declare(&self.0, id.as_ref(), environment)
    }

    /// Declares a stage within this one.
    pub fn stage(&self, id: impl AsRef<str>, environment: Environment) -> Self {
        Self::declare(&self.0, id.as_ref(), environment)
    }
}

impl Deref for Stage {
    type Target = Scope;

    fn deref(&self) -> &Scope {
        &self.0
    }
}

/// The default environment of a stack or stage below `scope`.
pub(crate) fn outer_environment(scope: &Scope) -> Environment {
    let tree = Rc::clone(&scope.tree);
    tree.read(tree.stage_of(scope.node), |node| {
        if let Data::Stage(environment) = &node.data { environment.clone() } else { Environment::agnostic() }
    })
}
