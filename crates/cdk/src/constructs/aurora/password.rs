//! The password of the first user.

use cdk_aws::rds::db_cluster::MasterUserSecret;
use cdk_aws::{Resource, kinds, rds, secretsmanager};
use cdk_core::{RemovalPolicy, Scope, Val, intrinsic};
use secretsmanager::rotation_schedule::{HostedRotationLambda, RotationRules};

use super::AuroraClusterHandle;
use crate::constructs::{
    Connectable, KeyHandle, Peer, Port, Secret, SecretHandle, SecurityGroup, SecurityGroupHandle, Subnets,
    VpcHandle,
};

#[derive(Clone, Copy, Debug)]
pub(super) enum Password {
    Generated { rotated_each_days: Option<u16> },
    ManagedByRds,
}

impl Password {
    /// The secret that holds it, if it is ours. Whatever is left of the cluster is of no use without it.
    pub(super) fn secret(
        self,
        scope: &Scope,
        (user, name): (&str, Option<String>),
        key: Option<&KeyHandle>,
        cluster: RemovalPolicy,
    ) -> Option<SecretHandle> {
        let Self::Generated { .. } = self else { return None };
        let mut secret = Secret::credentials(user)
            .description(format!("Who {} is administered by", scope.path()))
            .removal_policy(of_secret(cluster));
        if let Some(key) = key {
            secret = secret.encrypted_by(key);
        }
        if let Some(name) = name {
            secret = secret.name(name);
        }
        Some(scope.add("Secret", secret))
    }

    pub(super) fn put(
        self,
        cluster: rds::DbCluster,
        user: &str,
        secret: Option<&SecretHandle>,
        key: Option<&KeyHandle>,
    ) -> rds::DbCluster {
        let cluster = cluster.master_username(user);
        match (secret, key) {
            (Some(secret), _) => cluster.master_user_password(secret.value("password")),
            (None, None) => cluster.manage_master_user_password(true),
            (None, Some(key)) => cluster
                .manage_master_user_password(true)
                .master_user_secret(MasterUserSecret::new().kms_key_id(key.arn())),
        }
    }
}

/// What becomes of a secret when its stack goes: where data stay, it stays, too.
pub(super) const fn of_secret(cluster: RemovalPolicy) -> RemovalPolicy {
    match cluster {
        RemovalPolicy::Snapshot => RemovalPolicy::RetainExceptOnCreate,
        other => other,
    }
}

/// Writes host, port and the like of the cluster into the secret.
pub(super) fn attach(
    scope: &Scope,
    secret: &SecretHandle,
    cluster: &Resource<rds::DbCluster>,
) -> Val<kinds::secretsmanager::SecretId> {
    let attachment = secretsmanager::SecretTargetAttachment::new()
        .secret_id(secret.secret_id())
        .target_id(cluster.db_cluster_identifier())
        .target_type("AWS::RDS::DBCluster");
    scope.child_once("Secret").child("Attachment").add("Resource", attachment).secret_id()
}

/// The macro by which CloudFormation makes functions that rotate secrets.
const TRANSFORM: &str = "AWS::SecretsManager-2024-09-16";

impl AuroraClusterHandle {
    /// Lets Secrets Manager change the password in a secret, now and after some days each time, by a function of its own.
    pub(super) fn rotate(
        &self,
        place: &Scope,
        secret: &Val<kinds::secretsmanager::SecretId>,
        days: u16,
    ) -> Scope {
        let scope = place.child_once("RotationSchedule");
        if !(1..=1000).contains(&days) {
            scope.fail(format!("a password is rotated each 1 to 1000 days, and {days} is not"));
        }
        let group = self.rotation_group();
        let subnets = &self.vpc.with_egress().unwrap_or_else(|| self.subnets.clone());
        let mut function = HostedRotationLambda::new()
            .rotation_type(self.engine.rotation_type())
            .exclude_characters(" %+~`#$&*()|[]{}:;<>?!'/@\"\\")
            .vpc_security_group_ids(group.id())
            .vpc_subnet_ids(intrinsic::join(
                ",",
                subnets.ids().into_iter().map(Val::cast::<String>).collect::<Vec<_>>(),
            ));
        if let Some(key) = &self.key {
            function = function.kms_key_arn(key.arn());
        }
        let schedule = secretsmanager::RotationSchedule::new()
            .secret_id(secret)
            .hosted_rotation_lambda(function)
            .rotation_rules(RotationRules::new().automatically_after_days(days));
        let schedule = scope.add("Resource", schedule);
        // It changes the password at once.
        schedule.depends_on(&self.writer);
        schedule.depends_on(group.scope());
        subnets.routed_before(&schedule);
        scope.stack().transform(TRANSFORM);
        warn_if_out_of_reach(&scope, &self.vpc, subnets);
        Scope::clone(&schedule)
    }

    /// The security group of the functions that change passwords. They call Secrets Manager, wherever it is, and the cluster.
    fn rotation_group(&self) -> SecurityGroupHandle {
        if let Some(known) = self.scope.state::<Rotation>().0 {
            return known;
        }
        let place = self.scope.child_once("RotationSchedule");
        let group = place.add("SecurityGroup", SecurityGroup::new(&self.vpc));
        group.allow_to(Peer::any_ipv4().described("Secrets Manager"), Port::tcp(443));
        self.allow_default_port_from(&group);
        self.scope.change_state(|known: &mut Rotation| known.0 = Some(group.clone()));
        group
    }
}

#[derive(Clone, Default)]
struct Rotation(Option<SecurityGroupHandle>);

fn warn_if_out_of_reach(scope: &Scope, vpc: &VpcHandle, subnets: &Subnets) {
    let (vpc, subnets) = (vpc.clone(), subnets.clone());
    let this = scope.node();
    // Routes and endpoints may be declared later.
    scope.aspect(move |visited| {
        if visited.node() == this && !vpc.may_call(&subnets, "secretsmanager") {
            visited.warn(
                "the function that changes the password does not reach Secrets Manager: the VPC has neither a subnet group with egress and NAT nor an interface endpoint to `secretsmanager`",
            );
        }
    });
}
