use cdk_core::{Element, Scope};

use super::PolicyStatement;

/// Something that acts by a role: the role itself, a function, a service of containers.
pub trait Grantee {
    /// Allows or denies it something, in the policy of its role.
    fn grant(&self, statement: PolicyStatement) -> Grant;
}

/// Statements that were given to a role.
#[derive(Clone, Debug)]
pub struct Grant {
    policy: Element,
}

impl Grant {
    pub(super) fn in_policy(policy: Element) -> Self {
        Self { policy }
    }

    /// Has something be made only when the grant holds: for what uses it while it is being made.
    pub fn apply_before(&self, user: &Scope) -> &Self {
        user.depends_on(&self.policy);
        self
    }

    /// The policy that holds the statements.
    #[must_use]
    pub fn policy(&self) -> &Element {
        &self.policy
    }
}
