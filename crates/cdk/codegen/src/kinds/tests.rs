use serde_json::{Value, json};

use super::*;

/// A database of a few types, which has the properties that the hand-written tables name only where a test gives them.
fn spec(types: &[(&str, Value)]) -> Spec {
    let mut resources = Vec::new();
    let mut services: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for (at, (name, rest)) in types.iter().enumerate() {
        let mut parts = name.split("::").skip(1);
        let (service, resource) = (parts.next().unwrap().to_lowercase(), parts.next().unwrap());
        let mut entity = json!({ "$id": at.to_string(), "cloudFormationType": name, "name": resource });
        entity.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        resources.push(entity);
        services.entry(service).or_default().push(json!({ "$id": at.to_string() }));
    }
    let entities: Vec<Value> =
        services.keys().map(|name| json!({ "$id": name, "shortName": name })).collect();
    let database = json!({ "schema": {
        "resource": { "entities": resources },
        "typeDefinition": { "entities": [] },
        "service": { "entities": entities },
        "hasResource": { "forward": services },
        "usesType": { "forward": {} },
    }});
    Spec::read(&database.to_string()).unwrap()
}

fn text() -> Value {
    json!({ "type": { "type": "string" } })
}

fn reference(ty: &str, attribute: &str) -> Value {
    json!({
        "type": { "type": "string" },
        "relationshipRefs": [{ "cloudFormationType": ty, "propertyName": attribute }],
    })
}

fn key() -> (&'static str, Value) {
    (
        "AWS::KMS::Key",
        json!({ "primaryIdentifier": ["KeyId"], "attributes": { "Arn": text(), "KeyId": text() } }),
    )
}

fn alias() -> (&'static str, Value) {
    ("AWS::KMS::Alias", json!({ "primaryIdentifier": ["AliasName"], "properties": { "AliasName": text() } }))
}

/// The names of the kinds that a property takes.
fn taken(spec: &Spec, type_name: &str, property: &str) -> Vec<String> {
    let kinds = Kinds::of(spec);
    let (place, property) =
        places(spec).find(|(place, it)| place.type_name == type_name && it.name == property).unwrap();
    kinds.accepted(place, property).iter().map(|it| kinds.names[it].1.clone()).collect()
}

#[test]
fn a_reference_is_of_the_kind_that_the_data_says() {
    let spec = spec(&[
        ("AWS::EC2::VPC", json!({ "primaryIdentifier": ["VpcId"], "attributes": { "VpcId": text() } })),
        ("AWS::EC2::Subnet", json!({ "properties": { "VpcId": reference("AWS::EC2::VPC", "VpcId") } })),
    ]);
    assert_eq!(taken(&spec, "AWS::EC2::Subnet", "VpcId"), ["VpcId"]);
    let kinds = Kinds::of(&spec);
    assert_eq!(kinds.of_attribute("AWS::EC2::VPC", "VpcId"), Some(&("ec2".to_owned(), "VpcId".to_owned())));
}

#[test]
fn what_takes_the_id_of_a_key_takes_it_in_any_form_and_what_takes_the_arn_does_not() {
    let properties =
        json!({ "KeyId": reference("AWS::KMS::Key", "KeyId"), "Key": reference("AWS::KMS::Key", "Arn") });
    let spec = spec(&[key(), alias(), ("AWS::X::Store", json!({ "properties": properties }))]);
    assert_eq!(taken(&spec, "AWS::X::Store", "KeyId"), ["AliasName", "KeyArn", "KeyId"]);
    assert_eq!(taken(&spec, "AWS::X::Store", "Key"), ["KeyArn"]);
}

#[test]
fn two_names_of_one_attribute_are_one_kind() {
    let group = json!({ "primaryIdentifier": ["Id"], "attributes": { "GroupId": text(), "Id": text() } });
    let properties = json!({ "Group": reference("AWS::EC2::SecurityGroup", "GroupId") });
    let spec =
        spec(&[("AWS::EC2::SecurityGroup", group), ("AWS::X::Thing", json!({ "properties": properties }))]);
    let kinds = Kinds::of(&spec);
    let names: Vec<_> = ["Id", "GroupId"].map(|it| kinds.of_attribute("AWS::EC2::SecurityGroup", it)).into();
    assert_eq!(names[0], names[1]);
    assert_eq!(taken(&spec, "AWS::X::Thing", "Group"), ["SecurityGroupId"]);
}

#[test]
fn a_name_says_what_it_refers_to_within_its_service_and_never_to_the_resource_itself() {
    let zone = json!({ "primaryIdentifier": ["Id"], "attributes": { "Id": text() }, "properties": { "HostedZoneId": text() } });
    let record = json!({ "properties": { "HostedZoneId": text() } });
    let elsewhere = json!({ "properties": { "HostedZoneId": text() } });
    let spec =
        spec(&[("AWS::R::HostedZone", zone), ("AWS::R::Record", record), ("AWS::X::Thing", elsewhere)]);
    assert_eq!(taken(&spec, "AWS::R::Record", "HostedZoneId"), ["HostedZoneId"]);
    assert!(taken(&spec, "AWS::R::HostedZone", "HostedZoneId").is_empty());
    assert!(taken(&spec, "AWS::X::Thing", "HostedZoneId").is_empty());
}

#[test]
fn names_of_the_resource_itself_and_exceptions_are_text() {
    let topic = json!({ "properties": { "Name": reference("AWS::X::Topic", "Name") } });
    let log_group = json!({ "properties": { "LogGroupName": reference("AWS::X::Topic", "Name") } });
    let spec = spec(&[("AWS::X::Topic", topic), ("AWS::Logs::LogGroup", log_group)]);
    assert!(taken(&spec, "AWS::X::Topic", "Name").is_empty());
    assert!(taken(&spec, "AWS::Logs::LogGroup", "LogGroupName").is_empty());
}

#[test]
fn entries_of_the_tables_for_what_there_is_not_are_found() {
    let log_group = json!({ "properties": { "LogGroupName": text() } });
    let stale = stale(&spec(&[("AWS::Logs::LogGroup", log_group)]));
    assert!(!stale.contains(&"AWS::Logs::LogGroup LogGroupName".to_owned()));
    assert!(stale.contains(&"AWS::SSM::Parameter Value".to_owned()));
}
