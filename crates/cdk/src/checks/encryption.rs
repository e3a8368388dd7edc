//! Stores that are not encrypted.

use super::model::{Model, Resource, is_token, truth};
use super::report::Report;
use super::{iam, rules};
use crate::diff::{default_policy, holds_data};

const KEY: &str = "AWS::KMS::Key";

/// Stores that are encrypted only when this is true.
const SWITCHES: [(&str, &str); 9] = [
    ("AWS::DocDB::DBCluster", "StorageEncrypted"),
    ("AWS::EC2::Volume", "Encrypted"),
    ("AWS::EFS::FileSystem", "Encrypted"),
    ("AWS::ElastiCache::ReplicationGroup", "AtRestEncryptionEnabled"),
    ("AWS::Neptune::DBCluster", "StorageEncrypted"),
    ("AWS::OpenSearchService::Domain", "EncryptionAtRestOptions.Enabled"),
    ("AWS::RDS::DBCluster", "StorageEncrypted"),
    ("AWS::RDS::DBInstance", "StorageEncrypted"),
    ("AWS::Redshift::Cluster", "Encrypted"),
];

pub(super) fn check(model: &Model<'_>, report: &mut Report) {
    kept(model, report);
    for (type_name, property) in SWITCHES {
        for store in model.of(type_name) {
            let on = store.at(property);
            // A copy or a member takes it from where it comes.
            let inherits = [
                "DBClusterIdentifier",
                "SnapshotIdentifier",
                "SourceDBInstanceIdentifier",
                "SourceDBClusterIdentifier",
                "DBSnapshotIdentifier",
            ];
            if on.is_some_and(|on| is_token(on) || truth(on) == Some(true))
                || inherits.iter().any(|it| store.has(it))
            {
                continue;
            }
            missing(store, property, report);
        }
    }
    for queue in model.of("AWS::SQS::Queue") {
        if queue.truth("SqsManagedSseEnabled") == Some(false) && !queue.has("KmsMasterKeyId") {
            report.add(rules::UNENCRYPTED, queue, "SqsManagedSseEnabled", "its messages are not encrypted");
        }
    }
    for stream in model.of("AWS::Kinesis::Stream") {
        if !stream.has("StreamEncryption") {
            report.add(rules::UNENCRYPTED, stream, "", "StreamEncryption is not set");
        }
    }
    for topic in model.of("AWS::SNS::Topic") {
        if !topic.has("KmsMasterKeyId") {
            report.add(rules::UNENCRYPTED_TOPIC, topic, "", "KmsMasterKeyId is not set");
        }
    }
}

/// Retained data that no one can decrypt any more.
fn kept(model: &Model<'_>, report: &mut Report) {
    let policy = |resource: Resource<'_>| {
        let default = default_policy(resource.type_name, resource.declaration);
        let given = resource.declaration.get("DeletionPolicy");
        given.map_or(Some(default.to_owned()), |given| given.as_str().map(str::to_owned))
    };
    let goes = |resource: Resource<'_>| policy(resource).is_some_and(|policy| policy == "Delete");
    for store in
        model.all().iter().copied().filter(|it| holds_data(it.type_name, it.declaration) && !goes(*it))
    {
        let properties = store.declaration.get("Properties");
        let mentioned = properties.map(|all| model.mentioned(store, all)).unwrap_or_default();
        if let Some(key) = mentioned.into_iter().find(|it| it.type_name == KEY && goes(*it)) {
            report.beside(
                rules::KEY_GOES,
                store,
                "DeletionPolicy",
                format!("its key {} is deleted", key.path),
            );
        }
    }
}

fn missing(store: Resource<'_>, property: &str, report: &mut Report) {
    if store.has(property) {
        report.add(rules::UNENCRYPTED, store, property, format!("{property} is off"));
    } else {
        report.add(rules::UNENCRYPTED, store, "", format!("{property} is not set"));
    }
}

/// Whether a service surely may not use the key by which a store is encrypted.
pub(super) fn shuts_out(model: &Model<'_>, store: Resource<'_>, property: &str, service: &str) -> bool {
    // Keys that AWS manages are for the account's own identities.
    if store.text(property).is_some_and(|key| key.contains("alias/aws/")) {
        return true;
    }
    let key = model.linked(store, property).filter(|key| key.type_name == KEY);
    key.is_some_and(|key| !iam::lets_in(key.at("KeyPolicy"), service))
}
