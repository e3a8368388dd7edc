use cdk_aws::kinds;
use cdk_core::{IntoVal, Scope, Val, pseudo, text};

use crate::constructs::{Grantee, KeyHandle, PolicyStatement, RoleHandle, SecretHandle};

/// A secret that a container gets as a variable of its environment. It is fetched when the task starts, by the execution role, which
/// is allowed to read just that.
#[derive(Clone, Debug)]
pub struct ContainerSecret {
    source: Source,
    key: Option<KeyHandle>,
}

#[derive(Clone, Debug)]
enum Source {
    Secret { arn: Val<String>, field: Option<String> },
    Parameter(Val<String>),
}

impl ContainerSecret {
    /// A secret of Secrets Manager by its whole ARN.
    pub fn secret(id: impl IntoVal<kinds::secretsmanager::SecretId>) -> Self {
        Self { source: Source::Secret { arn: id.into_val().into_val(), field: None }, key: None }
    }

    /// One key of a secret of Secrets Manager that is JSON.
    pub fn field(id: impl IntoVal<kinds::secretsmanager::SecretId>, field: impl Into<String>) -> Self {
        Self {
            source: Source::Secret { arn: id.into_val().into_val(), field: Some(field.into()) },
            key: None,
        }
    }

    /// A parameter of Systems Manager of this account and region, by its name.
    pub fn parameter(name: impl IntoVal<String>) -> Self {
        Self { source: Source::Parameter(name.into_val()), key: None }
    }

    /// The key it is encrypted by, if that is not the account's own.
    #[must_use]
    pub fn encrypted_by(mut self, key: &KeyHandle) -> Self {
        self.key = Some(key.clone());
        self
    }

    /// Where the agent finds it; the role, if there is one to change, is then allowed to read it.
    pub(super) fn read_by(self, role: Option<&RoleHandle>, scope: &Scope) -> Val<String> {
        if let (Some(role), Some(key)) = (role, &self.key) {
            key.grant_decrypt(role);
        }
        let allow = |action: &str, arn: &Val<String>| {
            if let Some(role) = role {
                role.grant(PolicyStatement::allow([action]).on([arn]));
            }
        };
        match self.source {
            Source::Secret { arn, field } => {
                allow("secretsmanager:GetSecretValue", &arn);
                field.map_or(arn.clone(), |field| text!("{}:{}::", arn, field))
            }
            Source::Parameter(name) => {
                let stack = scope.stack();
                let rooted = name.json().as_str().is_some_and(|name| name.starts_with('/'));
                let separator = if rooted { "" } else { "/" };
                let (region, account) = (stack.region(), stack.account());
                let arn = text!(
                    "arn:{}:ssm:{}:{}:parameter{}{}",
                    pseudo::partition(),
                    region,
                    account,
                    separator,
                    name
                );
                allow("ssm:GetParameters", &arn);
                arn
            }
        }
    }
}

impl From<&SecretHandle> for ContainerSecret {
    fn from(secret: &SecretHandle) -> Self {
        Self { key: secret.key().cloned(), ..Self::secret(secret.secret_id()) }
    }
}
