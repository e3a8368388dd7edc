//! Patterns in statements that allow something: each has a reason.

use super::all;
use super::templates::Kind;
use crate::harness::{list, plain};

/// Why an action is a pattern, or is allowed on everything or to anyone.
const REASONS: [(Kind, &str, &str); 18] = [
    (
        Kind::Key,
        "kms:*",
        "the account's roles use a key as their own policies say; in a key's policy `*` is the key",
    ),
    (Kind::Key, "kms:Decrypt*", "CloudWatch Logs asks for its actions in this form"),
    (Kind::Key, "kms:Describe*", "CloudWatch Logs asks for its actions in this form"),
    (Kind::Key, "kms:DescribeKey", "in a key's policy `*` is the key"),
    (Kind::Key, "kms:Decrypt", "in a key's policy `*` is the key"),
    (Kind::Key, "kms:Encrypt*", "CloudWatch Logs asks for its actions in this form"),
    (Kind::Key, "kms:GenerateDataKey*", "services make data keys with and without their plain text"),
    (Kind::Key, "kms:ReEncrypt*", "from a key and to a key are two actions"),
    (Kind::Role, "ce:GetCostAndUsage", "Cost Explorer names no resource for an account's costs"),
    (Kind::Role, "cloudwatch:DescribeAlarms", "a narrower permission hides composite alarms"),
    (Kind::Role, "cloudwatch:GetMetricData", "metrics are no resources"),
    (Kind::Role, "cloudwatch:ListMetrics", "metrics are no resources"),
    (Kind::Role, "ec2:", "an interface has no ARN before it is made, and descriptions know no resources"),
    (Kind::Role, "ecr:GetAuthorizationToken", "the token is for the whole registry"),
    (
        Kind::Role,
        "servicediscovery:Discover",
        "instances are looked up by names; the namespace is a condition",
    ),
    (Kind::Role, "xray:Put", "traces are no resources"),
    (Kind::Endpoint, "s3:", "callers come with addresses that AWS has signed, not with a role"),
    (Kind::Endpoint, "", "any role of the account may pass; on what it acts its own policy says"),
];

/// How ARNs in policies are patterns.
const FORMS: [(&str, &str); 5] = [
    ("/*", "files of a bucket or of a folder, parameters of a folder, and paths below one"),
    (":*", "streams of a log, and what a service has in the account"),
    ("-*", "the alarms of an environment"),
    ("-??????", "the characters that Secrets Manager adds to a name"),
    ("", "one that is no pattern"),
];
/// A profile sends requests to its model in any of its regions.
const ANY_REGION: &str = "arn:aws:bedrock:*::foundation-model/";

#[test]
fn every_action_that_is_a_pattern_or_meant_for_everything_has_a_reason() {
    let mut used = [false; REASONS.len()];
    for found in all() {
        let policy = &found.policy;
        for statement in policy.statements.iter().filter(|it| it["Effect"] == "Allow") {
            let is_wide = list(&statement["Resource"]).iter().any(|it| *it == "*")
                || list(&statement["Principal"]).iter().any(|it| *it == "*" || it["AWS"] == "*");
            for action in list(&statement["Action"]).into_iter().map(plain) {
                if !is_wide && !action.contains('*') {
                    continue;
                }
                let is_for = |of: &str| of == action || (!of.contains('*') && action.starts_with(of));
                let reason = REASONS.iter().position(|it| it.0 == policy.kind && is_for(it.1));
                used[reason.unwrap_or_else(|| panic!("{}: {action} has no reason", found.called()))] = true;
            }
        }
    }
    let unused: Vec<_> = REASONS.iter().zip(used).filter(|(_, used)| !used).map(|it| it.0.1).collect();
    assert!(unused.is_empty(), "no policy has {unused:?}");
}

#[test]
fn arns_in_policies_are_patterns_in_known_forms_only() {
    for found in all() {
        for statement in found.policy.statements.iter().filter(|it| it["Effect"] == "Allow") {
            let keys = statement["Condition"].as_object().into_iter().flatten();
            let wanted = keys.flat_map(|(_, it)| it.as_object().unwrap().values());
            let arns = wanted.chain([&statement["Resource"]]).flat_map(list).map(plain);
            for arn in arns.filter(|it| it != "*") {
                let known = arn.strip_prefix(ANY_REGION).unwrap_or(&arn);
                let known = FORMS.iter().find_map(|(form, _)| known.strip_suffix(form)).unwrap();
                assert!(!known.contains(['*', '?']), "{}: {arn}", found.called());
            }
        }
    }
}
