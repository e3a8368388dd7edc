//! The resources of a cluster.

use cdk_aws::rds;
use cdk_aws::rds::db_cluster::ServerlessV2ScalingConfiguration;
use cdk_core::{Construct, Json, RemovalPolicy, Scope, Val};

use super::super::password::{self, Password};
use super::super::{AuroraClusterHandle, instances};
use super::AuroraCluster;
use crate::constructs::{Port, SecurityGroup, SubnetHandle, Subnets};

impl AuroraCluster {
    fn check(&self, scope: &Scope, subnets: &Subnets) {
        let (least, most) = self.capacity;
        let halves = |number: f64| (0.0..=256.0).contains(&number) && (number * 2.0).fract() == 0.0;
        if !halves(least) || !halves(most) || most < 1.0 || least > most {
            scope.fail(format!(
                "the capacity is 0 to 256 by halves and at most 1 or more, and {least} to {most} is not"
            ));
        }
        if self.pause_after_seconds.is_some() && least > 0.0 {
            scope.fail(format!("an instance pauses only where the least capacity is 0, and it is {least}"));
        }
        if subnets.len() == 1 {
            scope.fail("a cluster needs subnets in two zones at least, and it has one");
        }
        if self.readers > 15 {
            scope.fail(format!("a cluster has up to 15 readers, and {} are wanted", self.readers));
        }
    }
}

impl Construct for AuroraCluster {
    type Output = AuroraClusterHandle;

    fn create(self, scope: &Scope) -> AuroraClusterHandle {
        let subnets = self.subnets.clone().unwrap_or_else(|| self.vpc.isolated_subnets());
        self.check(scope, &subnets);
        // Resources without which a retained cluster would not work.
        let needed = match self.removal {
            RemovalPolicy::Snapshot => RemovalPolicy::Destroy,
            other => other,
        };
        let group = rds::DbSubnetGroup::new()
            .db_subnet_group_description(format!("Subnets of {}", scope.path()))
            .subnet_ids(subnets.ids());
        let subnet_group = scope.child("Subnets").add("Default", group);
        subnet_group.removal_policy(needed);
        let security_group = self.group.unwrap_or_else(|| {
            scope.add("SecurityGroup", SecurityGroup::new(&self.vpc).removal_policy(needed))
        });
        let parameters = rds::DbClusterParameterGroup::new()
            .description(format!("Parameters of {}", scope.path()))
            .family(self.engine.family())
            .parameters(Json::object(self.parameters));
        let parameters = scope.child("ParameterGroup").add("Resource", parameters);
        parameters.removal_policy(needed);
        let user = self.user.unwrap_or_else(|| self.engine.usual_user().to_owned());
        let mut scaling = ServerlessV2ScalingConfiguration::new()
            .min_capacity(self.capacity.0)
            .max_capacity(self.capacity.1);
        if let Some(seconds) = self.pause_after_seconds {
            scaling = scaling.seconds_until_auto_pause(seconds);
        }
        let mut cluster = rds::DbCluster::new()
            .engine(self.engine.name())
            .engine_version(self.engine.version())
            .port(self.engine.port())
            .db_subnet_group_name(subnet_group.db_subnet_group_name())
            .db_cluster_parameter_group_name(parameters.db_cluster_parameter_group_name())
            .vpc_security_group_ids([security_group.id()])
            .serverless_v2_scaling_configuration(scaling)
            .storage_encrypted(true)
            .backup_retention_period(self.backup_days)
            .copy_tags_to_snapshot(true)
            .deletion_protection(self.deletion_protection)
            .enable_iam_database_authentication(self.iam_users);
        if let Some(identifier) = self.identifier {
            cluster = cluster.db_cluster_identifier(identifier);
        }
        if let Some(database) = self.database {
            cluster = cluster.database_name(database);
        }
        if let Some(key) = &self.key {
            cluster = cluster.kms_key_id(key.arn());
        }
        if !self.exported_logs.is_empty() {
            cluster = cluster.enable_cloudwatch_logs_exports(self.exported_logs);
        }
        if self.data_api {
            cluster = cluster.enable_http_endpoint(true);
        }
        let named = (user.as_str(), self.secret_name);
        let secret = self.password.secret(scope, named, self.key.as_ref(), self.removal);
        let cluster = self.password.put(cluster, &user, secret.as_ref(), self.key.as_ref());
        let cluster = scope.add("Resource", cluster);
        cluster.removal_policy(self.removal);
        let zones: Vec<Val<String>> = subnets.iter().filter_map(SubnetHandle::zone).collect();
        let plan = instances::Plan {
            readers: self.readers,
            insights: self.insights,
            key: self.key.clone(),
            zones: if self.zoned { zones } else { Vec::new() },
            removal: needed,
        };
        let writer = instances::declare(scope, &cluster, &self.engine, &plan);
        subnets.routed_before(&writer);
        let secret_id = match &secret {
            Some(secret) => password::attach(scope, secret, &cluster),
            None => cluster.master_user_secret_secret_arn(),
        };
        let handle = AuroraClusterHandle {
            scope: scope.clone(),
            resource: cluster,
            security_group,
            secret,
            secret_id,
            key: self.key,
            port: Port::tcp(self.engine.port()),
            engine: self.engine,
            writer,
            vpc: self.vpc,
            subnets,
            removal: self.removal,
        };
        if let Password::Generated { rotated_each_days: Some(days) } = self.password {
            handle.rotate(scope, &handle.secret_id, days);
        }
        handle
    }
}
