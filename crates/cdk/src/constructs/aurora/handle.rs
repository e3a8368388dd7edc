use std::ops::Deref;

use cdk_aws::{Resource, kinds, rds};
use cdk_core::{IntoVal, RemovalPolicy, Scope, Val, pseudo, text};

use super::AuroraEngine;
use crate::constructs::{
    Connectable, ContainerSecret, Grant, Grantee, KeyHandle, Metric, PolicyStatement, Port, SecretHandle,
    SecurityGroupHandle, Subnets, VpcHandle,
};

/// Handle on an [`AuroraCluster`](super::AuroraCluster). Derefs to its resource.
#[derive(Clone, Debug)]
pub struct AuroraClusterHandle {
    pub(super) scope: Scope,
    pub(super) resource: Resource<rds::DbCluster>,
    pub(super) security_group: SecurityGroupHandle,
    pub(super) secret: Option<SecretHandle>,
    pub(super) secret_id: Val<kinds::secretsmanager::SecretId>,
    pub(super) key: Option<KeyHandle>,
    pub(super) port: Port,
    pub(super) engine: AuroraEngine,
    /// The instance that users log in at.
    pub(super) writer: Scope,
    pub(super) vpc: VpcHandle,
    pub(super) subnets: Subnets,
    pub(super) removal: RemovalPolicy,
}

impl AuroraClusterHandle {
    /// The place of the construct.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The writer, for resources that need a cluster that answers.
    #[must_use]
    pub fn writer(&self) -> &Scope {
        &self.writer
    }

    /// The schedule by which the first user's password changes, if there is one. It changes the password once at once.
    #[must_use]
    pub fn rotation(&self) -> Option<Scope> {
        self.scope.find("RotationSchedule")?.find("Resource")
    }

    /// The secret that holds the first user's name and password, and where the cluster is (as far as RDS does not manage it).
    #[must_use]
    pub fn secret_id(&self) -> Val<kinds::secretsmanager::SecretId> {
        self.secret_id.clone()
    }

    /// The place of the complete secret, for what must wait until host and port are in it. Empty where RDS manages the password.
    #[must_use]
    pub fn login(&self) -> Scope {
        self.scope.child_once("Secret")
    }

    /// The secret if this construct made it.
    #[must_use]
    pub fn secret(&self) -> Option<&SecretHandle> {
        self.secret.as_ref()
    }

    /// The secret, or one key of it such as `password`, for a container.
    #[must_use]
    pub fn container_secret(&self, field: Option<&str>) -> ContainerSecret {
        let secret = match field {
            Some(field) => ContainerSecret::field(self.secret_id(), field),
            None => ContainerSecret::secret(self.secret_id()),
        };
        match &self.key {
            Some(key) => secret.encrypted_by(key),
            None => secret,
        }
    }

    /// Lets it read the first user's name and password.
    pub fn grant_read_secret(&self, to: &impl Grantee) -> Grant {
        match &self.secret {
            Some(secret) => secret.grant_read(to),
            None => {
                if let Some(key) = &self.key {
                    key.grant_decrypt(to);
                }
                let actions = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"];
                to.grant(PolicyStatement::allow(actions).on([self.secret_id()]))
            }
        }
    }

    /// Lets it log in as a user of the database by IAM, without a password.
    pub fn grant_connect(&self, to: &impl Grantee, user: impl IntoVal<String>) -> Grant {
        self.resource.set("EnableIAMDatabaseAuthentication", true);
        let stack = self.resource.stack();
        let (region, account) = (stack.region(), stack.account());
        let id = self.resource.db_cluster_resource_id();
        let arn = text!("arn:{}:rds-db:{}:{}:dbuser:{}/{}", pseudo::partition(), region, account, id, user);
        to.grant(PolicyStatement::allow(["rds-db:connect"]).on([arn]))
    }

    /// Lets it run SQL by HTTPS calls, as the first user.
    pub fn grant_data_api(&self, to: &impl Grantee) -> Grant {
        self.resource.set("EnableHttpEndpoint", true);
        self.grant_read_secret(to);
        let actions = [
            "rds-data:BatchExecuteStatement",
            "rds-data:BeginTransaction",
            "rds-data:CommitTransaction",
            "rds-data:ExecuteStatement",
            "rds-data:RollbackTransaction",
        ];
        to.grant(PolicyStatement::allow(actions).on([self.resource.db_cluster_arn()]))
    }

    /// A metric of RDS about it, such as `DatabaseConnections`.
    pub fn metric(&self, name: impl Into<String>) -> Metric {
        Metric::new("AWS/RDS", name).dimension("DBClusterIdentifier", self.resource.db_cluster_identifier())
    }

    /// The average use of the CPU, in percent.
    #[must_use]
    pub fn cpu(&self) -> Metric {
        self.metric("CPUUtilization")
    }

    /// The share of the maximum capacity that is in use, in percent.
    #[must_use]
    pub fn capacity_use(&self) -> Metric {
        self.metric("ACUUtilization")
    }

    #[must_use]
    pub fn connections(&self) -> Metric {
        self.metric("DatabaseConnections")
    }
}

impl Connectable for AuroraClusterHandle {
    fn security_group(&self) -> &SecurityGroupHandle {
        &self.security_group
    }

    fn default_port(&self) -> Option<Port> {
        Some(self.port)
    }
}

impl Deref for AuroraClusterHandle {
    type Target = Resource<rds::DbCluster>;

    fn deref(&self) -> &Self::Target {
        &self.resource
    }
}
