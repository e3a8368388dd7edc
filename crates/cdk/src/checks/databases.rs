//! RDS and Aurora.

use super::model::Model;
use super::report::Report;
use super::rules;

pub(super) const CLUSTER: &str = "AWS::RDS::DBCluster";
pub(super) const INSTANCE: &str = "AWS::RDS::DBInstance";

/// The properties that an instance of an Aurora cluster takes from the cluster.
const OF_CLUSTER: [&str; 9] = [
    "AllocatedStorage",
    "BackupRetentionPeriod",
    "DBName",
    "DeletionProtection",
    "ManageMasterUserPassword",
    "MasterUserPassword",
    "MasterUsername",
    "StorageEncrypted",
    "VPCSecurityGroups",
];

/// Types that take a last snapshot when they are removed.
const SNAPSHOTS: [&str; 9] = [
    "AWS::DocDB::DBCluster",
    "AWS::EC2::Volume",
    "AWS::ElastiCache::CacheCluster",
    "AWS::ElastiCache::ReplicationGroup",
    "AWS::Neptune::DBCluster",
    "AWS::RDS::DBCluster",
    "AWS::RDS::DBInstance",
    "AWS::RDS::GlobalCluster",
    "AWS::Redshift::Cluster",
];

pub(super) fn check(model: &Model<'_>, report: &mut Report) {
    for cluster in model.of(CLUSTER) {
        let scaling = "ServerlessV2ScalingConfiguration";
        let bound = |name: &str| cluster.number(&format!("{scaling}.{name}"));
        if let (Some(least), Some(most)) = (bound("MinCapacity"), bound("MaxCapacity"))
            && least > most
        {
            let message = format!("the minimum of {least} ACU is above the maximum of {most} ACU");
            report.add(rules::CAPACITY, cluster, &format!("{scaling}.MinCapacity"), message);
        }
    }
    for instance in model.of(INSTANCE) {
        let Some(cluster) =
            model.linked(instance, "DBClusterIdentifier").filter(|it| it.type_name == CLUSTER)
        else {
            continue;
        };
        let scales = cluster.has("ServerlessV2ScalingConfiguration");
        let class = instance.text("DBInstanceClass");
        if class == Some("db.serverless") && !scales {
            let message = format!("{} has no serverless scaling configuration", cluster.path);
            report.add(rules::SERVERLESS_CLASS, instance, "DBInstanceClass", message);
        }
        if let (Some(own), Some(engine)) = (instance.text("Engine"), cluster.text("Engine"))
            && own != engine
        {
            let message = format!("the engine is {own}, and that of {} is {engine}", cluster.path);
            report.add(rules::ENGINE, instance, "Engine", message);
        }
        if cluster.text("Engine").is_some_and(|engine| engine.starts_with("aurora")) {
            for property in OF_CLUSTER.into_iter().filter(|property| instance.has(property)) {
                let message = format!("{property} is {}'s to say", cluster.path);
                report.add(rules::OF_CLUSTER, instance, property, message);
            }
        }
    }
    serverless_without_instances(model, report);
    for database in model.of(CLUSTER).chain(model.of(INSTANCE)) {
        if database.truth("ManageMasterUserPassword") == Some(true) && database.has("MasterUserPassword") {
            let message = "AWS manages the password, and one is given";
            report.add(rules::PASSWORDS, database, "MasterUserPassword", message);
        }
        if database.truth("DeletionProtection") == Some(true)
            && database.declaration.get("DeletionPolicy").is_some_and(|policy| policy == "Delete")
        {
            let message = "its stack is to delete it, and it refuses to be deleted";
            report.beside(rules::PROTECTED, database, "DeletionPolicy", message);
        }
        if database.whole("BackupRetentionPeriod") == Some(0) {
            report.add(rules::NO_BACKUP, database, "BackupRetentionPeriod", "backups are kept for 0 days");
        }
    }
    for group in model.of("AWS::RDS::DBSubnetGroup") {
        if let Some(subnets) = group.at("SubnetIds").and_then(|subnets| subnets.as_array())
            && subnets.len() < 2
        {
            let message = format!("it has {} subnets, and 2 in different zones are needed", subnets.len());
            report.add(rules::SUBNET_GROUP, group, "SubnetIds", message);
        }
    }
    for resource in model.all() {
        for part in ["DeletionPolicy", "UpdateReplacePolicy"] {
            let policy = resource.declaration.get(part);
            if policy.is_some_and(|policy| policy == "Snapshot") && !SNAPSHOTS.contains(&resource.type_name) {
                let message = format!("there are no snapshots of {}", resource.type_name);
                report.beside(rules::SNAPSHOT, *resource, part, message);
            }
        }
    }
}

/// A cluster that scales, and none of whose known instances does.
fn serverless_without_instances(model: &Model<'_>, report: &mut Report) {
    for cluster in model.of(CLUSTER).filter(|it| it.has("ServerlessV2ScalingConfiguration")) {
        let instances: Vec<_> = model
            .of(INSTANCE)
            .filter(|it| model.linked(*it, "DBClusterIdentifier").is_some_and(|other| other.is(&cluster)))
            .collect();
        let is_fixed = |class: Option<&str>| class.is_some_and(|class| class != "db.serverless");
        if let Some(instance) = instances.first()
            && instances.iter().all(|instance| is_fixed(instance.text("DBInstanceClass")))
        {
            let class = instance.text("DBInstanceClass").unwrap_or_default();
            let message = format!("{} is to scale, and the class is {class}", cluster.path);
            report.add(rules::SERVERLESS_CLASS, *instance, "DBInstanceClass", message);
        }
    }
}
