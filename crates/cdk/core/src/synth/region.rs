//! Revisions of readers, which make CloudFormation read a value of another region again.

use std::collections::BTreeMap;

use md5::{Digest, Md5};

use super::crossing::Crossings;
use super::render::Resolver;
use crate::Scope;
use crate::tree::NodeId;

/// Gives each reader a revision that changes with the declaration of its source. When CloudFormation replaces the source, its value
/// changes, but CloudFormation does not call a reader again whose own declaration is unchanged.
///
/// A source may itself use the value of another reader, so stacks come in the order of their dependencies.
pub(super) fn revise(resolver: &Resolver<'_>, order: &[NodeId]) {
    let (app, crossings): (&Scope, &Crossings) = (resolver.app, resolver.crossings);
    for stack in order {
        for (reader, source) in &crossings.readers {
            if app.tree.stack_of(*source) == Some(*stack) {
                reader.element.set(reader.revision, revision(resolver, *stack, *source));
            }
        }
    }
}

/// A hash of the resource's declaration and of those it refers to, near and far.
fn revision(resolver: &Resolver<'_>, stack: NodeId, source: NodeId) -> String {
    let resolver = Resolver { stack, ..*resolver };
    let mut declarations: BTreeMap<String, String> = BTreeMap::new();
    let mut ahead = vec![source];
    while let Some(node) = ahead.pop() {
        let Some(id) = resolver.ids.of(node).filter(|id| !declarations.contains_key(*id)) else { continue };
        let Some(declaration) = resolver.resource(node) else { continue };
        declarations.insert(id.to_owned(), declaration.to_string());
        ahead.extend(resolver.crossings.references(resolver.app, stack, node));
    }
    let mut digest = Md5::new();
    for (id, declaration) in declarations {
        digest.update(format!("{id} {declaration}\n"));
    }
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
