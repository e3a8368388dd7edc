//! A stack's template.

pub(super) mod declaration;
mod outputs;
mod overrides;
mod resolve;
mod tags;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

pub(super) use self::resolve::Resolver;
use super::model::{ResourceEntry, StackTemplate};
use crate::tree::{Data, NodeId, Section};
use crate::{Environment, Stack};

/// `declarations` are those of all resources; the stack takes its own.
pub(super) fn stack(resolver: &Resolver<'_>, declarations: &mut BTreeMap<NodeId, Value>) -> StackTemplate {
    let Resolver { app, stack: node, ids, crossings, .. } = *resolver;
    let stack = Stack::at(app.at(node));
    let inside: Vec<NodeId> =
        app.tree.below(node).into_iter().filter(|inner| app.tree.stack_of(*inner) == Some(node)).collect();
    let path = stack.path();
    let depends_on =
        crossings.stacks.get(&node).into_iter().flat_map(BTreeMap::keys).map(|other| app.tree.path(*other));
    let mut rendered = StackTemplate {
        artifact_id: artifact_id(&path),
        name: valid_name(&stack),
        environment: valid_environment(&stack),
        bootstrap: stack.bootstrap(),
        template: Value::Null,
        termination_protection: stack.read(|data| data.termination_protection).unwrap_or_default(),
        tags: tags::inherited(app, node),
        depends_on: depends_on.collect::<BTreeSet<_>>(),
        files: stack.read(|data| data.files.clone()).unwrap_or_default(),
        images: stack.read(|data| data.images.clone()).unwrap_or_default(),
        logical_ids: BTreeMap::new(),
        resources: BTreeMap::new(),
        annotations: BTreeMap::new(),
        acknowledgements: BTreeMap::new(),
        path,
    };
    for around in app.tree.ancestors(node).into_iter().skip(1) {
        let accepted = app.tree.read(around, |node| node.acknowledgements.clone());
        if !accepted.is_empty() {
            rendered.acknowledgements.insert(app.tree.path(around), accepted);
        }
    }
    let mut sections: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for inner in inside {
        let path = app.tree.path(inner);
        app.tree.read(inner, |node| {
            if !node.annotations.is_empty() {
                rendered.annotations.insert(path.clone(), node.annotations.clone());
            }
            if !node.acknowledgements.is_empty() {
                rendered.acknowledgements.insert(path.clone(), node.acknowledgements.clone());
            }
        });
        let Some(id) = ids.of(inner) else { continue };
        rendered.logical_ids.insert(path.clone(), id.to_owned());
        let (section, value) = app.tree.read(inner, |entry| match &entry.data {
            Data::Resource(data) => {
                let info = ResourceEntry {
                    path: path.clone(),
                    type_name: data.type_name().to_owned(),
                    // With an overridden type the schema no longer applies.
                    info: data.info.filter(|info| info.type_name == data.type_name()),
                };
                rendered.resources.insert(id.to_owned(), info);
                ("Resources", declarations.remove(&inner).unwrap_or_default())
            }
            Data::Entry(section, entries) => {
                let rendered =
                    entries.iter().map(|(name, value)| (name.clone().into_owned(), resolver.value(value)));
                let mut rendered: Map<String, Value> =
                    rendered.filter(|(_, value)| !value.is_null()).collect();
                if *section == Section::Outputs && !entries.contains_key("Condition") {
                    rendered.extend(outputs::condition(resolver, inner, entries));
                }
                (name_of(*section), Value::Object(rendered))
            }
            Data::Condition(body) => ("Conditions", resolver.value(body)),
            Data::Construct | Data::Stack(_) | Data::Stage(_) => ("", Value::Null),
        });
        if !section.is_empty() {
            sections.entry(section).or_default().insert(id.to_owned(), value);
        }
    }
    rendered.template = template(&stack, sections, resolver);
    rendered
}

fn name_of(section: Section) -> &'static str {
    match section {
        Section::Mappings => "Mappings",
        Section::Outputs => "Outputs",
        Section::Parameters => "Parameters",
    }
}

fn template(stack: &Stack, sections: BTreeMap<&str, Map<String, Value>>, resolver: &Resolver<'_>) -> Value {
    let mut template: Map<String, Value> = Map::new();
    if let Some(description) = stack.read(|data| data.description.clone()).flatten() {
        template.insert("Description".to_owned(), description.into());
    }
    let metadata = stack.read(|data| data.metadata.clone()).unwrap_or_default();
    if !metadata.is_empty() {
        let entries = metadata.into_iter().map(|(key, value)| (key, resolver.value(&value)));
        template.insert("Metadata".to_owned(), Value::Object(entries.collect()));
    }
    let transforms = stack.read(|data| data.transforms.clone()).unwrap_or_default();
    if !transforms.is_empty() {
        template.insert("Transform".to_owned(), transforms.into_iter().collect());
    }
    template.extend(sections.into_iter().map(|(name, entries)| (name.to_owned(), Value::Object(entries))));
    Value::Object(template)
}

/// Letters, digits and dashes of the path; if that is not the whole path, a hash keeps it unique.
fn artifact_id(path: &str) -> String {
    let plain: String = path.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    if plain == path { plain } else { plain + &crate::logical_id::hash(&path.split('/').collect::<Vec<_>>()) }
}

fn valid_name(stack: &Stack) -> String {
    let name = stack.name();
    let plain = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if !plain || name.len() > 128 {
        stack.fail(format!(
            "`{name}` is not a name for a stack: up to 128 letters, digits and dashes, a letter first"
        ));
    }
    name
}

fn valid_environment(stack: &Stack) -> Environment {
    let environment = stack.environment();
    if let Some(account) = &environment.account
        && (account.len() != 12 || !account.bytes().all(|byte| byte.is_ascii_digit()))
    {
        stack.fail(format!("`{account}` is not an account: 12 digits"));
    }
    if let Some(region) = &environment.region
        && !(region.split('-').count() >= 3
            && region.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'))
    {
        stack.fail(format!("`{region}` is not a region, such as eu-west-1"));
    }
    environment
}
