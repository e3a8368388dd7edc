use serde_json::{Value, json};

use crate::case::{Case, findings, try_all};

#[test]
fn values_that_the_schemas_refuse_are_found() {
    try_all(&cases());
}

fn queue(properties: &Value) -> Value {
    json!({"Queue": ["AWS::SQS::Queue", properties]})
}

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = vec![
        Case {
            rule: "pattern-mismatch",
            at: ("Acl", "Properties.Rules.0.Statement.GeoMatchStatement.CountryCodes.1"),
            resources: json!({"Acl": ["AWS::WAFv2::WebACL", {"Scope": "REGIONAL", "DefaultAction": {"Allow": {}},
                "VisibilityConfig": {"CloudWatchMetricsEnabled": true, "MetricName": "x", "SampledRequestsEnabled": true},
                "Rules": [{"Name": "far", "Priority": 0, "Action": {"Block": {}},
                    "VisibilityConfig": {"CloudWatchMetricsEnabled": true, "MetricName": "x", "SampledRequestsEnabled": true},
                    "Statement": {"GeoMatchStatement": {"CountryCodes": ["AQ", "bv"]}}}]}]}),
            cure: ("/Acl/1/Rules/0/Statement/GeoMatchStatement/CountryCodes/1", json!("BV")),
        },
        Case {
            rule: "pattern-mismatch",
            at: ("Secret", "Properties.Name.Fn::If.2"),
            resources: json!({"Secret": ["AWS::SecretsManager::Secret", {"Name": {"Fn::If": ["Own", {"Ref": "AWS::StackName"}, "my secret"]}}]}),
            cure: ("/Secret/1/Name/Fn::If/2", json!("my/secret")),
        },
        Case {
            rule: "out-of-range",
            at: ("Function", "Properties.Timeout"),
            resources: json!({"Function": ["AWS::Lambda::Function", {"Code": {"ZipFile": "x"}, "Handler": "index.handler",
                "Runtime": "nodejs22.x", "Role": "arn:aws:iam::123456789012:role/x", "Timeout": 901}]}),
            cure: ("/Function/1/Timeout", json!(900)),
        },
        Case {
            rule: "unknown-property",
            at: ("Queue", "Properties.VisibiltyTimeout"),
            resources: queue(&json!({"VisibiltyTimeout": 30})),
            cure: ("/Queue/1", json!({"VisibilityTimeout": 30})),
        },
        Case {
            rule: "read-only-property",
            at: ("Queue", "Properties.QueueUrl"),
            resources: queue(&json!({"QueueUrl": "https://example.com"})),
            cure: ("/Queue/1/QueueUrl", Value::Null),
        },
        Case {
            rule: "missing-property",
            at: ("Role", ""),
            resources: json!({"Role": ["AWS::IAM::Role", {}]}),
            cure: ("/Role/1/AssumeRolePolicyDocument", json!({})),
        },
        Case {
            rule: "wrong-type",
            at: ("Queue", "Properties.DelaySeconds"),
            resources: queue(&json!({"DelaySeconds": ["5"]})),
            cure: ("/Queue/1/DelaySeconds", json!("5")),
        },
        Case {
            rule: "value-not-allowed",
            at: ("Logs", "Properties.RetentionInDays"),
            resources: json!({"Logs": ["AWS::Logs::LogGroup", {"RetentionInDays": 8}]}),
            cure: ("/Logs/1/RetentionInDays", json!(7)),
        },
        Case {
            rule: "pattern-mismatch",
            at: ("Function", "Properties.Handler"),
            resources: json!({"Function": ["AWS::Lambda::Function", {"Handler": "a handler"}]}),
            cure: ("/Function/1/Handler", json!("index.handler")),
        },
        Case {
            rule: "out-of-range",
            at: ("Queue", "Properties.VisibilityTimeout"),
            resources: queue(&json!({"VisibilityTimeout": 43_201})),
            cure: ("/Queue/1/VisibilityTimeout", json!(43_200)),
        },
        Case {
            rule: "text-length",
            at: ("Function", "Properties.Description"),
            resources: json!({"Function": ["AWS::Lambda::Function", {"Description": {"Fn::Join": ["", ["ü".repeat(200), "x".repeat(57)]]}}]}),
            cure: ("/Function/1/Description", json!("ü".repeat(256))),
        },
        Case {
            rule: "item-count",
            at: ("Function", "Properties.Architectures"),
            resources: json!({"Function": ["AWS::Lambda::Function", {"Architectures": ["arm64", "x86_64"]}]}),
            cure: ("/Function/1/Architectures/1", Value::Null),
        },
        Case {
            rule: "duplicate-item",
            at: ("Cluster", "Properties.EnableCloudwatchLogsExports.1"),
            resources: json!({"Cluster": ["AWS::RDS::DBCluster", {"EnableCloudwatchLogsExports": ["error", "error"]}]}),
            cure: ("/Cluster/1/EnableCloudwatchLogsExports/1", json!("audit")),
        },
        Case {
            rule: "property-combination",
            at: ("Cluster", ""),
            resources: json!({"Cluster": ["AWS::RDS::DBCluster", {"MasterUserPassword": "{{resolve:ssm-secure:p}}"}]}),
            cure: ("/Cluster/1/MasterUsername", json!("pets")),
        },
    ];
    cases.extend(references());
    cases
}

fn references() -> Vec<Case> {
    let listener = |group: &str| {
        json!({
            "Vpc": ["AWS::EC2::VPC", {"CidrBlock": "10.0.0.0/16"}],
            "Group": ["AWS::ElasticLoadBalancingV2::TargetGroup", {"VpcId": {"Ref": "Vpc"}, "Port": 80, "Protocol": "HTTP"}],
            "Listener": ["AWS::ElasticLoadBalancingV2::Listener", {"LoadBalancerArn": "arn:aws:elasticloadbalancing:x", "Port": 80, "Protocol": "HTTP",
                "DefaultActions": [{"Type": "forward", "TargetGroupArn": {"Ref": group}}]}],
        })
    };
    vec![
        Case {
            rule: "reference-kind",
            at: ("Listener", "Properties.DefaultActions.0.TargetGroupArn"),
            resources: listener("Vpc"),
            cure: ("/Listener/1/DefaultActions/0/TargetGroupArn/Ref", json!("Group")),
        },
        Case {
            rule: "reference-kind",
            at: ("Function", "Properties.Role"),
            resources: json!({
                "Role": ["AWS::IAM::Role", {"AssumeRolePolicyDocument": {}}],
                "Function": ["AWS::Lambda::Function", {"Role": {"Ref": "Role"}}],
            }),
            cure: ("/Function/1/Role", json!({"Fn::GetAtt": ["Role", "Arn"]})),
        },
        Case {
            rule: "unknown-attribute",
            at: ("Topic", "Properties.DisplayName"),
            resources: json!({"Queue": ["AWS::SQS::Queue", {}], "Topic": ["AWS::SNS::Topic", {"DisplayName": {"Fn::GetAtt": ["Queue", "Name"]}}]}),
            cure: ("/Topic/1/DisplayName", json!({"Fn::GetAtt": ["Queue", "QueueName"]})),
        },
        Case {
            rule: "unknown-reference",
            at: ("Topic", "Properties.DisplayName"),
            resources: json!({"Topic": ["AWS::SNS::Topic", {"DisplayName": {"Fn::Sub": "for ${Queue}"}}]}),
            cure: ("/Topic/1/DisplayName", json!({"Fn::Sub": "for ${AWS::StackName}"})),
        },
        Case {
            rule: "deprecated",
            at: ("Association", "Properties.EIP"),
            resources: json!({"Association": ["AWS::EC2::EIPAssociation", {"EIP": "192.0.2.1"}]}),
            cure: ("/Association/1", json!({"AllocationId": "eipalloc-12345678"})),
        },
    ]
}

#[test]
fn a_misspelt_property_is_given_its_likely_name() {
    let found = findings(&queue(&json!({"VisibiltyTimeout": 30})));
    let message = &found.iter().find(|finding| finding.rule == "unknown-property").unwrap().message;
    assert!(message.contains("`VisibilityTimeout` is similar"), "{message}");
}

#[test]
fn tokens_are_not_judged_and_both_arms_of_a_condition_are() {
    let found = findings(&json!({"Queue": ["AWS::SQS::Queue", {
        "VisibilityTimeout": {"Fn::ImportValue": "timeout"},
        "DelaySeconds": {"Fn::If": ["Slow", 901, {"Ref": "AWS::NoValue"}]},
        "QueueName": "{{resolve:ssm:name}}",
    }]}));
    let at: Vec<&str> = found.iter().filter_map(|finding| finding.property.as_deref()).collect();
    assert_eq!(at, ["Properties.DelaySeconds.Fn::If.1"]);
}

#[test]
fn types_without_a_schema_are_left_alone() {
    let found = findings(&json!({"Own": ["Custom::Own", {"Anything": [1, {"x": null}]}]}));
    assert_eq!(found, []);
}

#[test]
fn references_to_what_stands_for_something_else_are_let_through() {
    let found = findings(&json!({
        "Cluster": ["AWS::RDS::DBCluster", {"Engine": "aurora-mysql", "MasterUsername": "pets", "ManageMasterUserPassword": true}],
        "Secret": ["AWS::SecretsManager::Secret", {"GenerateSecretString": {}}],
        "Attachment": ["AWS::SecretsManager::SecretTargetAttachment",
            {"SecretId": {"Ref": "Secret"}, "TargetId": {"Ref": "Cluster"}, "TargetType": "AWS::RDS::DBCluster"}],
        "Rotation": ["AWS::SecretsManager::RotationSchedule", {"SecretId": {"Ref": "Attachment"}}],
        "Managed": ["AWS::SecretsManager::RotationSchedule", {"SecretId": {"Fn::GetAtt": ["Cluster", "MasterUserSecret.SecretArn"]}}],
        "Rewrite": ["AWS::CloudFront::Function",
            {"Name": "rewrite", "FunctionCode": "x", "FunctionConfig": {"Comment": "", "Runtime": "cloudfront-js-2.0"}}],
        "Site": ["AWS::CloudFront::Distribution", {"DistributionConfig": {"Enabled": true, "DefaultCacheBehavior": {
            "TargetOriginId": "site", "ViewerProtocolPolicy": "https-only",
            "FunctionAssociations": [
                {"EventType": "viewer-request", "FunctionARN": {"Ref": "Rewrite"}},
                {"EventType": "viewer-response", "FunctionARN": {"Fn::GetAtt": ["Rewrite", "FunctionARN"]}},
            ],
        }}}],
        "Public": ["AWS::EC2::Subnet", {"VpcId": "vpc-12345678", "CidrBlock": "10.0.0.0/24"}],
        "Group": ["AWS::EC2::SecurityGroup", {"GroupDescription": "pets", "VpcId": {"Fn::GetAtt": ["Public", "VpcId"]}}],
    }));
    let kinds: Vec<_> = found.iter().filter(|finding| finding.rule == "reference-kind").collect();
    assert!(kinds.is_empty(), "{kinds:#?}");
}
