//! Policies that AWS writes: which roles have them, and what they permit.

use serde_json::{Value, json};

/// The roles that have policies of AWS, with the policies' names.
pub(super) const MANAGED: [(&str, &str); 2] = [
    ("02-security/Recorder/Role", "service-role/AWS_ConfigRole"),
    ("08-api-gateway/ApiGatewayAccount/Role", "service-role/AmazonAPIGatewayPushToCloudWatchLogs"),
];

/// What a policy of AWS permits, as AWS's reference of managed policies has it.
///
/// `AWS_ConfigRole` is not here: it reads the configuration of each type that Config records, and AWS adds types every few weeks.
pub(super) fn statements(arn: &str) -> Vec<Value> {
    if !arn.ends_with("/AmazonAPIGatewayPushToCloudWatchLogs") {
        return Vec::new();
    }
    let actions = [
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:DescribeLogGroups",
        "logs:DescribeLogStreams",
        "logs:PutLogEvents",
        "logs:GetLogEvents",
        "logs:FilterLogEvents",
    ];
    vec![json!({ "Effect": "Allow", "Action": actions, "Resource": "*" })]
}
