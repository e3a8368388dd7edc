//! Values that conditions choose.

use serde_json::{Value, json};

use crate::written::{of_json, told};

fn with(properties: &Value) -> Vec<(String, String)> {
    let template = json!({
        "Parameters": {
            "Stage": {"Type": "String", "AllowedValues": ["live", "test"]},
            "Group": {"Type": "AWS::EC2::SecurityGroup::Id"},
        },
        "Conditions": {
            "Live": {"Fn::Equals": [{"Ref": "Stage"}, "live"]},
            "Test": {"Fn::Equals": [{"Ref": "Stage"}, "test"]},
            "NotLive": {"Fn::Not": [{"Condition": "Live"}]},
            "Grouped": {"Fn::Not": [{"Fn::Equals": [{"Ref": "Group"}, ""]}]},
        },
        "Resources": {"It": properties},
    });
    let found = of_json(&template);
    told(&found).into_iter().map(|(rule, _, message)| (rule.to_owned(), message.to_owned())).collect()
}

fn ingress(source: &Value, cidr: &Value) -> Vec<(String, String)> {
    with(&json!({"Type": "AWS::EC2::SecurityGroupIngress", "Properties": {
        "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "GroupId": "sg-12345678",
        "SourceSecurityGroupId": source, "CidrIp": cidr,
    }}))
}

fn when(name: &str, holds: impl Into<Value>, fails: impl Into<Value>) -> Value {
    json!({"Fn::If": [name, holds.into(), fails.into()]})
}

fn none() -> Value {
    json!({"Ref": "AWS::NoValue"})
}

#[test]
fn properties_that_exclude_each_other_are_judged_by_what_is_chosen_together() {
    let group = || json!({"Ref": "Group"});
    assert_eq!(ingress(&when("Grouped", group(), none()), &when("Grouped", none(), "10.0.0.0/8")), []);
    assert_eq!(ingress(&when("Live", group(), none()), &when("Test", "10.0.0.0/8", none())), []);
    assert_eq!(ingress(&when("Live", group(), none()), &when("NotLive", "10.0.0.0/8", none())), []);
    let nested = when("Live", group(), when("Test", none(), group()));
    assert_eq!(ingress(&nested, &when("Test", "10.0.0.0/8", none())), []);
    let both = ingress(&when("Live", group(), none()), &when("Grouped", "10.0.0.0/8", none()));
    assert!(
        both.iter().any(|(rule, message)| {
            rule == "property-combination" && message.ends_with(" where Grouped is true and Live is true")
        }),
        "{both:?}"
    );
}

#[test]
fn a_required_property_must_be_there_in_each_combination() {
    let subnet = |vpc: Value| {
        with(&json!({"Type": "AWS::EC2::Subnet", "Properties": {"CidrBlock": "10.0.0.0/24", "VpcId": vpc}}))
    };
    assert_eq!(subnet(when("Live", "vpc-12345678", "vpc-87654321")), []);
    assert_eq!(
        subnet(when("Live", "vpc-12345678", none())),
        [("missing-property".to_owned(), "`VpcId` is required, and not set where Live is false".to_owned())]
    );
    let of_condition = |condition: &str| {
        with(&json!({"Type": "AWS::EC2::Subnet", "Condition": condition, "Properties": {
            "CidrBlock": "10.0.0.0/24", "VpcId": when("Live", "vpc-12345678", none())}}))
    };
    assert_eq!(of_condition("Live"), [], "it is there only where the property is");
    assert_eq!(of_condition("Test").len(), 1);
}

#[test]
fn an_arm_that_is_never_chosen_may_hold_anything() {
    let queue = |inner: &str| {
        with(
            &json!({"Type": "AWS::SQS::Queue", "Properties": {"DelaySeconds": when("Live", when(inner, 5, 9_999), 5)}}),
        )
    };
    assert_eq!(queue("Live"), []);
    assert_eq!(queue("Grouped").len(), 1);
}

#[test]
fn items_that_conditions_leave_out_are_not_counted() {
    let function = |second: Value| {
        with(&json!({"Type": "AWS::Lambda::LayerVersion", "Properties": {
            "Content": {"S3Bucket": "layers", "S3Key": "k"}, "CompatibleArchitectures": ["arm64", second, when("Test", "x86_64", none())]}}))
    };
    assert_eq!(function(when("Live", "x86_64", none())), []);
    let found = function(when("Grouped", "x86_64", none()));
    assert!(found.iter().any(|(rule, _)| rule == "item-count"), "{found:?}");
}

#[test]
fn resources_are_compared_with_those_that_are_there_at_the_same_time() {
    let queue = |condition: &str| json!({"Type": "AWS::SQS::Queue", "Condition": condition, "Properties": {"QueueName": "letters"}});
    let names = |one: &str, other: &str| {
        let found = of_json(&json!({
            "Parameters": {"Stage": {"Type": "String"}},
            "Conditions": {"Live": {"Fn::Equals": [{"Ref": "Stage"}, "live"]}, "NotLive": {"Fn::Not": [{"Condition": "Live"}]}},
            "Resources": {"A": queue(one), "B": queue(other)},
        }));
        found.iter().filter(|it| it.rule == "duplicate-name").count()
    };
    assert_eq!((names("Live", "NotLive"), names("Live", "Live")), (0, 1));
}

#[test]
fn a_package_is_judged_with_the_settings_that_are_chosen_with_it() {
    let function = |handler: Value| {
        with(&json!({"Type": "AWS::Lambda::Function", "Properties": {
            "Role": "arn:aws:iam::123456789012:role/x",
            "PackageType": when("Live", "Image", "Zip"),
            "Code": when("Live", json!({"ImageUri": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/x:1"}), json!({"ZipFile": "x"})),
            "Handler": handler,
            "Runtime": when("Live", none(), "nodejs24.x"),
        }}))
    };
    assert_eq!(function(when("Live", none(), "index.handler")), []);
    assert_eq!(
        function(json!("index.handler")),
        [("function-package".to_owned(), "an image has no Handler".to_owned())]
    );
}

#[test]
fn with_more_conditions_than_can_be_tried_only_what_is_sure_is_told() {
    let many: serde_json::Map<_, _> = (0..12)
        .map(|at| (format!("C{at}"), json!({"Fn::Equals": [{"Ref": format!("P{at}")}, "x"]})))
        .collect();
    let parameters: serde_json::Map<_, _> =
        (0..12).map(|at| (format!("P{at}"), json!({"Type": "String"}))).collect();
    let tags: Vec<Value> = (0..12)
        .map(|at| json!({"Key": format!("k{at}"), "Value": when(&format!("C{at}"), "a", "b")}))
        .collect();
    let found = of_json(&json!({"Parameters": parameters, "Conditions": many, "Resources": {"It": {
        "Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "x", "Tags": tags, "SecurityGroupIngress": [{
            "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
            "CidrIp": when("C0", "10.0.0.0/8", none()), "SourceSecurityGroupId": when("C0", none(), "sg-12345678")}]}}}}));
    assert_eq!(told(&found), []);
}
