use std::ops::Deref;

use cdk_aws::iam::role::Policy as InlinePolicy;
use cdk_aws::{Resource, iam, kinds};
use cdk_core::{Construct, IntoVal, Scope, Stack, Val, pseudo, text};

use super::role_policy::RolePolicy;
use super::{ExistingRole, Grant, Grantee, PolicyDocument, PolicyStatement, Principal};

/// An identity that services, accounts or people assume, with its permissions.
///
/// Makes: `AWS::IAM::Role`; with the first statement added to its handle, one `AWS::IAM::Policy` (`DefaultPolicy`).
///
/// ```
/// use cdk::constructs::{PolicyStatement, Role};
/// # let app = cdk::App::new();
/// # let stack = app.stack("S", cdk::Environment::agnostic());
/// let role = stack.add("Reader", Role::assumed_by("lambda.amazonaws.com").description("reads the pictures"));
/// let grant = role.add_statement(PolicyStatement::allow(["s3:GetObject"]).on(["arn:aws:s3:::pictures/*"]));
/// ```
#[must_use = "nothing is made of it before it is added to something"]
pub struct Role {
    trust: Vec<PolicyStatement>,
    managed: Vec<Val<kinds::iam::ManagedPolicyArn>>,
    own: PolicyDocument,
    description: Option<String>,
    name: Option<Val<String>>,
    path: Option<String>,
    boundary: Option<Val<kinds::iam::ManagedPolicyArn>>,
    max_session_seconds: Option<u32>,
}

impl Role {
    /// A role for a service such as `lambda.amazonaws.com`, or any other principal.
    pub fn assumed_by(principal: impl Into<Principal>) -> Self {
        Self::trusting(trust(principal.into()))
    }

    /// A role that the containers of tasks act by: of tasks in the stack's account and region.
    pub fn for_tasks(stack: &Stack) -> Self {
        let tasks = text!("arn:{}:ecs:{}:{}:*", pseudo::partition(), stack.region(), stack.account());
        Self::assumed_by("ecs-tasks.amazonaws.com").for_account(stack.account()).for_source(tasks)
    }

    /// A role that exists, by its name without a path, for grants to it.
    pub fn existing(name: impl IntoVal<String>) -> ExistingRole {
        ExistingRole::named(name)
    }

    /// A role with a custom trust statement, such as one with conditions.
    pub fn trusting(statement: PolicyStatement) -> Self {
        Self {
            trust: vec![statement],
            managed: Vec::new(),
            own: PolicyDocument::new(),
            description: None,
            name: None,
            path: None,
            boundary: None,
            max_session_seconds: None,
        }
    }

    /// Another one that may assume it.
    pub fn or_assumed_by(mut self, principal: impl Into<Principal>) -> Self {
        self.trust.push(trust(principal.into()));
        self
    }

    /// Trusts the services given so far only while they act for an account. Otherwise another account could make a service use the role
    /// (the confused deputy). Only services that say for whom they act can still assume the role.
    pub fn for_account(self, account: impl IntoVal<String>) -> Self {
        self.trusted_when("StringEquals", "aws:SourceAccount", &account.into_val())
    }

    /// Trusts those given so far only when they act for resources whose ARN is like this; `*` stands for any characters. Not every service
    /// that says for which account it acts says for which resource, too.
    pub fn for_source(self, arn: impl IntoVal<String>) -> Self {
        self.trusted_when("ArnLike", "aws:SourceArn", &arn.into_val())
    }

    fn trusted_when(mut self, operator: &str, key: &str, value: &Val<String>) -> Self {
        let trust = self.trust.into_iter();
        self.trust = trust.map(|it| it.when(operator, key, value.clone())).collect();
        self
    }

    /// A managed policy: one of the app, or [`aws_managed_policy`].
    pub fn managed_policy(mut self, arn: impl IntoVal<kinds::iam::ManagedPolicyArn>) -> Self {
        self.managed.push(arn.into_val());
        self
    }

    /// A statement within the role itself, so that it holds as soon as there is the role: for what services verify when they are
    /// given a role. The statement's resource must not depend on the role; otherwise see [`RoleHandle::add_statement`].
    pub fn statement(mut self, statement: PolicyStatement) -> Self {
        self.own.add(statement);
        self
    }

    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// A fixed name, with which CloudFormation cannot replace the role. CloudFormation gives it one otherwise.
    pub fn name(mut self, name: impl IntoVal<String>) -> Self {
        self.name = Some(name.into_val());
        self
    }

    /// Such as `/team/`.
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Its permissions boundary.
    pub fn permissions_boundary(mut self, arn: impl IntoVal<kinds::iam::ManagedPolicyArn>) -> Self {
        self.boundary = Some(arn.into_val());
        self
    }

    /// The maximum session duration: 3,600 (unless given) to 43,200 seconds.
    pub fn max_session_seconds(mut self, seconds: u32) -> Self {
        self.max_session_seconds = Some(seconds);
        self
    }
}

fn trust(principal: Principal) -> PolicyStatement {
    let action = if principal.is_federated() { "sts:AssumeRoleWithWebIdentity" } else { "sts:AssumeRole" };
    PolicyStatement::allow([action]).by(principal)
}

impl Construct for Role {
    type Output = RoleHandle;

    fn create(self, scope: &Scope) -> RoleHandle {
        let trust: PolicyDocument = self.trust.into_iter().collect();
        let mut role = iam::Role::new().assume_role_policy_document(trust);
        if !self.managed.is_empty() {
            role = role.managed_policy_arns(self.managed);
        }
        if !self.own.is_empty() {
            role = role.policies([InlinePolicy::new().policy_document(self.own).policy_name("OwnPolicy")]);
        }
        if let Some(description) = self.description {
            role = role.description(description);
        }
        if let Some(name) = self.name {
            role = role.role_name(name);
        }
        if let Some(path) = self.path {
            role = role.path(path);
        }
        if let Some(boundary) = self.boundary {
            role = role.permissions_boundary(boundary);
        }
        if let Some(seconds) = self.max_session_seconds {
            role = role.max_session_duration(seconds);
        }
        let resource = scope.add("Resource", role);
        let policy = RolePolicy::new(scope, "DefaultPolicy".to_owned(), resource.role_name());
        RoleHandle { resource, policy }
    }
}

/// Handle on a [`Role`]. Derefs to its resource.
#[derive(Clone, Debug)]
pub struct RoleHandle {
    resource: Resource<iam::Role>,
    policy: RolePolicy,
}

impl RoleHandle {
    /// Adds a statement to its policy, which is made with the first one.
    pub fn add_statement(&self, statement: PolicyStatement) -> Grant {
        self.policy.add(statement)
    }

    /// The place of the construct, with the role and its policy below.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        self.policy.scope()
    }
}

impl Grantee for RoleHandle {
    fn grant(&self, statement: PolicyStatement) -> Grant {
        self.add_statement(statement)
    }
}

impl Deref for RoleHandle {
    type Target = Resource<iam::Role>;

    fn deref(&self) -> &Self::Target {
        &self.resource
    }
}

/// The ARN of a policy that AWS manages, such as `service-role/AmazonECSTaskExecutionRolePolicy`.
#[must_use]
pub fn aws_managed_policy(name: &str) -> Val<kinds::iam::ManagedPolicyArn> {
    text!("arn:{}:iam::aws:policy/{}", pseudo::partition(), name).cast()
}
