//! Names that are fixed, and may be there once.

use std::collections::BTreeMap;

use super::model::Model;
use super::report::Report;
use super::rules;

/// How far a name must be unique.
#[derive(Clone, Copy, PartialEq)]
enum Reach {
    World,
    Account,
    Region,
}

const NAMES: [(&str, &str, Reach); 35] = [
    ("AWS::AutoScaling::AutoScalingGroup", "AutoScalingGroupName", Reach::Region),
    ("AWS::CloudFront::CachePolicy", "CachePolicyConfig.Name", Reach::Account),
    ("AWS::CloudFront::Function", "Name", Reach::Account),
    ("AWS::CloudFront::OriginAccessControl", "OriginAccessControlConfig.Name", Reach::Account),
    ("AWS::CloudFront::OriginRequestPolicy", "OriginRequestPolicyConfig.Name", Reach::Account),
    ("AWS::CloudFront::ResponseHeadersPolicy", "ResponseHeadersPolicyConfig.Name", Reach::Account),
    ("AWS::CloudWatch::Alarm", "AlarmName", Reach::Region),
    ("AWS::CloudWatch::Dashboard", "DashboardName", Reach::Account),
    ("AWS::DynamoDB::Table", "TableName", Reach::Region),
    ("AWS::ECR::Repository", "RepositoryName", Reach::Region),
    ("AWS::ECS::Cluster", "ClusterName", Reach::Region),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "Name", Reach::Region),
    ("AWS::ElasticLoadBalancingV2::TargetGroup", "Name", Reach::Region),
    ("AWS::Events::EventBus", "Name", Reach::Region),
    ("AWS::Events::Rule", "Name", Reach::Region),
    ("AWS::IAM::Group", "GroupName", Reach::Account),
    ("AWS::IAM::InstanceProfile", "InstanceProfileName", Reach::Account),
    ("AWS::IAM::ManagedPolicy", "ManagedPolicyName", Reach::Account),
    ("AWS::IAM::Role", "RoleName", Reach::Account),
    ("AWS::IAM::User", "UserName", Reach::Account),
    ("AWS::Kinesis::Stream", "Name", Reach::Region),
    ("AWS::KMS::Alias", "AliasName", Reach::Region),
    ("AWS::Lambda::Function", "FunctionName", Reach::Region),
    ("AWS::Logs::LogGroup", "LogGroupName", Reach::Region),
    ("AWS::RDS::DBCluster", "DBClusterIdentifier", Reach::Region),
    ("AWS::RDS::DBInstance", "DBInstanceIdentifier", Reach::Region),
    ("AWS::RDS::DBSubnetGroup", "DBSubnetGroupName", Reach::Region),
    ("AWS::S3::Bucket", "BucketName", Reach::World),
    ("AWS::Scheduler::Schedule", "Name", Reach::Region),
    ("AWS::SecretsManager::Secret", "Name", Reach::Region),
    ("AWS::SNS::Topic", "TopicName", Reach::Region),
    ("AWS::SQS::Queue", "QueueName", Reach::Region),
    ("AWS::SSM::Parameter", "Name", Reach::Region),
    ("AWS::StepFunctions::StateMachine", "StateMachineName", Reach::Region),
    ("AWS::WAFv2::WebACL", "Name", Reach::Region),
];

pub(super) fn check(model: &Model<'_>, report: &mut Report) {
    for (type_name, property, reach) in NAMES {
        let mut known: BTreeMap<_, &str> = BTreeMap::new();
        for resource in model.of(type_name).filter(|resource| !resource.is_conditional()) {
            let Some(name) = resource.text(property) else { continue };
            let environment = &resource.stack.environment;
            let account = environment.account.as_deref().filter(|_| reach != Reach::World);
            let region = environment.region.as_deref().filter(|_| reach == Reach::Region);
            // Rules of another bus, and schedules of another group, are others.
            let group =
                ["EventBusName", "GroupName", "Scope"].map(|part| resource.at(part).map(ToString::to_string));
            if let Some(other) = known.insert((account, region, group, name), resource.path) {
                report.add(rules::NAME_TWICE, resource, property, format!("{other} is called `{name}`, too"));
            }
        }
    }
}
