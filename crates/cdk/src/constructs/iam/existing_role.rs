use cdk_aws::kinds;
use cdk_core::{Construct, IntoVal, Scope, Val};

use super::role_policy::RolePolicy;
use super::{Grant, Grantee, PolicyStatement};
use crate::constructs::name::unique_name;

/// A role that exists already, of the account of the stack. Makes no role.
///
/// Makes: with the first grant to its handle, one `AWS::IAM::Policy` (`DefaultPolicy`).
///
/// ```
/// use cdk::constructs::{Bucket, Role};
/// # let app = cdk::App::new();
/// # let stack = app.stack("S", cdk::Environment::agnostic());
/// # let pictures = stack.add("Pictures", Bucket::new());
/// let editors = stack.add("Editors", Role::existing("picture-editors"));
/// pictures.grant_read_write(&editors);
/// ```
#[must_use = "nothing is made of it before it is added to something"]
pub struct ExistingRole {
    name: Val<String>,
}

impl ExistingRole {
    pub(super) fn named(name: impl IntoVal<String>) -> Self {
        Self { name: name.into_val() }
    }
}

impl Construct for ExistingRole {
    type Output = ExistingRoleHandle;

    fn create(self, scope: &Scope) -> ExistingRoleHandle {
        if self.name.json().as_str().is_some_and(|name| name.contains(['/', ':'])) {
            scope.fail("an existing role is given by its name: no ARN, and no path before it");
        }
        let name = self.name.cast::<kinds::iam::RoleName>();
        // Of several stacks that grant something to the role, none may overwrite the policy of another.
        let policy = RolePolicy::new(scope, unique_name(scope, 128), name.clone());
        ExistingRoleHandle { name, policy }
    }
}

/// Handle on an [`ExistingRole`].
#[derive(Clone, Debug)]
pub struct ExistingRoleHandle {
    name: Val<kinds::iam::RoleName>,
    policy: RolePolicy,
}

impl ExistingRoleHandle {
    #[must_use]
    pub fn role_name(&self) -> Val<kinds::iam::RoleName> {
        self.name.clone()
    }

    /// The place of the construct, with its policy below.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        self.policy.scope()
    }
}

impl Grantee for ExistingRoleHandle {
    fn grant(&self, statement: PolicyStatement) -> Grant {
        self.policy.add(statement)
    }
}
