//! Resources whose loss is a loss of data, or of something that cannot be made again.

use serde_json::Value;

/// By the name of the type.
const STATEFUL: &[&str] = &[
    "AWS::AmazonMQ::Broker",
    "AWS::Backup::BackupVault",
    "AWS::Cassandra::Table",
    "AWS::CertificateManager::Certificate",
    "AWS::CloudTrail::EventDataStore",
    "AWS::CodeCommit::Repository",
    "AWS::Cognito::UserPool",
    "AWS::DocDB::DBCluster",
    "AWS::DynamoDB::GlobalTable",
    "AWS::DynamoDB::Table",
    "AWS::EC2::Instance",
    "AWS::EC2::Volume",
    "AWS::ECR::Repository",
    "AWS::EFS::FileSystem",
    "AWS::ElastiCache::CacheCluster",
    "AWS::ElastiCache::ReplicationGroup",
    "AWS::ElastiCache::ServerlessCache",
    "AWS::FSx::FileSystem",
    "AWS::Glue::Table",
    "AWS::KMS::Key",
    "AWS::Kinesis::Stream",
    "AWS::Logs::LogGroup",
    "AWS::MSK::Cluster",
    "AWS::MemoryDB::Cluster",
    "AWS::Neptune::DBCluster",
    "AWS::OpenSearchService::Domain",
    "AWS::RDS::DBCluster",
    "AWS::RDS::DBInstance",
    "AWS::RDS::GlobalCluster",
    "AWS::Redshift::Cluster",
    "AWS::Route53::HostedZone",
    "AWS::S3::Bucket",
    "AWS::S3Express::DirectoryBucket",
    "AWS::SDB::Domain",
    "AWS::SQS::Queue",
    "AWS::SSM::Parameter",
    "AWS::SecretsManager::Secret",
    "AWS::Timestream::Database",
    "AWS::Timestream::Table",
];

/// Whether a resource holds something that is gone when it is deleted.
pub(crate) fn holds_data(type_name: &str, declaration: &Value) -> bool {
    STATEFUL.binary_search(&type_name).is_ok() && !is_cluster_member(type_name, declaration)
}

/// An instance whose data is its cluster's.
fn is_cluster_member(type_name: &str, declaration: &Value) -> bool {
    type_name == "AWS::RDS::DBInstance" && declaration["Properties"].get("DBClusterIdentifier").is_some()
}

/// CloudFormation's default for a removed resource without a policy.
pub(crate) fn default_policy(type_name: &str, declaration: &Value) -> &'static str {
    match type_name {
        "AWS::RDS::DBCluster" => "Snapshot",
        "AWS::RDS::DBInstance" if !is_cluster_member(type_name, declaration) => "Snapshot",
        _ => "Delete",
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_types_are_in_order() {
        assert!(super::STATEFUL.is_sorted());
    }
}
