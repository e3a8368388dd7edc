//! The instances of a cluster.

use cdk_aws::{Resource, rds};
use cdk_core::{RemovalPolicy, Scope, Val};

use super::AuroraEngine;
use crate::constructs::KeyHandle;

pub(super) struct Plan {
    pub(super) readers: usize,
    pub(super) insights: bool,
    /// The key of the cluster, which encrypts what insights record as well.
    pub(super) key: Option<KeyHandle>,
    /// The zones that the instances are made in, in turns; empty for those of AWS's choice.
    pub(super) zones: Vec<Val<String>>,
    pub(super) removal: RemovalPolicy,
}

/// The writer, and readers that are made after it. All are as large as the writer, so that each can take over. Their data is the
/// cluster's.
pub(super) fn declare(
    scope: &Scope,
    cluster: &Resource<rds::DbCluster>,
    engine: &AuroraEngine,
    plan: &Plan,
) -> Scope {
    let instance = |id: &str, index: usize| {
        let mut instance = rds::DbInstance::new()
            .db_cluster_identifier(cluster.db_cluster_identifier())
            .db_instance_class("db.serverless")
            .engine(engine.name())
            .promotion_tier(index.min(1))
            .publicly_accessible(false);
        if let Some(zone) = plan.zones.iter().cycle().nth(index) {
            instance = instance.availability_zone(zone);
        }
        if plan.insights {
            instance = instance.enable_performance_insights(true);
            if let Some(key) = &plan.key {
                instance = instance.performance_insights_kms_key_id(key.arn());
            }
        }
        let instance = scope.child(id).add("Resource", instance);
        instance.removal_policy(plan.removal);
        Scope::clone(&instance)
    };
    let writer = instance("writer", 0);
    for number in 1..=plan.readers {
        let id = if number == 1 { "reader".to_owned() } else { format!("reader{number}") };
        instance(&id, number).depends_on(&writer);
    }
    writer
}
