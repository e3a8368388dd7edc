//! Tables, and versions of engines and runtimes.

use serde_json::{Value, json};

use crate::case::{Case, findings, try_all};
use crate::compute::zip;
use crate::written::told;

#[test]
fn keys_of_tables_and_versions_that_aws_does_not_know_are_found() {
    try_all(&cases());
}

fn key(names: &[&str]) -> Value {
    let role = |index| if index == 0 { "HASH" } else { "RANGE" };
    names.iter().enumerate().map(|(at, name)| json!({"AttributeName": name, "KeyType": role(at)})).collect()
}

fn defined(names: &[&str]) -> Value {
    names.iter().map(|name| json!({"AttributeName": name, "AttributeType": "S"})).collect()
}

/// A table with a global and a local index.
fn table(more: Value) -> Value {
    let mut properties = json!({
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": defined(&["id", "day", "owner", "vet"]),
        "KeySchema": key(&["id", "day"]),
        "GlobalSecondaryIndexes": [{"IndexName": "Owners", "KeySchema": key(&["owner", "day"]), "Projection": {"ProjectionType": "ALL"}}],
        "LocalSecondaryIndexes": [{"IndexName": "Vets", "KeySchema": key(&["id", "vet"]), "Projection": {"ProjectionType": "ALL"}}],
    });
    let Value::Object(more) = more else { panic!() };
    properties.as_object_mut().unwrap().extend(more);
    json!({"Table": ["AWS::DynamoDB::Table", properties]})
}

fn of_table(rule: &'static str, at: &'static str, more: Value, cure: (&'static str, Value)) -> Case {
    Case { rule, at: ("Table", at), resources: table(more), cure }
}

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = vec![
        of_table(
            "key-attributes",
            "Properties.KeySchema",
            json!({"AttributeDefinitions": defined(&["id", "owner", "vet"])}),
            ("/Table/1/AttributeDefinitions", defined(&["id", "day", "owner", "vet"])),
        ),
        of_table(
            "key-attributes",
            "Properties.GlobalSecondaryIndexes.0.KeySchema",
            json!({"AttributeDefinitions": defined(&["id", "day", "vet"])}),
            ("/Table/1/GlobalSecondaryIndexes/0/KeySchema", key(&["vet", "day"])),
        ),
        of_table(
            "key-attributes",
            "Properties.AttributeDefinitions.4",
            json!({"AttributeDefinitions": defined(&["id", "day", "owner", "vet", "weight"])}),
            ("/Table/1/AttributeDefinitions/4", Value::Null),
        ),
        of_table(
            "key-attributes",
            "Properties.AttributeDefinitions.4",
            json!({"AttributeDefinitions": defined(&["id", "day", "owner", "vet", "id"])}),
            ("/Table/1/AttributeDefinitions/4", Value::Null),
        ),
        of_table(
            "table-key",
            "Properties.KeySchema",
            json!({"KeySchema": [{"AttributeName": "id", "KeyType": "RANGE"}, {"AttributeName": "day", "KeyType": "HASH"}]}),
            ("/Table/1/KeySchema", key(&["id", "day"])),
        ),
        of_table(
            "table-key",
            "Properties.KeySchema",
            json!({"KeySchema": key(&["id", "id"])}),
            ("/Table/1/KeySchema/1/AttributeName", json!("day")),
        ),
        of_table(
            "table-key",
            "Properties.LocalSecondaryIndexes.0.KeySchema",
            json!({"LocalSecondaryIndexes": [{"IndexName": "Vets", "KeySchema": key(&["vet", "id"]), "Projection": {"ProjectionType": "ALL"}}]}),
            ("/Table/1/LocalSecondaryIndexes/0/KeySchema", key(&["id", "vet"])),
        ),
        of_table(
            "table-throughput",
            "",
            json!({"BillingMode": "PROVISIONED"}),
            ("/Table/1/BillingMode", json!("PAY_PER_REQUEST")),
        ),
        of_table(
            "table-throughput",
            "Properties.ProvisionedThroughput",
            json!({"ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}}),
            ("/Table/1/ProvisionedThroughput", Value::Null),
        ),
        Case {
            rule: "deprecated-runtime",
            at: ("Function", "Properties.Runtime"),
            resources: json!({"Function": zip(json!({"Runtime": "nodejs12.x"}))}),
            cure: ("/Function/1/Runtime", json!("nodejs24.x")),
        },
        Case {
            rule: "unknown-type",
            at: ("Queue", "Type"),
            resources: json!({"Queue": ["AWS::SQS::Queu", {}]}),
            cure: ("/Queue/0", json!("AWS::SQS::Queue")),
        },
        Case {
            rule: "unknown-name",
            at: ("Queue", "Properties.DelaySeconds"),
            resources: json!({"Queue": ["AWS::SQS::Queue", {"DelaySeconds": {"Fn::FindInMap": ["Sizes", "live", "Delay"]}}]}),
            cure: ("/Queue/1/DelaySeconds", json!(5)),
        },
    ];
    let engine = |name: &'static str, wrong: &str, right: &str| Case {
        rule: "engine-version",
        at: ("Database", "Properties.EngineVersion"),
        resources: json!({"Database": [name, {"Engine": if name.contains("Cache") { "redis" } else { "postgres" }, "EngineVersion": wrong}]}),
        cure: ("/Database/1/EngineVersion", json!(right)),
    };
    cases.extend([
        engine("AWS::RDS::DBInstance", "9.9.bad", "16"),
        engine("AWS::RDS::DBCluster", "99.1", "17"),
        engine("AWS::RDS::DBInstance", "10.1", "17"),
        engine("AWS::ElastiCache::CacheCluster", "9.1", "7.1"),
        engine("AWS::ElastiCache::ReplicationGroup", "9", "6.x"),
    ]);
    cases
}

#[test]
fn what_is_not_known_of_a_table_is_not_judged() {
    for more in [
        json!({"AttributeDefinitions": {"Ref": "AWS::NoValue"}, "KeySchema": {"Fn::Transform": {"Name": "x"}}}),
        json!({"KeySchema": [{"AttributeName": {"Ref": "AWS::StackName"}, "KeyType": "HASH"}]}),
        json!({"GlobalSecondaryIndexes": [{"Fn::Transform": {"Name": "x"}}]}),
    ] {
        let found = findings(&table(more));
        let of_keys: Vec<_> = told(&found)
            .into_iter()
            .filter(|(rule, ..)| matches!(*rule, "key-attributes" | "table-key"))
            .collect();
        assert_eq!(of_keys, []);
    }
}

#[test]
fn the_attributes_of_keys_are_those_of_the_same_combination_of_conditions() {
    let with = |index: &str, attribute: &str| {
        findings(&table(json!({
            "AttributeDefinitions": [
                {"AttributeName": "id", "AttributeType": "S"},
                {"Fn::If": [attribute, {"AttributeName": "owner", "AttributeType": "S"}, {"Ref": "AWS::NoValue"}]},
            ],
            "KeySchema": key(&["id"]),
            "GlobalSecondaryIndexes": {"Fn::If": [index,
                [{"IndexName": "Owners", "KeySchema": key(&["owner"]), "Projection": {"ProjectionType": "ALL"}}], {"Ref": "AWS::NoValue"}]},
            "LocalSecondaryIndexes": [],
        })))
    };
    let attributes =
        |found: &[cdk::checks::Finding]| found.iter().filter(|it| it.rule == "key-attributes").count();
    assert_eq!(attributes(&with("Indexed", "Indexed")), 0);
    assert_eq!(attributes(&with("Indexed", "Other")), 2, "one too few, and one too many");
}

#[test]
fn an_unknown_version_is_told_with_the_day_of_what_is_known() {
    for (engine, version) in [("postgres", "9.9.bad"), ("mysql", "99.1"), ("mariadb", "latest")] {
        let database = json!({"D": ["AWS::RDS::DBInstance", {"Engine": engine, "EngineVersion": version}]});
        let found = findings(&database);
        let told = found.iter().find(|it| it.rule == "engine-version").map(|it| it.message.as_str());
        let (start, end) =
            (format!("`{version}` is none of the "), format!(" versions of {engine} known on 20"));
        assert!(told.is_some_and(|it| it.starts_with(&start) && it.contains(&end)), "{found:?}");
    }
}
