//! Actions that know no resources: `*` is all that can be written.

/// By service; a name that ends in `*` is a beginning.
const FREE: [(&str, &[&str]); 25] = [
    ("acm", &["ListCertificates"]),
    ("application-autoscaling", &["DescribeScal*", "DescribeScheduledActions"]),
    ("bedrock", &["ListFoundationModels", "ListInferenceProfiles"]),
    ("cloudformation", &["ListStacks", "ListExports", "ValidateTemplate"]),
    // Metrics are no resources; a condition on the namespace can narrow it.
    ("cloudwatch", &["GetMetricData", "GetMetricStatistics", "ListMetrics", "PutMetricData"]),
    // Network interfaces of functions in a VPC, and look-ups.
    (
        "ec2",
        &[
            "AssignPrivateIpAddresses",
            "CreateNetworkInterface",
            "CreateNetworkInterfacePermission",
            "DeleteNetworkInterface",
            "Describe*",
            "UnassignPrivateIpAddresses",
        ],
    ),
    // The token is for the whole registry.
    ("ecr", &["GetAuthorizationToken"]),
    ("ecr-public", &["GetAuthorizationToken"]),
    (
        "ecs",
        &[
            "DiscoverPollEndpoint",
            "ListClusters",
            "ListServices",
            "ListTaskDefinitions",
            "RegisterTaskDefinition",
        ],
    ),
    ("elasticloadbalancing", &["Describe*"]),
    ("events", &["ListEventBuses"]),
    ("iam", &["ListAccountAliases", "ListRoles"]),
    ("kms", &["GenerateRandom", "ListAliases", "ListKeys"]),
    ("lambda", &["ListFunctions"]),
    // Vended logs are set up for an account.
    (
        "logs",
        &[
            "CreateLogDelivery",
            "DeleteLogDelivery",
            "DescribeLogGroups",
            "DescribeResourcePolicies",
            "GetLogDelivery",
            "ListLogDeliveries",
            "PutResourcePolicy",
            "UpdateLogDelivery",
        ],
    ),
    ("rds", &["DescribeDBEngineVersions", "DescribeOrderableDBInstanceOptions"]),
    ("route53", &["ListHostedZones", "ListHostedZonesByName", "TestDNSAnswer"]),
    ("s3", &["ListAllMyBuckets"]),
    ("secretsmanager", &["BatchGetSecretValue", "GetRandomPassword", "ListSecrets"]),
    // An instance is looked up by names, not by ARN.
    (
        "servicediscovery",
        &["DiscoverInstances", "DiscoverInstancesRevision", "ListNamespaces", "ListServices"],
    ),
    ("sns", &["ListTopics"]),
    // Channels to a container for commands.
    ("ssmmessages", &["CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel"]),
    ("sts", &["GetCallerIdentity", "DecodeAuthorizationMessage"]),
    ("ssm", &["DescribeParameters"]),
    ("xray", &["GetSampling*", "PutTelemetryRecords", "PutTraceSegments"]),
];

pub(super) fn knows_no_resources(action: &str) -> bool {
    let Some((service, name)) = action.split_once(':') else { return false };
    let known = FREE.iter().find(|(known, _)| *known == service).map_or(&[][..], |(_, names)| *names);
    known.iter().any(|known| match known.strip_suffix('*') {
        Some(beginning) => name.starts_with(beginning),
        None => name == *known,
    })
}
