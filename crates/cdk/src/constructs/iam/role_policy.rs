use cdk_aws::{iam, kinds};
use cdk_core::{Scope, Val};

use super::{Grant, GrowingPolicy, PolicyDocument, PolicyStatement};

const DOCUMENT: &str = "PolicyDocument";

/// The one policy of a role to which statements are added later on. It is made with the first of them.
#[derive(Clone, Debug)]
pub(super) struct RolePolicy {
    scope: Scope,
    name: String,
    role: Val<kinds::iam::RoleName>,
}

impl RolePolicy {
    pub(super) fn new(scope: &Scope, name: String, role: Val<kinds::iam::RoleName>) -> Self {
        Self { scope: scope.clone(), name, role }
    }

    pub(super) fn add(&self, statement: PolicyStatement) -> Grant {
        let known = self.scope.find("DefaultPolicy").and_then(|place| place.find("Resource")?.element());
        let policy = known.map_or_else(|| self.declare(), |known| GrowingPolicy::of(known, DOCUMENT));
        policy.add(statement);
        Grant::in_policy(policy.element().clone())
    }

    fn declare(&self) -> GrowingPolicy {
        let policy = iam::Policy::new()
            .policy_document(PolicyDocument::new())
            .policy_name(&self.name)
            .roles([&self.role]);
        let policy = self.scope.child("DefaultPolicy").add("Resource", policy);
        GrowingPolicy::new(&policy, DOCUMENT, PolicyDocument::new())
    }

    pub(super) const fn scope(&self) -> &Scope {
        &self.scope
    }
}
