use cdk::checks::check;
use cdk::{App, Environment};
use serde_json::{Value, json};

use crate::case::{Case, declare, findings, try_all};

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
            rule: "iam-wildcard-resource",
            at: ("Policy", "Properties.PolicyDocument.Statement.0.Resource"),
            resources: policy(
                &json!({"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::*"}),
            ),
            cure: ("/Policy/1/PolicyDocument/Statement/0/Resource", json!(bucket)),
        },
        Case {
            rule: "iam-wildcard-action",
            at: ("Policy", "Properties.PolicyDocument.Fn::If.1.Statement.Fn::If.2.0.Action"),
            resources: json!({"Policy": ["AWS::IAM::ManagedPolicy", {"PolicyDocument": {"Fn::If": ["Wide",
                {"Version": "2012-10-17", "Statement": {"Fn::If": ["Never", [],
                    [{"Effect": "Allow", "Action": {"Fn::If": ["Own", "s3:*", "s3:GetObject"]}, "Resource": bucket}]]}},
                {"Ref": "AWS::NoValue"}]}}]}),
            cure: (
                "/Policy/1/PolicyDocument/Fn::If/1/Statement/Fn::If/2/0/Action/Fn::If/1",
                json!("s3:PutObject"),
            ),
        },
        Case {
            rule: "iam-wildcard-action",
            at: ("Policy", "Properties.PolicyDocument.Statement.Action"),
            resources: json!({"Policy": ["AWS::SQS::QueuePolicy", {"Queues": ["https://q"], "PolicyDocument": {"Version": "2012-10-17", "Statement":
                {"Effect": "Allow", "Action": "sqs:*", "Principal": {"Service": "sns.amazonaws.com"}, "Resource": "*"}}}]}),
            cure: ("/Policy/1/PolicyDocument/Statement/Action", json!("sqs:SendMessage")),
        },
        Case {
            rule: "iam-public-principal",
            at: ("Search", "Properties.AccessPolicies.Statement.0.Principal"),
            resources: json!({"Search": ["AWS::OpenSearchService::Domain", {"EncryptionAtRestOptions": {"Enabled": true},
                "AccessPolicies": {"Version": "2012-10-17", "Statement": [
                    {"Effect": "Allow", "Action": "es:ESHttpGet", "Principal": {"AWS": "*"}, "Resource": "*"}]}}]}),
            cure: ("/Search/1/VPCOptions", json!({"SubnetIds": ["subnet-12345678"]})),
        },
        Case {
            rule: "iam-other-account",
            at: ("Role", "Properties.AssumeRolePolicyDocument.Statement.0.Principal"),
            resources: json!({"Role": ["AWS::IAM::Role", {"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": ["arn:aws:iam::123456789012:root"]}}]}}]}),
            cure: (
                "/Role/1/AssumeRolePolicyDocument/Statement/0/Condition",
                json!({"StringEquals": {"sts:ExternalId": "x"}}),
            ),
        },
        Case {
            rule: "iam-public-principal",
            at: ("Policy", "Properties.PolicyDocument.Statement.0.Fn::If.1.Principal"),
            resources: json!({"Policy": ["AWS::S3::BucketPolicy", {"Bucket": "pets", "PolicyDocument": {"Version": "2012-10-17", "Statement": [
                {"Fn::If": ["Open", {"Effect": "Allow", "Action": "s3:GetObject", "Principal": "*", "Resource": bucket}, {"Ref": "AWS::NoValue"}]}]}}]}),
            cure: (
                "/Policy/1/PolicyDocument/Statement/0/Fn::If/1/Principal",
                json!({"AWS": "arn:aws:iam::123456789012:role/reader"}),
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
fn a_queue_may_hand_on_to_the_policies_of_its_account() {
    let found = findings(
        &json!({"Policy": ["AWS::SQS::QueuePolicy", {"Queues": ["https://q"], "PolicyDocument": {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "sqs:*", "Principal": {"AWS": [{"Ref": "AWS::AccountId"}]}, "Resource": "*"}]}}]}),
    );
    assert_eq!(found, []);
}

#[test]
fn the_own_account_by_its_number_is_no_other_account() {
    let of = |account: &str| {
        let app = App::new();
        let trust = json!({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": account}}]});
        let stack = app.stack("S", Environment::new("123456789012", "eu-west-1"));
        declare(&stack, &json!({"Role": ["AWS::IAM::Role", {"AssumeRolePolicyDocument": trust}]}));
        check(&app.synth().unwrap()).into_iter().map(|finding| finding.rule).collect::<Vec<_>>()
    };
    assert!(of("123456789012").is_empty());
    assert_eq!(of("210987654321"), ["iam-other-account"]);
}

#[test]
fn an_open_address_of_a_function_is_found_once() {
    let permission = |more: Value| {
        let mut properties = json!({"FunctionName": "f", "Principal": "*"});
        properties.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!(["AWS::Lambda::Permission", properties])
    };
    let url = json!(["AWS::Lambda::Url", {"AuthType": "NONE", "TargetFunctionArn": "f"}]);
    let mut resources = json!({
        "Url": url,
        "Call": permission(json!({"Action": "lambda:InvokeFunctionUrl", "FunctionUrlAuthType": "NONE"})),
        "Through": permission(json!({"Action": "lambda:InvokeFunction", "InvokedViaFunctionUrl": true})),
    });
    let rules = |resources: &Value| -> Vec<(String, &str)> {
        findings(resources).into_iter().map(|finding| (finding.path, finding.rule)).collect()
    };
    assert_eq!(rules(&resources), [("S/Url".to_owned(), "public-function-url")]);
    // Elsewhere there may be one that is open.
    resources.as_object_mut().unwrap().remove("Url");
    assert_eq!(
        rules(&resources),
        [("S/Call".to_owned(), "iam-public-principal"), ("S/Through".to_owned(), "iam-public-principal")]
    );
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
