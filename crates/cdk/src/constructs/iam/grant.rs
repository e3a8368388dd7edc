use cdk_core::{Element, Scope};

use super::PolicyStatement;

/// An identity that can get permissions by its role: the role itself, a function, a service on Fargate.
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

    /// Delays another resource until the grant holds, because it needs the grant while it is created.
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
