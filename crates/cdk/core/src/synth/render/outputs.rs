use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::resolve::Resolver;
use crate::Json;
use crate::synth::crossing::source;
use crate::tree::{Data, NodeId};

/// The condition of the resources whose values an output shows, for an output that has none of its own: where they are not made, there is
/// nothing to show.
pub(super) fn condition(
    resolver: &Resolver<'_>,
    output: NodeId,
    entries: &BTreeMap<Cow<'static, str>, Json>,
) -> Option<(String, Value)> {
    let tree = &resolver.app.tree;
    let mut found = BTreeMap::new();
    for value in entries.values() {
        value.certain_references(&mut |json| {
            let Some((node, _)) =
                source(json).filter(|(node, _)| tree.stack_of(*node) == Some(resolver.stack))
            else {
                return;
            };
            let condition = tree.read(node, |node| match &node.data {
                Data::Resource(data) => data.attributes.get("Condition").map(|json| resolver.value(json)),
                _ => None,
            });
            if let Some(Value::String(condition)) = condition {
                found.entry(condition).or_insert(node);
            }
        });
    }
    if found.len() > 1 {
        let resources: BTreeSet<String> = found.values().map(|node| tree.path(*node)).collect();
        let resources = resources.into_iter().collect::<Vec<_>>().join(", ");
        resolver.app.at(output).fail(format!(
            "it shows values of resources that are made under different conditions ({resources}); give it one of its own by `only_if`"
        ));
    }
    let (condition, _) = found.pop_first()?;
    Some(("Condition".to_owned(), condition.into()))
}
