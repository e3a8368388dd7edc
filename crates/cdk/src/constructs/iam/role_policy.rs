use std::cell::RefCell;
use std::rc::Rc;

use cdk_aws::{iam, kinds};
use cdk_core::{Element, Scope, Val};

use super::{Grant, PolicyDocument, PolicyStatement};

/// The one policy of a role to which statements are added later on. It is made with the first of them.
#[derive(Clone, Debug)]
pub(super) struct RolePolicy {
    scope: Scope,
    name: String,
    role: Val<kinds::iam::RoleName>,
    policy: Rc<RefCell<Option<(Element, PolicyDocument)>>>,
}

impl RolePolicy {
    pub(super) fn new(scope: &Scope, name: String, role: Val<kinds::iam::RoleName>) -> Self {
        Self { scope: scope.clone(), name, role, policy: Rc::default() }
    }

    pub(super) fn add(&self, statement: PolicyStatement) -> Grant {
        let mut policy = self.policy.borrow_mut();
        let (element, document) = policy.get_or_insert_with(|| {
            let policy = iam::Policy::new()
                .policy_document(PolicyDocument::new())
                .policy_name(&self.name)
                .roles([&self.role]);
            let policy = self.scope.child("DefaultPolicy").add("Resource", policy);
            (Element::clone(&policy), PolicyDocument::new())
        });
        document.add(statement);
        element.set("PolicyDocument", document.clone());
        Grant::in_policy(element.clone())
    }

    pub(super) const fn scope(&self) -> &Scope {
        &self.scope
    }
}
