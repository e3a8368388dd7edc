use std::ops::Deref;

use cdk_aws::{Resource, logs};
use cdk_core::{Construct, IntoVal, RemovalPolicy, Scope, Val, text};

use super::{Grant, Grantee, KeyHandle, PolicyStatement, Principal};

/// A log group, which keeps lines for 30 days unless given.
///
/// Makes: `AWS::Logs::LogGroup`. It goes when its stack goes; see [`removal_policy`](Self::removal_policy).
#[must_use = "nothing is made of it before it is added to something"]
pub struct LogGroup {
    resource: logs::LogGroup,
    key: Option<KeyHandle>,
    removal: RemovalPolicy,
}

impl LogGroup {
    pub fn new() -> Self {
        let resource = logs::LogGroup::new().retention_in_days(30);
        Self { resource, key: None, removal: RemovalPolicy::Destroy }
    }

    /// CloudWatch takes 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731 and some more days.
    pub fn retention_days(mut self, days: u16) -> Self {
        self.resource = self.resource.retention_in_days(days);
        self
    }

    /// A fixed name, with which CloudFormation cannot replace the group.
    pub fn name(mut self, name: impl IntoVal<String>) -> Self {
        self.resource = self.resource.log_group_name(name);
        self
    }

    /// Encrypted by this key, which CloudWatch Logs is allowed to use for the log groups of the account.
    pub fn encrypted_by(mut self, key: &KeyHandle) -> Self {
        self.key = Some(key.clone());
        self
    }

    pub fn removal_policy(mut self, policy: RemovalPolicy) -> Self {
        self.removal = policy;
        self
    }
}

impl Default for LogGroup {
    fn default() -> Self {
        Self::new()
    }
}

impl Construct for LogGroup {
    type Output = LogGroupHandle;

    fn create(self, scope: &Scope) -> LogGroupHandle {
        let mut resource = self.resource;
        if let Some(key) = &self.key {
            resource = resource.kms_key_id(key.arn());
            let stack = scope.stack();
            let groups =
                text!("arn:{}:logs:{}:{}:*", cdk_core::pseudo::partition(), stack.region(), stack.account());
            key.add_to_policy(
                PolicyStatement::allow([
                    "kms:Decrypt*",
                    "kms:Describe*",
                    "kms:Encrypt*",
                    "kms:GenerateDataKey*",
                    "kms:ReEncrypt*",
                ])
                .on(["*"])
                .by(Principal::service("logs.amazonaws.com"))
                .when("ArnLike", "kms:EncryptionContext:aws:logs:arn", groups),
            );
        }
        let resource = scope.add("Resource", resource);
        resource.removal_policy(self.removal);
        LogGroupHandle { resource }
    }
}

/// Handle on a [`LogGroup`]. Derefs to its resource.
#[derive(Clone, Debug)]
pub struct LogGroupHandle {
    resource: Resource<logs::LogGroup>,
}

impl LogGroupHandle {
    /// Lets it write lines.
    pub fn grant_write(&self, to: &impl Grantee) -> Grant {
        to.grant(self.writing())
    }

    /// Lets it read lines.
    pub fn grant_read(&self, to: &impl Grantee) -> Grant {
        let actions = ["logs:FilterLogEvents", "logs:GetLogEvents"];
        to.grant(PolicyStatement::allow(actions).on([self.resource.arn()]))
    }

    /// The permissions of a writer. The ARN of a log group ends with `:*`, so it covers the streams within.
    pub(super) fn writing(&self) -> PolicyStatement {
        PolicyStatement::allow(["logs:CreateLogStream", "logs:PutLogEvents"]).on([self.resource.arn()])
    }

    /// The ARN without its end, as some services want it.
    #[must_use]
    pub fn plain_arn(&self) -> Val<String> {
        let stack = self.resource.stack();
        let partition = cdk_core::pseudo::partition();
        text!(
            "arn:{}:logs:{}:{}:log-group:{}",
            partition,
            stack.region(),
            stack.account(),
            self.resource.log_group_name()
        )
    }
}

impl Deref for LogGroupHandle {
    type Target = Resource<logs::LogGroup>;

    fn deref(&self) -> &Self::Target {
        &self.resource
    }
}
