mod declare;

use std::collections::BTreeMap;

use cdk_core::{IntoVal, Json, RemovalPolicy};

use super::AuroraEngine;
use super::password::Password;
use crate::constructs::{KeyHandle, SecurityGroupHandle, Subnets, VpcHandle};

/// A cluster of Aurora Serverless v2: encrypted, TLS only, backed up for 7 days, protected from deletion, and in isolated subnets.
///
/// Makes: `AWS::RDS::DBCluster`, `DBInstance`s (`writer`, `reader`, `reader2`, ..), `DBSubnetGroup`, `DBClusterParameterGroup`;
/// `AWS::EC2::SecurityGroup`; `AWS::SecretsManager::Secret` with a made-up password and its `SecretTargetAttachment`. Where wanted:
/// `AWS::SecretsManager::RotationSchedule`.
///
/// ```
/// use cdk::constructs::{AuroraCluster, AuroraEngine, Connectable, SecurityGroup, Vpc};
/// # let app = cdk::App::new();
/// # let stack = app.stack("S", cdk::Environment::agnostic());
/// # let vpc = stack.add("Vpc", Vpc::new());
/// # let service = stack.add("Service", SecurityGroup::new(&vpc).open_egress());
/// let database = stack.add(
///     "Database",
///     AuroraCluster::new(AuroraEngine::mysql("3.10.1"), &vpc)
///         .capacity(0.5, 4.0)
///         .database("pets")
///         .readers(1),
/// );
/// database.allow_default_port_from(&service);
/// ```
#[must_use = "nothing is made of it before it is added to something"]
pub struct AuroraCluster {
    engine: AuroraEngine,
    vpc: VpcHandle,
    subnets: Option<Subnets>,
    group: Option<SecurityGroupHandle>,
    zoned: bool,
    capacity: (f64, f64),
    pause_after_seconds: Option<u32>,
    database: Option<String>,
    identifier: Option<String>,
    user: Option<String>,
    secret_name: Option<String>,
    password: Password,
    readers: usize,
    key: Option<KeyHandle>,
    backup_days: u32,
    deletion_protection: bool,
    removal: RemovalPolicy,
    exported_logs: Vec<String>,
    parameters: BTreeMap<String, Json>,
    iam_users: bool,
    data_api: bool,
    insights: bool,
}

impl AuroraCluster {
    pub fn new(engine: AuroraEngine, vpc: &VpcHandle) -> Self {
        let (tls, on) = engine.tls_only();
        Self {
            vpc: vpc.clone(),
            subnets: None,
            group: None,
            zoned: false,
            capacity: (0.5, 2.0),
            pause_after_seconds: None,
            database: None,
            identifier: None,
            user: None,
            secret_name: None,
            password: Password::Generated { rotated_each_days: None },
            readers: 0,
            key: None,
            backup_days: 7,
            deletion_protection: true,
            removal: RemovalPolicy::Snapshot,
            exported_logs: vec![engine.error_log().to_owned()],
            parameters: BTreeMap::from([(tls.to_owned(), on.into())]),
            iam_users: false,
            data_api: false,
            insights: false,
            engine,
        }
    }

    /// The isolated subnets unless given; in two zones at least.
    pub fn subnets(mut self, subnets: Subnets) -> Self {
        self.subnets = Some(subnets);
        self
    }

    /// Its security group, rather than one of its own.
    pub fn security_group(mut self, group: &SecurityGroupHandle) -> Self {
        self.group = Some(group.clone());
        self
    }

    /// Makes the writer in the zone of the first subnet, the first reader in that of the second, and so on in turns. AWS chooses the zones
    /// otherwise.
    pub fn one_zone_each(mut self) -> Self {
        self.zoned = true;
        self
    }

    /// The minimum and maximum capacity of each instance, in units of about 2 GiB of memory: 0 to 256 by halves; 0.5 to 2 unless
    /// given. With a minimum of 0 an idle instance pauses.
    pub fn capacity(mut self, least: f64, most: f64) -> Self {
        self.capacity = (least, most);
        self
    }

    /// How long an instance is idle before it pauses: 300 to 86,400. Needs a minimum capacity of 0.
    pub fn pause_after_seconds(mut self, seconds: u32) -> Self {
        self.pause_after_seconds = Some(seconds);
        self
    }

    /// A database that is there from the start.
    pub fn database(mut self, name: impl Into<String>) -> Self {
        self.database = Some(name.into());
        self
    }

    /// A fixed identifier, with which CloudFormation cannot replace the cluster, and by which others know the names of its logs
    /// (`/aws/rds/cluster/{identifier}/error`). CloudFormation gives it one otherwise.
    pub fn identifier(mut self, name: impl Into<String>) -> Self {
        self.identifier = Some(name.into());
        self
    }

    /// The name of the first user; `admin` or `postgres` unless given.
    pub fn user(mut self, name: impl Into<String>) -> Self {
        self.user = Some(name.into());
        self
    }

    /// A fixed name for the secret with the first user's password. CloudFormation gives it one otherwise.
    pub fn secret_name(mut self, name: impl Into<String>) -> Self {
        self.secret_name = Some(name.into());
        self
    }

    /// Rotates the password every `days` days, 1 to 1,000. Secrets Manager makes the function that does it in the cluster's VPC: in the
    /// subnet group with egress if there is one, else in the cluster's subnets. The function must reach Secrets Manager, by NAT or by
    /// an interface endpoint.
    pub fn password_rotated_each_days(mut self, days: u16) -> Self {
        self.password = Password::Generated { rotated_each_days: Some(days) };
        self
    }

    /// RDS itself keeps the password in a secret and rotates it every 7 days, without a function. The secret holds
    /// `username` and `password` only.
    pub fn password_managed_by_rds(mut self) -> Self {
        self.password = Password::ManagedByRds;
        self
    }

    /// The number of readers beside the writer, spread over zones. They serve reads, and the first that
    /// can takes over when the writer fails.
    pub fn readers(mut self, count: usize) -> Self {
        self.readers = count;
        self
    }

    /// Encrypted by this key rather than by the account's own for databases.
    pub fn encrypted_by(mut self, key: &KeyHandle) -> Self {
        self.key = Some(key.clone());
        self
    }

    /// The days of backups for point-in-time recovery: 1 to 35.
    pub fn backup_days(mut self, days: u32) -> Self {
        self.backup_days = days;
        self
    }

    /// Turns deletion protection off; `policy` decides about the data. Where data stay, the secret with the password stays, too; a
    /// retained cluster keeps its instances, subnet group, security group and parameters, and so needs its VPC.
    pub fn deletable(mut self, policy: RemovalPolicy) -> Self {
        self.deletion_protection = false;
        self.removal = policy;
        self
    }

    /// Which logs go to CloudWatch: of MySQL `audit`, `error`, `general`, `slowquery`; of PostgreSQL `postgresql`. The error log
    /// unless given.
    pub fn exported_logs<L: Into<String>>(mut self, logs: impl IntoIterator<Item = L>) -> Self {
        self.exported_logs = logs.into_iter().map(Into::into).collect();
        self
    }

    /// A parameter of the engine.
    pub fn parameter(mut self, name: impl Into<String>, value: impl IntoVal<String>) -> Self {
        self.parameters.insert(name.into(), value.into_val().into_json());
        self
    }

    /// Lets users log in by IAM; see [`AuroraClusterHandle::grant_connect`].
    pub fn iam_users(mut self) -> Self {
        self.iam_users = true;
        self
    }

    /// Turns the Data API on, SQL by HTTPS calls; see [`AuroraClusterHandle::grant_data_api`].
    pub fn data_api(mut self) -> Self {
        self.data_api = true;
        self
    }

    /// Records for 7 days the events that queries wait for.
    pub fn performance_insights(mut self) -> Self {
        self.insights = true;
        self
    }
}
