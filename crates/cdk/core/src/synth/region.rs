//! When a value of another region is read again.

use std::collections::BTreeMap;

use md5::{Digest, Md5};

use super::crossing::Crossings;
use super::render::Resolver;
use crate::Scope;
use crate::tree::NodeId;

/// Gives each reader a revision that changes with the resource whose value it reads. When CloudFormation replaces that resource, the
/// value is another one, and it would not have it read anew by a reader whose declaration is as before.
///
/// A resource may use what another reader has read, so stacks come in the order in which they need each other.
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
