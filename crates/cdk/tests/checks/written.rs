//! Templates that no app made.

use std::path::Path;

use cdk::checks::{Finding, Severity, check_template};
use cdk::template::Template;
use serde_json::{Value, json};

use crate::case::findings;

pub(crate) const RULES: [&str; 4] =
    ["dependency-cycle", "duplicate-key", "template-structure", "unlisted-type"];

pub(crate) fn of(text: &str) -> Vec<Finding> {
    check_template(&Template::parse(Path::new("t.yaml"), text).unwrap())
}

pub(crate) fn of_json(template: &Value) -> Vec<Finding> {
    of(&template.to_string())
}

/// The rule, the logical id or file, and the message of each error and warning.
pub(crate) fn told(findings: &[Finding]) -> Vec<(&str, &str, &str)> {
    let open = findings.iter().filter(|finding| finding.severity < Severity::Info);
    open.map(|finding| (finding.rule, finding.path.as_str(), finding.message.as_str())).collect()
}

fn cycles(findings: &[Finding]) -> Vec<&str> {
    findings.iter().filter(|it| it.rule == "dependency-cycle").map(|it| it.message.as_str()).collect()
}

#[test]
fn a_cycle_is_named_by_its_path_whatever_it_is_made_of() {
    for (reference, place) in [
        ("!Ref B", "Properties.QueueName"),
        ("!GetAtt B.QueueName", "Properties.QueueName"),
        ("!GetAtt [B, QueueName]", "Properties.QueueName"),
        ("!Sub 'x-${B.QueueName}'", "Properties.QueueName"),
        ("!Join ['-', [x, !Ref B]]", "Properties.QueueName.Fn::Join.1.1"),
    ] {
        let text = format!(
            "Resources:\n  A:\n    Type: AWS::SQS::Queue\n    Properties: {{QueueName: {reference}}}\n  B:\n    Type: AWS::SQS::Queue\n    DependsOn: A\n"
        );
        let found = of(&text);
        let wanted = format!("A -> B -> A: A needs B ({place}), B needs A (DependsOn)");
        assert_eq!(told(&found), [("dependency-cycle", "A", wanted.as_str())], "{reference}");
        let at = Template::parse(Path::new("t.yaml"), &text).unwrap().place(&format!("Resources.A.{place}"));
        assert_eq!(at.map(|place| place.line), Some(4));
    }
}

#[test]
fn a_cycle_that_an_app_makes_by_the_escape_hatch_is_found() {
    let queue = "AWS::SQS::Queue";
    let hatches = [
        json!({"A": [queue, {}, {"Properties.QueueName": {"Ref": "B"}}], "B": [queue, {}, {"DependsOn": "A"}]}),
        json!({"A": [queue, {}, {"DependsOn": ["B"]}], "B": [queue, {}, {"DependsOn": ["A"]}]}),
        json!({"A": [queue, {"QueueName": {"Fn::GetAtt": ["B", "Arn"]}}], "B": [queue, {}, {"DependsOn": "A"}]}),
    ];
    for resources in hatches {
        let found = findings(&resources);
        assert_eq!(cycles(&found).len(), 1, "{resources}: {found:?}");
        assert!(cycles(&found)[0].starts_with("A -> B -> A: "), "{found:?}");
    }
}

#[test]
fn cycles_through_lists_of_dependencies_long_ways_and_oneself_are_found() {
    let queue = |more: Value| {
        let mut queue = json!({"Type": "AWS::SQS::Queue"});
        queue.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        queue
    };
    let found = of_json(&json!({"Resources": {
        "A": queue(json!({"DependsOn": ["B", "Free"]})), "B": queue(json!({"DependsOn": ["C"]})),
        "C": queue(json!({"Metadata": {"of": {"Ref": "A"}}})), "Free": queue(json!({})),
        "User": queue(json!({"DependsOn": "A"})),
        "Own": queue(json!({"DependsOn": "Own"})),
    }}));
    assert_eq!(
        cycles(&found),
        [
            "A -> B -> C -> A: A needs B (DependsOn), B needs C (DependsOn), C needs A (Metadata.of)",
            "Own needs itself"
        ]
    );
    let found = of_json(&json!({"Resources": {"A": queue(json!({}))}, "Conditions": {
        "Big": {"Fn::Not": [{"Condition": "Small"}]}, "Small": {"Fn::Or": [{"Condition": "Big"}, {"Fn::Equals": ["a", "b"]}]},
    }}));
    assert_eq!(cycles(&found), ["conditions need each other: Big -> Small -> Big"]);
}

#[test]
fn a_cycle_that_no_combination_of_conditions_closes_is_none() {
    let template = |other: &str| {
        json!({
            "Parameters": {"Stage": {"Type": "String"}},
            "Conditions": {"Live": {"Fn::Equals": [{"Ref": "Stage"}, "live"]}, "Test": {"Fn::Equals": [{"Ref": "Stage"}, "test"]}},
            "Resources": {
                "A": {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": {"Fn::If": ["Live", {"Fn::GetAtt": ["B", "TopicName"]}, "a"]}}},
                "B": {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": {"Fn::If": [other, {"Fn::GetAtt": ["A", "TopicName"]}, "b"]}}},
            },
        })
    };
    assert_eq!(told(&of_json(&template("Test"))), []);
    assert_eq!(cycles(&of_json(&template("Live"))).len(), 1);
}

#[test]
fn types_that_there_are_not_are_told_with_the_nearest_name() {
    for (name, rule, message) in [
        (
            "AWS::ElasticLoadBalancingV2::LoadBalancr",
            "unknown-type",
            "there is no type `AWS::ElasticLoadBalancingV2::LoadBalancr`; `AWS::ElasticLoadBalancingV2::LoadBalancer` is similar",
        ),
        (
            "AWS::Ec2::Instance",
            "unknown-type",
            "there is no type `AWS::Ec2::Instance`; `AWS::EC2::Instance` is similar",
        ),
        (
            "AWS::Lamda::Function",
            "unknown-type",
            "there is no type `AWS::Lamda::Function`; `AWS::Lambda::Function` is similar",
        ),
        (
            "AWS::Quantum::Circuit",
            "unlisted-type",
            "`AWS::Quantum::Circuit` is none of the 1828 types that are known",
        ),
    ] {
        let found = of_json(&json!({"Resources": {"A": {"Type": name}}}));
        assert_eq!(told(&found), [(rule, "A", message)]);
    }
    for name in
        ["Custom::Own", "Acme::Own::Type", "AWS::CloudFormation::CustomResource", "Acme::S3::Bucket::MODULE"]
    {
        assert_eq!(told(&of_json(&json!({"Resources": {"A": {"Type": name}}}))), [], "{name}");
    }
}

#[test]
fn names_that_a_template_does_not_have_are_told_with_the_nearest_one() {
    let found = of(
        "Parameters: {Stage: {Type: String}}\nMappings: {Sizes: {live: {Delay: 5}}}\nConditions: {Live: !Equals [!Ref Stag, live], Late: !Not [!Condition Liv]}\nResources:\n  Letters:\n    Type: AWS::SQS::Queue\n    Condition: Lvie\n    DependsOn: [Leters]\n    Properties:\n      DelaySeconds: !FindInMap [Size, live, Delay]\n      VisibilityTimeout: !FindInMap [Sizes, liv, Delay]\n      MaximumMessageSize: !FindInMap [Sizes, !Ref Stage, Delya]\n      QueueName: !If [Live, !GetAtt Letters.QueueNam, !Ref Stages]\n      FifoQueue: !If [Alive, true, false]\n      VisibiltyTimeout: 3\n",
    );
    let told: Vec<&str> = told(&found).iter().map(|(_, _, message)| *message).collect();
    for wanted in [
        "there is no `Stag`; `Stage` is similar",
        "there is no condition `Liv`; `Live` is similar",
        "there is no condition `Lvie`; `Live` is similar",
        "there is no `Leters`; `Letters` is similar",
        "there is no mapping `Size`; `Sizes` is similar",
        "the mapping `Sizes` has no key `liv`; `live` is similar",
        "no entry of the mapping `Sizes` has a key `Delya`",
        "AWS::SQS::Queue has no attribute `QueueNam`; `QueueName` is similar",
        "there is no `Stages`; `Stage` is similar",
        "there is no condition `Alive`; `Live` is similar",
        "AWS::SQS::Queue has no property `VisibiltyTimeout`; `VisibilityTimeout` is similar",
    ] {
        assert!(told.contains(&wanted), "{wanted}: {told:#?}");
    }
}

#[test]
fn text_for_a_boolean_or_a_number_is_taken_as_cloudformation_takes_it() {
    let found = of(
        "Resources:\n  A:\n    Type: AWS::EC2::Instance\n    Properties:\n      ImageId: ami-12345678\n      EbsOptimized: 'True'\n      NetworkInterfaces:\n        - {DeviceIndex: '0', AssociatePublicIpAddress: 'true', DeleteOnTermination: 'FALSE'}\n  B:\n    Type: AWS::SQS::Queue\n    Properties: {DelaySeconds: '5', QueueName: 123, FifoQueue: 'false'}\n",
    );
    assert_eq!(told(&found), []);
    let found = of(
        "Resources:\n  A:\n    Type: AWS::SQS::Queue\n    Properties: {DelaySeconds: soon, FifoQueue: 'maybe', SqsManagedSseEnabled: 1}\n",
    );
    assert_eq!(found.iter().filter(|it| it.rule == "wrong-type").count(), 3, "{found:#?}");
}

#[test]
fn a_name_that_is_there_twice_is_told() {
    let found =
        of("Resources:\n  A: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: 1, DelaySeconds: 2}}\n");
    assert_eq!(told(&found), [("duplicate-key", "t.yaml", "`DelaySeconds` is there before")]);
}

#[test]
fn parts_that_cloudformation_cannot_read_are_told() {
    let found = of(
        "Resource: {}\nOutputs: {Name: {Valeu: x}}\nParameters: {P: {Default: x}}\nResources:\n  my-queue: {Type: AWS::SQS::Queue}\n  A: {Typ: AWS::SQS::Queue}\n  B: text\n  C: {Type: AWS::SQS::Queue, Properties: {QueueName: }, DeletePolicy: Retain, DeletionPolicy: Keep}\n  D: {Type: AWS::SQS::Queue, Properties: {QueueName: !If [X, y]}}\n",
    );
    let told: Vec<&str> =
        found.iter().filter(|it| it.rule == "template-structure").map(|it| it.message.as_str()).collect();
    for wanted in [
        "there is no `Resource` here; `Resources` is similar",
        "it has no `Value`",
        "it has no `Type`",
        "a logical id has letters and digits only",
        "there is no `Typ` here; `Type` is similar",
        "it is no declaration",
        "it is null, which CloudFormation refuses",
        "there is no `DeletePolicy` here; `DeletionPolicy` is similar",
        "`Fn::If` takes a list of 3",
        "`Keep` is none of Delete, Retain, RetainExceptOnCreate, Snapshot",
    ] {
        assert!(told.contains(&wanted), "{wanted}: {told:#?}");
    }
}

#[test]
fn what_a_transform_may_bring_is_not_missed() {
    let found = of(
        "Transform: [MyMacro]\nWhatever: {}\nResources:\n  A: {Type: AWS::SQS::Queue, Properties: {Own: !Ref Elsewhere}}\n",
    );
    assert_eq!(told(&found), []);
    let found = of(
        "Transform: AWS::Serverless-2016-10-31\nGlobals: {Function: {Runtime: nodejs24.x}}\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties: {Handler: index.handler, InlineCode: x}\nOutputs:\n  Role: {Value: !GetAtt FRole.Arn}\n  Api: {Value: !Ref ServerlessRestApi}\n  Version: {Value: !GetAtt F.Version.FunctionArn}\n",
    );
    assert_eq!(told(&found), []);
}

#[test]
fn a_template_of_any_shape_is_checked_without_a_crash() {
    for shape in [
        json!({"Resources": []}),
        json!({"Resources": null}),
        json!({"Resources": {"A": {"Type": []}, "B": {"Type": "AWS::SQS::Queue", "Properties": [], "DependsOn": {"x": 1}, "Condition": []}}}),
        json!({"Resources": {"A": {"Type": "AWS::DynamoDB::Table", "Properties": {"KeySchema": {"a": 1}, "AttributeDefinitions": "x"}}}}),
        json!({"Resources": {}, "Conditions": [], "Mappings": "x", "Outputs": 1, "Parameters": [1], "Transform": {"Name": "x"}}),
        json!({"Resources": {"A": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Fn::If": 1}, "Tags": {"Fn::If": ["a", {"Fn::If": []}, {"Ref": 1}]}}}}}),
        json!({"Resources": {"": {"Type": ""}, "A": {"Type": "::"}, "B": {"Type": "AWS::"}}}),
    ] {
        let _ = of_json(&shape);
    }
}

#[test]
fn a_value_of_one_of_several_types_is_judged_by_the_type_that_has_its_shape() {
    let table = |key: Value| {
        let found = of_json(&json!({"Resources": {"A": {"Type": "AWS::DynamoDB::Table", "Properties": {
            "BillingMode": "PAY_PER_REQUEST", "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}], "KeySchema": key}}}}));
        found.iter().filter_map(|it| it.property.clone()).collect::<Vec<_>>()
    };
    assert_eq!(table(json!([{"AttributeName": "id", "KeyType": "HASH"}])), [""; 0]);
    assert_eq!(
        table(json!([{"AttributeName": "id", "KeyTyp": "HASH"}])),
        ["Properties.KeySchema.0", "Properties.KeySchema.0.KeyTyp"]
    );
    let group = |topic: Value| {
        of_json(&json!({"Resources": {"A": {"Type": "AWS::AutoScaling::AutoScalingGroup", "Properties": {
            "MinSize": "1", "MaxSize": "1", "LaunchConfigurationName": "x", "AvailabilityZones": {"Fn::GetAZs": ""},
            "NotificationConfiguration": {"TopicARN": topic}}}}}))
    };
    assert_eq!(told(&group(json!("arn:aws:sns:eu-west-1:123456789012:x"))), []);
    assert_eq!(told(&group(json!(["arn:aws:sns:eu-west-1:123456789012:x"]))), []);
    assert_eq!(group(json!({"a": 1})).iter().filter(|it| it.rule == "wrong-type").count(), 1);
}

#[test]
fn a_parameter_has_no_attributes() {
    let found = of(
        "Parameters: {P: {Type: String}}\nResources: {A: {Type: AWS::SQS::Queue, Properties: {QueueName: !GetAtt P.Arn}}}\n",
    );
    assert_eq!(
        told(&found),
        [("unknown-reference", "A", "`P` is a parameter, which has no attribute `Arn`")]
    );
}
