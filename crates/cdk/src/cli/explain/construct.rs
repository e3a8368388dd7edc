//! Any construct: its place, its parts, its users and its findings.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::{QUIET, TITLE, resource};
use crate::cli::{Run, validate};
use crate::references;
use crate::synth::{StackTemplate, TreeView};

pub(super) fn explain(run: &Run, node: &TreeView) -> String {
    let mut text = String::new();
    let inside = |path: &str| {
        path == node.path
            || path.strip_prefix(&node.path).is_some_and(|rest| rest.starts_with('/'))
            || node.path.is_empty()
    };
    let stacks = run.stacks();
    let home = stacks.iter().copied().find(|stack| {
        node.path == stack.path
            || node.path.strip_prefix(&stack.path).is_some_and(|rest| rest.starts_with('/'))
    });
    let id = home.and_then(|stack| stack.logical_ids.get(&node.path));
    let kind = node.resource.as_ref().map(|(type_name, _)| type_name.as_str());
    let name = if node.path.is_empty() { "the app" } else { &node.path };
    let _ =
        writeln!(text, "{TITLE}{name}{TITLE:#}{}", kind.map(|kind| format!(" {kind}")).unwrap_or_default());
    fact(&mut text, "logical id", id.map(String::as_str));
    let made_by = node.made_by.map(|name| name.replace("cdk_aws::services::", "cdk::aws::"));
    fact(&mut text, "made by", made_by.as_deref());
    match home {
        Some(stack) if stack.path == node.path => describe_stack(&mut text, stack),
        Some(stack) => {
            fact(&mut text, "stack", Some(&format!("{} ({})", stack.path, stack.environment.url())))
        }
        None => stacks
            .iter()
            .filter(|stack| inside(&stack.path))
            .for_each(|stack| fact(&mut text, "stack", Some(&stack.path))),
    }
    if let (Some(stack), Some(id)) = (home, id) {
        resource::explain(&mut text, stack, id);
    }
    if let Some(stack) = home {
        made_of(&mut text, stack, node, &inside);
        uses(&mut text, stack, node, &inside);
        crossing(&mut text, &stacks, stack, &inside);
    }
    let findings: Vec<_> = run.findings().iter().filter(|finding| inside(&finding.path)).collect();
    heading(&mut text, "Findings", findings.is_empty());
    findings.iter().for_each(|finding| validate::describe(&mut text, finding, validate::style_of(finding)));
    text
}

fn fact(text: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        let _ = writeln!(text, "  {name:14} {value}");
    }
}

pub(super) fn heading(text: &mut String, title: &str, empty: bool) {
    if !empty {
        let _ = writeln!(text, "{TITLE}{title}{TITLE:#}");
    }
}

fn describe_stack(text: &mut String, stack: &StackTemplate) {
    fact(text, "name", Some(&stack.name));
    fact(text, "environment", Some(&stack.environment.url()));
    fact(text, "resources", Some(&stack.resources.len().to_string()));
    stack.depends_on.iter().for_each(|other| fact(text, "depends on", Some(other)));
    stack.tags.iter().for_each(|(key, value)| fact(text, "tag", Some(&format!("{key}={value}"))));
    fact(text, "protected", stack.termination_protection.then_some("from termination"));
}

fn made_of(text: &mut String, stack: &StackTemplate, node: &TreeView, inside: &dyn Fn(&str) -> bool) {
    if node.resource.is_some() {
        return;
    }
    let resources: Vec<_> = stack.resources.iter().filter(|(_, one)| inside(&one.path)).collect();
    heading(text, "Resources", resources.is_empty());
    let longest = resources.iter().map(|(_, one)| one.type_name.len()).max().unwrap_or(0);
    for (id, one) in resources {
        let path = one.path.strip_prefix(&node.path).unwrap_or(&one.path).trim_start_matches('/');
        let _ = writeln!(text, "  {:longest$}  {path} {QUIET}{id}{QUIET:#}", one.type_name);
    }
}

/// References from its resources to the outside, and from outside to them.
fn uses(text: &mut String, stack: &StackTemplate, node: &TreeView, inside: &dyn Fn(&str) -> bool) {
    if node.path == stack.path {
        return;
    }
    let (mut used, mut users) = (BTreeSet::new(), BTreeSet::new());
    let own_path: BTreeMap<&String, &String> =
        stack.logical_ids.iter().map(|(path, id)| (id, path)).collect();
    let entries = ["Resources", "Outputs", "Conditions"]
        .into_iter()
        .flat_map(|section| stack.template[section].as_object().into_iter().flatten());
    for (id, declaration) in entries {
        let from = own_path.get(id).map_or(id.as_str(), |path| path.as_str());
        // Outputs for other stacks are listed as exports.
        let output = &stack.template["Outputs"][id];
        if output["Export"]["Name"].is_string() && references::within(&output["Value"]).len() == 1 {
            continue;
        }
        for reference in references::of(declaration) {
            let Some(to) = own_path.get(&reference.target) else { continue };
            let what =
                reference.attribute.as_ref().map(|attribute| format!(".{attribute}")).unwrap_or_default();
            let at = format!("{QUIET}{}{QUIET:#}", reference.at.trim_start_matches("Properties."));
            match (inside(from), inside(to)) {
                (true, false) => used.insert(format!("{to}{what} {at}")),
                (false, true) => users.insert(format!(
                    "{from} {at}{}",
                    if what.is_empty() { what } else { format!(" {QUIET}({}){QUIET:#}", &what[1..]) }
                )),
                _ => false,
            };
        }
    }
    for (title, lines) in [("Uses", used), ("Used by", users)] {
        heading(text, title, lines.is_empty());
        for line in lines {
            let _ = writeln!(text, "  {line}");
        }
    }
}

/// Values of it that other stacks take, and values of theirs that it takes.
fn crossing(
    text: &mut String,
    stacks: &[&StackTemplate],
    stack: &StackTemplate,
    inside: &dyn Fn(&str) -> bool,
) {
    let mut exports = BTreeSet::new();
    for export in exported(stack).into_iter().filter(|export| inside(export.path)) {
        let users = stacks.iter().filter(|other| references::imports(&other.template).contains(&export.name));
        let users: Vec<&str> = users.map(|other| other.path.as_str()).collect();
        let users = if users.is_empty() { String::new() } else { format!(" to {}", users.join(", ")) };
        exports.insert(format!("{}{users} {QUIET}{}{QUIET:#}", export.value, export.name));
    }
    let known: Vec<Export<'_>> = stacks.iter().flat_map(|other| exported(other)).collect();
    let mut imports = BTreeSet::new();
    for (id, declaration) in stack.template["Resources"].as_object().into_iter().flatten() {
        if stack.resources.get(id).is_some_and(|resource| inside(&resource.path)) {
            for name in references::imports(declaration) {
                let from = known.iter().find(|export| export.name == name);
                let from = from.map_or("another app", |export| export.value.as_str());
                imports.insert(format!("{from} {QUIET}{name}{QUIET:#}"));
            }
        }
    }
    for (title, lines) in [("Exports", exports), ("Imports", imports)] {
        heading(text, title, lines.is_empty());
        for line in lines {
            let _ = writeln!(text, "  {line}");
        }
    }
}

struct Export<'a> {
    name: &'a str,
    /// Of the resource whose value it is.
    path: &'a str,
    /// The path with the attribute.
    value: String,
}

fn exported(stack: &StackTemplate) -> Vec<Export<'_>> {
    let outputs = stack.template["Outputs"].as_object().into_iter().flatten();
    let exports = outputs.filter_map(|(_, output)| {
        let name = output["Export"]["Name"].as_str()?;
        let value = references::within(&output["Value"]).into_iter().next()?;
        let path = stack.resources.get(&value.target)?.path.as_str();
        let value =
            value.attribute.map_or_else(|| path.to_owned(), |attribute| format!("{path}.{attribute}"));
        Some(Export { name, path, value })
    });
    exports.collect()
}
