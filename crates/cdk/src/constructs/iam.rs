//! Permissions: roles, policy statements, and grants.

mod document;
mod existing_role;
mod grant;
mod growing;
mod principal;
mod role;
mod role_policy;
mod statement;

pub use self::document::PolicyDocument;
pub use self::existing_role::{ExistingRole, ExistingRoleHandle};
pub use self::grant::{Grant, Grantee};
pub(crate) use self::growing::GrowingPolicy;
pub use self::principal::Principal;
pub use self::role::{Role, RoleHandle, aws_managed_policy};
pub use self::statement::PolicyStatement;
