//! Resources, or conditions, that wait for each other.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::Value;

use super::model::{Model, Resource, entries, items};
use super::report::Report;
use super::{macros, references, rules};
use crate::synth::StackTemplate;

/// Cycles that are reported of one template.
const MOST: usize = 20;

pub(super) fn check(model: &Model<'_>, report: &mut Report) {
    for &stack in model.stacks {
        resources(model, stack, report);
        conditions(stack, report);
    }
}

/// Who needs whom, and where that is said.
type Graph<'a> = BTreeMap<&'a str, BTreeMap<&'a str, String>>;

fn resources<'a>(model: &Model<'a>, stack: &'a StackTemplate, report: &mut Report) {
    let mut graph = Graph::new();
    let mut known: BTreeMap<&str, Resource<'a>> = BTreeMap::new();
    let of_stack = model.all().iter().filter(|it| it.stack.path == stack.path);
    // What a transform makes of its resources refers to others than they do.
    for &resource in of_stack.filter(|it| !macros::is_expanded(it.type_name)) {
        known.insert(resource.id, resource);
        graph.insert(resource.id, needs(resource));
    }
    for cycle in cycles(graph) {
        let Some((first, needed, at)) = cycle.first() else { continue };
        let Some(&resource) = known.get(first) else { continue };
        let steps = cycle.iter().map(|(user, used, at)| format!("{user} needs {used} ({at})"));
        let names: Vec<&str> = cycle.iter().map(|(user, ..)| *user).chain([*first]).collect();
        let steps: Vec<String> = steps.collect();
        let message = if first == needed {
            format!("{first} needs itself")
        } else {
            format!("{}: {}", names.join(" -> "), steps.join(", "))
        };
        report.beside(rules::CYCLE, resource, at, message);
    }
}

fn needs(resource: Resource<'_>) -> BTreeMap<&str, String> {
    let mut needs = BTreeMap::new();
    references::visit(resource.declaration, &mut |at, id, _| {
        needs.entry(id).or_insert_with(|| at.to_owned());
    });
    for id in items(resource.declaration.get("DependsOn")).iter().filter_map(Value::as_str) {
        needs.entry(id).or_insert_with(|| "DependsOn".to_owned());
    }
    needs
}

fn conditions(stack: &StackTemplate, report: &mut Report) {
    fn named<'a>(value: &'a Value, found: &mut BTreeMap<&'a str, String>) {
        match value {
            Value::Array(all) => all.iter().for_each(|item| named(item, found)),
            Value::Object(inner) => {
                if let Some(name) = inner.get("Condition").and_then(Value::as_str) {
                    found.insert(name, "Condition".to_owned());
                }
                inner.values().for_each(|item| named(item, found));
            }
            _ => {}
        }
    }
    let graph: Graph<'_> = entries(stack, "Conditions")
        .map(|(name, value)| {
            let mut found = BTreeMap::new();
            named(value, &mut found);
            (name.as_str(), found)
        })
        .collect();
    for cycle in cycles(graph) {
        let Some((first, ..)) = cycle.first() else { continue };
        let names: Vec<&str> = cycle.iter().map(|(user, ..)| *user).chain([*first]).collect();
        let message = format!("conditions need each other: {}", names.join(" -> "));
        report.template(rules::CYCLE, stack, Some(&format!("Conditions.{first}")), message);
    }
}

type Step<'a> = (&'a str, &'a str, String);

/// Cycles that have no node in common, each a shortest one through its first node.
fn cycles(mut graph: Graph<'_>) -> Vec<Vec<Step<'_>>> {
    let mut found = Vec::new();
    while found.len() < MOST {
        trim(&mut graph);
        // Every remaining node needs a remaining node, so a walk from any of them meets a node twice.
        let Some(mut node) = graph.keys().next().copied() else { break };
        let mut seen = BTreeSet::new();
        while seen.insert(node) {
            let Some(next) = graph.get(node).and_then(|needs| needs.keys().next()) else { return found };
            node = next;
        }
        let cycle = around(&graph, node);
        if cycle.is_empty() {
            break;
        }
        for (user, ..) in &cycle {
            graph.remove(user);
        }
        found.push(cycle);
    }
    found
}

/// Removes what is in no cycle and leads to none.
fn trim(graph: &mut Graph<'_>) {
    let mut users: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let known: BTreeSet<&str> = graph.keys().copied().collect();
    for (user, needs) in graph.iter_mut() {
        needs.retain(|used, _| known.contains(used));
        needs.keys().for_each(|used| users.entry(used).or_default().push(user));
    }
    let mut done: Vec<&str> = graph.iter().filter(|(_, needs)| needs.is_empty()).map(|(id, _)| *id).collect();
    while let Some(node) = done.pop() {
        graph.remove(node);
        for user in users.remove(node).unwrap_or_default() {
            let Some(needs) = graph.get_mut(user) else { continue };
            needs.remove(node);
            if needs.is_empty() {
                done.push(user);
            }
        }
    }
}

/// The shortest way from a node back to it.
fn around<'a>(graph: &Graph<'a>, start: &'a str) -> Vec<Step<'a>> {
    let mut came: BTreeMap<&str, Step<'a>> = BTreeMap::new();
    let mut next = VecDeque::from([start]);
    while let Some(node) = next.pop_front() {
        for (used, at) in graph.get(node).into_iter().flatten() {
            if came.contains_key(used) {
                continue;
            }
            came.insert(used, (node, used, at.clone()));
            next.push_back(used);
        }
        if came.contains_key(start) {
            break;
        }
    }
    let mut steps = Vec::new();
    let mut node = start;
    while let Some(step) = came.remove(node) {
        node = step.0;
        steps.push(step);
        if node == start {
            break;
        }
    }
    steps.reverse();
    steps
}
