use std::ops::Deref;

use cdk_aws::{Resource, secretsmanager};
use cdk_core::{Construct, IntoVal, Json, RemovalPolicy, Scope, Val, dynamic};
use secretsmanager::secret::GenerateSecretString;

use super::{Grant, Grantee, KeyHandle, PolicyStatement};

/// A secret that AWS generates, so no person has seen it.
///
/// Makes: `AWS::SecretsManager::Secret`.
#[must_use = "nothing is made of it before it is added to something"]
pub struct Secret {
    resource: secretsmanager::Secret,
    key: Option<KeyHandle>,
    removal: RemovalPolicy,
}

impl Secret {
    /// Text of 32 letters and digits.
    pub fn generated() -> Self {
        Self::of(GenerateSecretString::new().password_length(32).exclude_punctuation(true))
    }

    /// A user's name and a made-up password, as JSON with the keys `username` and `password`.
    pub fn credentials(user: impl Into<String>) -> Self {
        let template = serde_json::json!({ "username": user.into() }).to_string();
        Self::of(
            GenerateSecretString::new()
                .password_length(32)
                .exclude_punctuation(true)
                .generate_string_key("password")
                .secret_string_template(template),
        )
    }

    fn of(generate: GenerateSecretString) -> Self {
        let resource = secretsmanager::Secret::new().generate_secret_string(generate);
        Self { resource, key: None, removal: RemovalPolicy::Destroy }
    }

    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.resource = self.resource.description(text.into());
        self
    }

    /// A fixed name; after a removal AWS keeps it taken for some days.
    pub fn name(mut self, name: impl IntoVal<String>) -> Self {
        self.resource = self.resource.name(name);
        self
    }

    /// Encrypted by this key rather than by the account's own for secrets.
    pub fn encrypted_by(mut self, key: &KeyHandle) -> Self {
        self.key = Some(key.clone());
        self
    }

    pub fn removal_policy(mut self, policy: RemovalPolicy) -> Self {
        self.removal = policy;
        self
    }
}

impl Construct for Secret {
    type Output = SecretHandle;

    fn create(self, scope: &Scope) -> SecretHandle {
        let resource = match &self.key {
            Some(key) => self.resource.kms_key_id(key.arn()),
            None => self.resource,
        };
        let resource = scope.add("Resource", resource);
        resource.removal_policy(self.removal);
        SecretHandle { resource, key: self.key }
    }
}

/// Handle on a [`Secret`]. Derefs to its resource.
#[derive(Clone, Debug)]
pub struct SecretHandle {
    resource: Resource<secretsmanager::Secret>,
    key: Option<KeyHandle>,
}

impl SecretHandle {
    /// Lets it read the secret.
    pub fn grant_read(&self, to: &impl Grantee) -> Grant {
        if let Some(key) = &self.key {
            key.grant_decrypt(to);
        }
        let actions = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"];
        to.grant(PolicyStatement::allow(actions).on([self.resource.secret_id()]))
    }

    /// The key that encrypts it, if that is not the account's own key for secrets.
    #[must_use]
    pub fn key(&self) -> Option<&KeyHandle> {
        self.key.as_ref()
    }

    /// The text of one key of it, as CloudFormation puts it into a property.
    #[must_use]
    pub fn value(&self, key: &str) -> Val<String> {
        dynamic::secret(self.resource.secret_id(), key)
    }

    /// Its ARN.
    #[must_use]
    pub fn arn(&self) -> Val<String> {
        Val::of(Json::Ref(self.resource.node()))
    }
}

impl Deref for SecretHandle {
    type Target = Resource<secretsmanager::Secret>;

    fn deref(&self) -> &Self::Target {
        &self.resource
    }
}
