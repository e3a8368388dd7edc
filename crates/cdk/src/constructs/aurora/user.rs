use cdk_core::Scope;

use super::{AuroraClusterHandle, password};
use crate::constructs::{Secret, SecretHandle};

/// The login of a further user of a cluster: a secret in the form of RDS, with a made-up password and the cluster's host and port.
///
/// Makes: `AWS::SecretsManager::Secret` and its `SecretTargetAttachment`; with [`AuroraUserHandle::rotate_each_days`] a
/// `RotationSchedule`. The database's administrator makes the user itself.
#[must_use = "nothing is made of it before it is added to a cluster"]
pub struct AuroraUser {
    secret: Secret,
}

impl AuroraUser {
    pub fn named(user: impl Into<String>) -> Self {
        Self { secret: Secret::credentials(user) }
    }

    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.secret = self.secret.description(text);
        self
    }

    /// A fixed name for the secret. CloudFormation gives it one otherwise.
    pub fn secret_name(mut self, name: impl Into<String>) -> Self {
        self.secret = self.secret.name(name.into());
        self
    }
}

impl AuroraClusterHandle {
    /// Adds the login of a further user. It stays, where the data of the cluster stay.
    pub fn add_user(&self, id: impl AsRef<str>, user: AuroraUser) -> AuroraUserHandle {
        let scope = self.scope.child(id);
        let mut secret = user.secret.removal_policy(password::of_secret(self.removal));
        if let Some(key) = &self.key {
            secret = secret.encrypted_by(key);
        }
        let secret = scope.add("Secret", secret);
        let attached = password::attach(&scope, &secret, &self.resource);
        AuroraUserHandle { scope, cluster: self.clone(), secret, attached }
    }
}

/// Handle on an [`AuroraUser`].
#[derive(Clone, Debug)]
pub struct AuroraUserHandle {
    scope: Scope,
    cluster: AuroraClusterHandle,
    secret: SecretHandle,
    attached: cdk_core::Val<cdk_aws::kinds::secretsmanager::SecretId>,
}

impl AuroraUserHandle {
    /// The place of the complete secret, for what must wait until host and port are in it.
    #[must_use]
    pub fn login(&self) -> Scope {
        self.scope.child_once("Secret")
    }

    #[must_use]
    pub fn secret(&self) -> &SecretHandle {
        &self.secret
    }

    /// Rotates the password every `days` days, 1 to 1,000, as
    /// [`password_rotated_each_days`](super::AuroraCluster::password_rotated_each_days) does for the first user. The password changes once
    /// at once, so the schedule must wait until the user exists: the returned place is for `depends_on`.
    pub fn rotate_each_days(&self, days: u16) -> Scope {
        self.cluster.rotate(&self.scope, &self.attached, days)
    }
}
