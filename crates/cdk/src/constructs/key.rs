use std::ops::Deref;

use cdk_aws::{Resource, kms};
use cdk_core::{Construct, RemovalPolicy, Scope};

use super::iam::GrowingPolicy;
use super::{Grant, Grantee, PolicyDocument, PolicyStatement, Principal};

/// A KMS key with yearly rotation. The account's IAM policies control its use.
///
/// Makes: `AWS::KMS::Key`; with [`alias`](Self::alias), `AWS::KMS::Alias`. It stays when its stack goes, since what it has
/// encrypted would be lost.
#[must_use = "nothing is made of it before it is added to something"]
pub struct Key {
    resource: kms::Key,
    services: Vec<String>,
    alias: Option<String>,
    removal: RemovalPolicy,
}

impl Key {
    pub fn new() -> Self {
        Self {
            resource: kms::Key::new().enable_key_rotation(true),
            services: Vec::new(),
            alias: None,
            removal: RemovalPolicy::Retain,
        }
    }

    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.resource = self.resource.description(text.into());
        self
    }

    /// An alias, without `alias/`.
    pub fn alias(mut self, name: impl Into<String>) -> Self {
        self.alias = Some(name.into());
        self
    }

    /// Lets an AWS service use it on behalf of this account, such as `cloudwatch.amazonaws.com`.
    pub fn used_by_service(mut self, service: impl Into<String>) -> Self {
        self.services.push(service.into());
        self
    }

    /// Rotates the key after this many days, 90 to 2,560, rather than 365.
    pub fn rotated_after_days(mut self, days: u16) -> Self {
        self.resource = self.resource.rotation_period_in_days(days);
        self
    }

    pub fn removal_policy(mut self, policy: RemovalPolicy) -> Self {
        self.removal = policy;
        self
    }
}

impl Default for Key {
    fn default() -> Self {
        Self::new()
    }
}

impl Construct for Key {
    type Output = KeyHandle;

    fn create(self, scope: &Scope) -> KeyHandle {
        let account =
            PolicyStatement::allow(["kms:*"]).on(["*"]).by(Principal::account(scope.stack().account()));
        let resource = scope.add("Resource", self.resource);
        resource.removal_policy(self.removal);
        if let Some(alias) = self.alias {
            let alias = kms::Alias::new().alias_name(format!("alias/{alias}")).target_key_id(resource.arn());
            scope.child("Alias").add("Resource", alias);
        }
        let policy = GrowingPolicy::new(&resource, "KeyPolicy", PolicyDocument::new().with(account));
        let key = KeyHandle { resource, policy };
        self.services.into_iter().for_each(|service| key.allow_service(service));
        key
    }
}

/// Handle on a [`Key`]. Derefs to its resource.
#[derive(Clone, Debug)]
pub struct KeyHandle {
    resource: Resource<kms::Key>,
    policy: GrowingPolicy,
}

impl KeyHandle {
    /// Lets it decrypt.
    pub fn grant_decrypt(&self, to: &impl Grantee) -> Grant {
        to.grant(PolicyStatement::allow(["kms:Decrypt"]).on([self.resource.arn()]))
    }

    /// Lets it encrypt.
    pub fn grant_encrypt(&self, to: &impl Grantee) -> Grant {
        let actions = ["kms:Encrypt", "kms:GenerateDataKey"];
        to.grant(PolicyStatement::allow(actions).on([self.resource.arn()]))
    }

    pub fn grant_encrypt_decrypt(&self, to: &impl Grantee) -> Grant {
        let actions = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"];
        to.grant(PolicyStatement::allow(actions).on([self.resource.arn()]))
    }

    /// Lets an AWS service use it on behalf of this account.
    pub fn allow_service(&self, service: impl Into<String>) {
        self.add_to_policy(
            PolicyStatement::allow(["kms:Decrypt", "kms:GenerateDataKey*"])
                .on(["*"])
                .by(Principal::service(service))
                .when("StringEquals", "aws:SourceAccount", self.resource.stack().account()),
        );
    }

    /// A statement of the key's own policy, in which the resource `*` is the key.
    pub fn add_to_policy(&self, statement: PolicyStatement) {
        self.policy.add(statement);
    }
}

impl Deref for KeyHandle {
    type Target = Resource<kms::Key>;

    fn deref(&self) -> &Self::Target {
        &self.resource
    }
}
