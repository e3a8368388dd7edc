use serde_json::{Value, json};

use crate::case::{Case, findings, try_all};

#[test]
fn policies_that_allow_too_much_or_nothing_are_found() {
    try_all(&cases());
}

fn policy(statement: &Value) -> Value {
    json!({"Policy": ["AWS::IAM::ManagedPolicy", {"PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]}}]})
}

fn trusted() -> Value {
    json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}]})
}

pub(crate) fn cases() -> Vec<Case> {
    let bucket = "arn:aws:s3:::pets/*";
    vec![
        Case {
            rule: "iam-wildcard-action",
            at: ("Policy", "Properties.PolicyDocument.Statement.0.Action"),
            resources: policy(&json!({"Effect": "Allow", "Action": "s3:*", "Resource": bucket})),
            cure: ("/Policy/1/PolicyDocument/Statement/0/Action", json!("s3:GetObject*")),
        },
        Case {
            rule: "iam-wildcard-resource",
            at: ("Policy", "Properties.PolicyDocument.Statement.0.Resource"),
            resources: policy(
                &json!({"Effect": "Allow", "Action": ["s3:GetObject", "xray:PutTraceSegments"], "Resource": "*"}),
            ),
            cure: (
                "/Policy/1/PolicyDocument/Statement/0/Action",
                json!(["xray:PutTraceSegments", "ec2:DescribeSubnets"]),
            ),
        },
        Case {
            rule: "iam-all-but",
            at: ("Policy", "Properties.PolicyDocument.Statement.0.NotAction"),
            resources: policy(&json!({"Effect": "Allow", "NotAction": "iam:*", "Resource": bucket})),
            cure: ("/Policy/1/PolicyDocument/Statement/0/Effect", json!("Deny")),
        },
        Case {
            rule: "iam-statement",
            at: ("Policy", "Properties.PolicyDocument.Statement.0"),
            resources: policy(&json!({"Effect": "Allow", "Action": "GetObject", "Resource": bucket})),
            cure: ("/Policy/1/PolicyDocument/Statement/0/Action", json!("s3:GetObject")),
        },
        Case {
            rule: "iam-policy-version",
            at: ("Policy", "Properties.PolicyDocument"),
            resources: json!({"Policy": ["AWS::IAM::ManagedPolicy", {"PolicyDocument": {"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": bucket}]}}]}),
            cure: ("/Policy/1/PolicyDocument/Version", json!("2012-10-17")),
        },
        Case {
            rule: "iam-policy-size",
            at: ("Policy", "Properties.PolicyDocument"),
            resources: policy(
                &json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": vec![bucket; 400]}),
            ),
            cure: ("/Policy/1/PolicyDocument/Statement/0/Resource", json!(bucket)),
        },
        Case {
            rule: "iam-public-principal",
            at: ("Policy", "Properties.PolicyDocument.Statement.0.Principal"),
            resources: json!({"Policy": ["AWS::S3::BucketPolicy", {"Bucket": "pets", "PolicyDocument": {"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Action": "s3:GetObject", "Principal": {"AWS": "*"}, "Resource": bucket}]}}]}),
            cure: (
                "/Policy/1/PolicyDocument/Statement/0/Condition",
                json!({"StringEquals": {"aws:PrincipalOrgID": "o-1"}}),
            ),
        },
        Case {
            rule: "iam-public-principal",
            at: ("Permission", "Properties.Principal"),
            resources: json!({"Permission": ["AWS::Lambda::Permission", {"Action": "lambda:InvokeFunction", "FunctionName": "f", "Principal": "*"}]}),
            cure: ("/Permission/1/PrincipalOrgID", json!("o-1")),
        },
        Case {
            rule: "iam-public-principal",
            at: ("Permission", "Properties.Principal"),
            resources: json!({"Permission": ["AWS::Lambda::Permission",
                {"Action": "lambda:InvokeFunction", "FunctionName": "f", "Principal": "s3.amazonaws.com"}]}),
            cure: ("/Permission/1/SourceAccount", json!({"Ref": "AWS::AccountId"})),
        },
        Case {
            rule: "iam-public-principal",
            at: ("Role", "Properties.AssumeRolePolicyDocument.Statement.0.Principal"),
            resources: json!({"Role": ["AWS::IAM::Role", {"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity", "Principal": {"Federated": "arn:aws:iam::1:oidc-provider/github"},
                "Condition": {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}}}]}}]}),
            cure: (
                "/Role/1/AssumeRolePolicyDocument/Statement/0/Condition/StringLike",
                json!({"token.actions.githubusercontent.com:sub": "repo:pets/clinic:*"}),
            ),
        },
        Case {
            rule: "iam-role-trust",
            at: ("Role", "Properties.AssumeRolePolicyDocument"),
            resources: json!({"Role": ["AWS::IAM::Role", {"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []}}]}),
            cure: ("/Role/1/AssumeRolePolicyDocument", trusted()),
        },
        Case {
            rule: "iam-administrator",
            at: ("Role", "Properties.ManagedPolicyArns.0"),
            resources: json!({"Role": ["AWS::IAM::Role", {"AssumeRolePolicyDocument": trusted(), "ManagedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}]}),
            cure: ("/Role/1/ManagedPolicyArns/0", json!("arn:aws:iam::aws:policy/ReadOnlyAccess")),
        },
    ]
}

#[test]
fn the_policy_of_a_key_may_name_the_key_by_a_star() {
    let found = findings(
        &json!({"Key": ["AWS::KMS::Key", {"KeyPolicy": {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "kms:*", "Principal": {"AWS": {"Fn::Sub": "arn:aws:iam::${AWS::AccountId}:root"}}, "Resource": "*"}]}}]}),
    );
    assert_eq!(found, []);
}

#[test]
fn a_condition_on_how_a_request_is_made_narrows_nothing() {
    let rules = |condition: Value| -> Vec<&str> {
        let found = findings(&json!({
            "Policy": ["AWS::IAM::ManagedPolicy", {"PolicyDocument": {"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": condition}]}}],
            "Bucket": ["AWS::S3::BucketPolicy", {"Bucket": "pets", "PolicyDocument": {"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Action": "s3:GetObject", "Principal": "*", "Resource": "arn:aws:s3:::pets/*", "Condition": condition}]}}],
        }));
        found.into_iter().map(|finding| finding.rule).filter(|rule| rule.starts_with("iam-")).collect()
    };
    assert_eq!(
        rules(json!({"Bool": {"aws:SecureTransport": "true"}})),
        ["iam-public-principal", "iam-wildcard-resource"]
    );
    let narrowed =
        json!({"Bool": {"aws:SecureTransport": "true"}, "StringEquals": {"aws:SourceAccount": "1"}});
    assert!(rules(narrowed).is_empty());
}
