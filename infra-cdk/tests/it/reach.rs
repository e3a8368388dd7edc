//! Who may call whom, by security groups.

use std::collections::{BTreeMap, BTreeSet};

use contract::service::Service;
use serde_json::Value;

use crate::harness::Clinic;

const LAYER: &str = "02-security";

/// The groups by their logical ids, each with the last part of its path.
fn groups(clinic: &Clinic) -> BTreeMap<String, String> {
    let stack = &clinic.synthesis.root.stacks[&format!("petclinic-{}-{LAYER}", clinic.environment.name)];
    let groups = clinic.of_type(LAYER, "AWS::EC2::SecurityGroup");
    groups
        .keys()
        .map(|id| (id.clone(), stack.resources[id].path.split('/').nth(1).unwrap().to_owned()))
        .collect()
}

fn group_of(value: &Value) -> String {
    value["Ref"].as_str().unwrap_or_default().to_owned()
}

/// Who calls whom at which port, by the rules of the security layer.
fn calls(clinic: &Clinic) -> BTreeSet<(String, String, u64)> {
    let groups = groups(clinic);
    let rules = clinic.all_of(LAYER, "AWS::EC2::SecurityGroupIngress");
    let call = |rule: &Value| {
        let named = |property: &str| groups[&group_of(&rule[property])].clone();
        assert_eq!(rule["FromPort"], rule["ToPort"]);
        (named("SourceSecurityGroupId"), named("GroupId"), rule["FromPort"].as_u64().unwrap())
    };
    rules.iter().map(call).collect()
}

#[test]
fn services_are_called_by_the_load_balancer_and_by_those_that_declare_it_and_the_database_by_its_users() {
    for clinic in Clinic::all() {
        let mut expected = BTreeSet::new();
        let group = |it: Service| format!("Service-{it}");
        for service in Service::tasks() {
            expected.insert(("Balancer".to_owned(), group(service), service.port().unwrap().into()));
        }
        for caller in Service::ALL {
            for called in caller.calls() {
                expected.insert((group(caller), group(*called), called.port().unwrap().into()));
            }
        }
        for service in Service::with_database().chain([Service::Migrate]) {
            expected.insert((group(service), "Database".to_owned(), 3306));
        }
        assert_eq!(calls(&clinic), expected, "{}", clinic.called());
    }
}

#[test]
fn no_group_lets_addresses_in_and_the_database_lets_nobody_out() {
    let clinic = Clinic::of("dev");
    let groups = groups(&clinic);
    for (id, group) in clinic.of_type(LAYER, "AWS::EC2::SecurityGroup") {
        let name = &groups[&id];
        assert_eq!(group["Properties"]["SecurityGroupIngress"], Value::Null, "{name}");
        let out = group["Properties"]["SecurityGroupEgress"].as_array().unwrap();
        let to_world: Vec<_> = out.iter().filter(|it| it["CidrIp"] == "0.0.0.0/0").collect();
        match name.starts_with("Service-") {
            true => assert!(to_world.iter().all(|it| it["FromPort"] == 443 && it["ToPort"] == 443), "{name}"),
            false => assert!(to_world.is_empty(), "{name}"),
        }
    }
}
