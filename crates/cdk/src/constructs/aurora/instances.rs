//! The instances of a cluster.

use cdk_aws::{Resource, rds};
use cdk_core::{RemovalPolicy, Scope};

use super::AuroraEngine;

/// The writer, and readers that are made after it. All are as large as the writer, so that each can take over. Their data is the
/// cluster's.
pub(super) fn declare(
    scope: &Scope,
    cluster: &Resource<rds::DbCluster>,
    engine: &AuroraEngine,
    (readers, insights): (usize, bool),
    removal: RemovalPolicy,
) -> Scope {
    let instance = |id: &str, subnet_group: u32| {
        let mut instance = rds::DbInstance::new()
            .db_cluster_identifier(cluster.db_cluster_identifier())
            .db_instance_class("db.serverless")
            .engine(engine.name())
            .promotion_tier(subnet_group)
            .publicly_accessible(false);
        if insights {
            instance = instance.enable_performance_insights(true);
        }
        let instance = scope.child(id).add("Resource", instance);
        instance.removal_policy(removal);
        Scope::clone(&instance)
    };
    let writer = instance("writer", 0);
    for number in 1..=readers {
        let id = if number == 1 { "reader".to_owned() } else { format!("reader{number}") };
        instance(&id, 1).depends_on(&writer);
    }
    writer
}
