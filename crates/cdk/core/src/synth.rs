//! From the construct tree to templates in memory.

mod aspects;
mod carry;
mod crossing;
mod cycle;
mod dependencies;
mod ids;
mod model;
mod region;
mod render;
mod stacks;
mod tree_view;
mod uses;

use std::collections::BTreeMap;

use self::dependencies::Dependencies;
pub use self::model::{Assembly, ResourceEntry, StackTemplate, Synthesis, TreeView};
use self::render::Resolver;
use crate::tree::{Data, Draft, NodeId, Problem};
use crate::{Environment, Scope};

/// All mistakes that keep an app from being synthesized.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", listed(.problems))]
pub struct SynthesisError {
    pub problems: Vec<Problem>,
}

fn listed(problems: &[Problem]) -> String {
    problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n")
}

/// Works on a draft of the app.
pub(crate) fn synthesize(app: &Scope, draft: Option<Draft<'_>>) -> Result<Synthesis, SynthesisError> {
    let Some(_draft) = draft else {
        let message = "an aspect synthesizes the app that it is part of".to_owned();
        return Err(SynthesisError { problems: vec![Problem { path: app.path(), message }] });
    };
    aspects::run(app);
    let crossings = crossing::settle(app);
    let ids = ids::assign(app);
    cycle::check_resources(app, &ids, &crossings);
    let order = cycle::check_stacks(app, &crossings);
    let dependencies = Dependencies::default();
    let resolver =
        |stack| Resolver { app, stack, ids: &ids, crossings: &crossings, dependencies: &dependencies };
    region::revise(&resolver(app.node), &order);
    let resources = ids.nodes().filter(|node| dependencies::is_resource(app, *node));
    let resources =
        resources.filter_map(|node| Some((node, resolver(app.tree.stack_of(node)?)))).collect::<Vec<_>>();
    let mut declarations = render::declaration::all(&resources);
    let mut root = assembly(app, app.node, &mut |stack| render::stack(&resolver(stack), &mut declarations));
    stacks::annotate(app, &mut root);
    stacks::check_names(app, &root);
    let tree = tree_view::draw(app, &ids);
    let mut problems = app.tree.errors.borrow().clone();
    if !problems.is_empty() {
        problems.sort_by(|a, b| (&a.path, &a.message).cmp(&(&b.path, &b.message)));
        problems.dedup();
        return Err(SynthesisError { problems });
    }
    let order = order.into_iter().map(|stack| app.tree.path(stack)).collect();
    Ok(Synthesis { root, tree, missing: app.tree.missing.borrow().values().cloned().collect(), order })
}

/// The stacks of a stage, those in the stages below it apart.
fn assembly(app: &Scope, stage: NodeId, render: &mut dyn FnMut(NodeId) -> StackTemplate) -> Assembly {
    let mut found = Assembly {
        path: app.tree.path(stage),
        environment: Environment::agnostic(),
        stacks: BTreeMap::new(),
        stages: BTreeMap::new(),
    };
    if let Some(environment) = app.tree.read(stage, |node| {
        if let Data::Stage(environment) = &node.data { Some(environment.clone()) } else { None }
    }) {
        found.environment = environment;
    }
    for node in app.tree.below(stage) {
        let outer = app.tree.read(node, |node| node.parent).map(|parent| app.tree.stage_of(parent));
        if node == stage || outer != Some(stage) {
            continue;
        }
        enum Kind {
            Stage,
            Stack,
            Other,
        }
        let kind = app.tree.read(node, |node| match node.data {
            Data::Stage(_) => Kind::Stage,
            Data::Stack(_) => Kind::Stack,
            Data::Construct | Data::Resource(_) | Data::Entry(..) | Data::Condition(_) => Kind::Other,
        });
        match kind {
            Kind::Stage => {
                let inner = assembly(app, node, render);
                found.stages.insert(inner.artifact_id(), inner);
            }
            Kind::Stack => {
                let stack = render(node);
                found.stacks.insert(stack.artifact_id.clone(), stack);
            }
            Kind::Other => {}
        }
    }
    found
}
