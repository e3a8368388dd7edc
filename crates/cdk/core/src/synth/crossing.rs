//! Values used in another stack than the one they come from.

use std::collections::BTreeMap;

use super::carry::{self, Reader};
use super::{dependencies, uses};
use crate::tree::{Data, NodeId, Section};
use crate::{Json, Scope, Stack};

/// A value as `Ref` or `Fn::GetAtt` names it: the construct, and the attribute if it is one.
pub(super) type Source = (NodeId, Option<String>);

/// By stack, the expressions that replace values of others in it.
#[derive(Default)]
pub(super) struct Replacements(BTreeMap<NodeId, BTreeMap<Source, Json>>);

impl Replacements {
    pub(super) fn of(&self, stack: NodeId, source: &Source) -> Option<&Json> {
        self.0.get(&stack)?.get(source)
    }
}

#[derive(Default)]
pub(super) struct Crossings {
    pub(super) replacements: Replacements,
    /// For each stack those it needs, with one reason each.
    pub(super) stacks: BTreeMap<NodeId, BTreeMap<NodeId, String>>,
    /// The resources that read values of other regions, each with the source of its value.
    pub(super) readers: Vec<(Reader, NodeId)>,
}

impl Crossings {
    /// The constructs of its own stack that a resource refers to; for a value of another stack, those that carry it here.
    pub(super) fn references(&self, app: &Scope, stack: NodeId, node: NodeId) -> Vec<NodeId> {
        let mut found = Vec::new();
        let mut near = |json: &Json| found.extend(source(json).map(|(node, _)| node));
        app.tree.read(node, |entry| {
            let Data::Resource(data) = &entry.data else { return };
            data.values().for_each(|value| {
                value.references(&mut |json| {
                    let source = source(json);
                    match source.and_then(|source| self.replacements.of(stack, &source)) {
                        Some(replacement) => replacement.references(&mut near),
                        None => near(json),
                    }
                });
            });
        });
        found
    }

    fn need(&mut self, stack: NodeId, home: NodeId, reason: String) {
        self.stacks.entry(stack).or_default().entry(home).or_insert(reason);
    }
}

pub(super) fn source(json: &Json) -> Option<Source> {
    match json {
        Json::Ref(node) | Json::LogicalId(node) => Some((*node, None)),
        Json::GetAtt(node, attribute) => Some((*node, Some(attribute.clone().into_owned()))),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::List(_) | Json::Object(_) => {
            None
        }
    }
}

/// Finds the values that cross and declares the exports and imports that carry them.
pub(super) fn settle(app: &Scope) -> Crossings {
    let mut crossings = Crossings::default();
    for user in app.tree.below(app.node) {
        let needed = app.tree.read(user, |node| node.depends_on.clone());
        let Some(stack) = app.tree.stack_of(user) else {
            if !needed.is_empty() {
                app.at(user).fail("only what is inside a stack can depend on something; stages cannot");
            }
            continue;
        };
        for json in uses::of(app, user) {
            let Some(source) = source(&json) else { continue };
            match app.tree.stack_of(source.0) {
                Some(home) if home == stack => {}
                Some(home) => cross(app, &mut crossings, (user, stack), &json, (source, home)),
                None => app.at(user).fail(format!("it refers to {}", stray(app, source.0))),
            }
        }
        for other in needed {
            depend(app, &mut crossings, (user, stack), other);
        }
    }
    crossings
}

/// Names a construct without a stack, for the mistakes of those that refer to it.
fn stray(app: &Scope, node: NodeId) -> String {
    if app.tree.is_foreign(node) {
        return "a construct of another app, or of none".to_owned();
    }
    match app.tree.path(node) {
        path if path.is_empty() => "the app itself".to_owned(),
        path => format!("{path}, which is outside any stack"),
    }
}

/// A dependency on constructs of another stack is one on the stack.
fn depend(app: &Scope, crossings: &mut Crossings, (user, stack): (NodeId, NodeId), other: NodeId) {
    let Some(home) = app.tree.stack_of(other) else {
        return app.at(user).fail(format!("it depends on {}", stray(app, other)));
    };
    if home == stack {
        if !app.tree.below(other).into_iter().any(|below| dependencies::is_resource(app, below)) {
            app.at(user).warn(format!("it depends on {}, which has no resources", app.tree.path(other)));
        }
        return;
    }
    let on = app.tree.path(other);
    if app.tree.stage_of(home) != app.tree.stage_of(stack) {
        return app.at(user).fail(format!("it depends on {on}, which is in another stage"));
    }
    crossings.need(stack, home, format!("{} depends on {on}", app.tree.path(user)));
}

fn cross(
    app: &Scope,
    crossings: &mut Crossings,
    (user, stack): (NodeId, NodeId),
    json: &Json,
    (source, home): (Source, NodeId),
) {
    let from = app.tree.path(source.0);
    let fail = |why: &str| app.at(user).fail(format!("it uses {from}, which {why}"));
    if let Some(kind) = not_a_resource(app, source.0) {
        return fail(&format!(
            "is {kind} of another stack; only values of resources and parameters cross stacks"
        ));
    }
    if app.tree.read(user, |node| matches!(node.data, Data::Condition(_))) {
        return fail("is in another stack; conditions know only what is in their own");
    }
    if app.tree.stage_of(home) != app.tree.stage_of(stack) {
        return fail("is in another stage; give it a name and refer to it by that");
    }
    let (here, there) = (Stack::at(app.at(stack)), Stack::at(app.at(home)));
    let (to, at) = (here.environment(), there.environment());
    if let (Some(to), Some(at)) = (&to.account, &at.account)
        && to != at
    {
        return fail("is in another account; give it a name and refer to it by that");
    }
    // An account left open may be any, also when the other stack's is fixed.
    if to.account.is_some() != at.account.is_some() {
        let (to, at) = (to.url(), at.url());
        return fail(&format!(
            "is in {at}, while this stack is in {to}; fix the account of both or leave it open in both"
        ));
    }
    // A region left open is the deployer's, and so the same for two stacks that leave it open.
    let same_region = to.region == at.region;
    if !same_region && at.region.is_none() {
        return fail("is in a stack whose region is not fixed, while this stack's is another");
    }
    if let Some(is_hidden) = hidden_parameter(app, source.0) {
        if is_hidden {
            return fail(
                "is a parameter of another stack that is kept out of sight, which an export would show; declare one here",
            );
        }
        if !same_region {
            return fail(
                "is a parameter of a stack in another region, whose changes would not be seen here; declare one here",
            );
        }
    }
    let references = app.tree.cross_region.as_deref().filter(|_| !same_region);
    if !same_region && references.is_none() {
        return fail("is in another region, and this app has nothing that takes values there");
    }
    crossings.need(stack, home, format!("{} uses {from}", app.tree.path(user)));
    if crossings.replacements.of(stack, &source).is_some() {
        return;
    }
    let value = carry::Value::of(app, &there, json, &source);
    let carried = match references {
        None => value.export(),
        Some(references) => {
            let (carried, reader) = value.publish(references, &here);
            crossings.readers.push((reader, source.0));
            carried
        }
    };
    crossings.replacements.0.entry(stack).or_default().insert(source, carried);
}

fn not_a_resource(app: &Scope, node: NodeId) -> Option<&'static str> {
    app.tree.read(node, |node| match node.data {
        Data::Entry(Section::Mappings, _) => Some("a mapping"),
        Data::Entry(Section::Outputs, _) => Some("an output"),
        Data::Condition(_) => Some("a condition"),
        Data::Construct | Data::Stack(_) | Data::Stage(_) => Some("no resource"),
        Data::Resource(_) | Data::Entry(Section::Parameters, _) => None,
    })
}

/// Whether a parameter is hidden (`NoEcho`); none if the construct is no parameter.
fn hidden_parameter(app: &Scope, node: NodeId) -> Option<bool> {
    app.tree.read(node, |node| match &node.data {
        Data::Entry(Section::Parameters, entries) => Some(entries.get("NoEcho") == Some(&Json::Bool(true))),
        _ => None,
    })
}
