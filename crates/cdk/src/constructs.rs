//! The constructs: several resources with good defaults, declared as one.

mod iam;

pub use self::iam::{
    Grant, Grantee, PolicyDocument, PolicyStatement, Principal, Role, RoleHandle, aws_managed_policy,
};
