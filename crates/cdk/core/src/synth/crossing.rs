//! Values used in another stack than the one they come from.

use std::collections::{BTreeMap, BTreeSet};

use super::{ids, region};
use crate::tree::{Data, NodeId, Section};
use crate::{Environment, Json, Output, Scope, Stack};

/// A value as `Ref` or `Fn::GetAtt` names it: the construct, and the attribute if it is one.
pub(super) type Source = (NodeId, Option<String>);

#[derive(Default)]
pub(super) struct Crossings {
    /// What stands in a stack for a value of another.
    replacements: BTreeMap<(NodeId, Source), Json>,
    /// For each stack those it needs, with one reason each.
    pub(super) stacks: BTreeMap<NodeId, BTreeMap<NodeId, String>>,
}

impl Crossings {
    pub(super) fn replacement(&self, stack: NodeId, source: &Source) -> Option<&Json> {
        self.replacements.get(&(stack, source.clone()))
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

/// Finds the values that cross and declares what carries them.
pub(super) fn settle(app: &Scope) -> Crossings {
    let mut crossings = Crossings::default();
    for user in app.tree.below(app.node) {
        let Some(stack) = app.tree.stack_of(user) else { continue };
        for json in used_by(app, user) {
            let Some(source) = source(&json) else { continue };
            match app.tree.stack_of(source.0) {
                Some(home) if home == stack => {}
                Some(home) => cross(app, &mut crossings, (user, stack), &json, (source, home)),
                None => {
                    app.at(user).fail("it refers to a construct of another app, or one outside any stack")
                }
            }
        }
        for other in app.tree.read(user, |node| node.depends_on.clone()) {
            depend(app, &mut crossings, (user, stack), other);
        }
    }
    crossings
}

/// A dependency on constructs of another stack is one on the stack.
fn depend(app: &Scope, crossings: &mut Crossings, (user, stack): (NodeId, NodeId), other: NodeId) {
    let Some(home) = app.tree.stack_of(other) else {
        return app.at(user).fail("it depends on something outside any stack");
    };
    if home == stack {
        return;
    }
    if app.tree.stage_of(home) != app.tree.stage_of(stack) {
        return app
            .at(user)
            .fail(format!("it depends on {}, which is in another stage", app.tree.path(other)));
    }
    let reason = format!("{} depends on {}", app.tree.path(user), app.tree.path(other));
    crossings.stacks.entry(stack).or_default().entry(home).or_insert(reason);
}

fn used_by(app: &Scope, user: NodeId) -> Vec<Json> {
    let mut found = Vec::new();
    app.tree.read(user, |node| {
        let mut visit = |json: &Json| found.push(json.clone());
        match &node.data {
            Data::Resource(data) => {
                data.properties.iter().for_each(|(_, json)| json.references(&mut visit));
                data.attributes.values().for_each(|json| json.references(&mut visit));
                data.overrides
                    .iter()
                    .filter_map(|(_, json)| json.as_ref())
                    .for_each(|json| json.references(&mut visit));
            }
            Data::Entry(_, entries) => entries.values().for_each(|json| json.references(&mut visit)),
            Data::Condition(body) => body.references(&mut visit),
            Data::Construct | Data::Stack(_) | Data::Stage(_) => {}
        }
    });
    found
}

fn cross(
    app: &Scope,
    crossings: &mut Crossings,
    (user, stack): (NodeId, NodeId),
    json: &Json,
    (source, home): (Source, NodeId),
) {
    let from = app.tree.path(source.0);
    if let Some(kind) = not_a_resource(app, source.0) {
        return app
            .at(user)
            .fail(format!("{from} is a {kind} of another stack; only values of resources cross stacks"));
    }
    if app.tree.stage_of(home) != app.tree.stage_of(stack) {
        return app
            .at(user)
            .fail(format!("{from} is in another stage; give it a name and refer to it by that"));
    }
    let (here, there) = (Stack::at(app.at(stack)), Stack::at(app.at(home)));
    let (to, at) = (here.environment(), there.environment());
    if differ(to.account.as_deref(), at.account.as_deref()) {
        return app
            .at(user)
            .fail(format!("{from} is in another account; give it a name and refer to it by that"));
    }
    let reason = format!("{} uses {from}", app.tree.path(user));
    crossings.stacks.entry(stack).or_default().entry(home).or_insert(reason);
    let key = (stack, source);
    if crossings.replacements.contains_key(&key) {
        return;
    }
    let carried = if same_region(&to, &at) {
        export(app, &there, json, &key.1)
    } else {
        region::carry(app, &here, &there, json, &key.1)
    };
    crossings.replacements.insert(key, carried);
}

fn not_a_resource(app: &Scope, node: NodeId) -> Option<&'static str> {
    app.tree.read(node, |node| match node.data {
        Data::Entry(Section::Parameters, _) => Some("parameter"),
        Data::Entry(Section::Mappings, _) => Some("mapping"),
        Data::Entry(Section::Outputs, _) => Some("output"),
        Data::Condition(_) => Some("condition"),
        Data::Resource(_) | Data::Construct | Data::Stack(_) | Data::Stage(_) => None,
    })
}

fn differ(one: Option<&str>, other: Option<&str>) -> bool {
    matches!((one, other), (Some(one), Some(other)) if one != other)
}

/// A region left open is the deployer's, and so the same for two stacks that leave it open.
fn same_region(to: &Environment, at: &Environment) -> bool {
    to.region == at.region
}

/// An output of its home that exports the value, and the import of it.
fn export(app: &Scope, home: &Stack, json: &Json, (node, attribute): &Source) -> Json {
    let target = ids::of(app, home.node(), *node);
    let id = match attribute {
        None => format!("Output{{\"Ref\":\"{target}\"}}"),
        Some(attribute) => format!("Output{{\"Fn::GetAtt\":[\"{target}\",\"{attribute}\"]}}"),
    };
    let exports = home.child_once("Exports");
    let name = |output: NodeId| format!("{}:{}", home.name(), ids::of(app, home.node(), output));
    let output = exports.find(&id).unwrap_or_else(|| {
        let output = exports.child(&id);
        let name = name(output.node());
        crate::Construct::create(Output::new(json.clone()).export(name), &output);
        output
    });
    Json::call("Fn::ImportValue", Json::from(name(output.node())))
}

/// All stacks of an app.
pub(super) fn stacks(app: &Scope) -> BTreeSet<NodeId> {
    let is_stack = |node: &NodeId| app.tree.read(*node, |node| matches!(node.data, Data::Stack(_)));
    app.tree.below(app.node).into_iter().filter(is_stack).collect()
}
