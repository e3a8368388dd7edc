//! Holes that are planted in copies of the templates, each of which the check must name.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::findings;
use super::templates::Templates;
use crate::harness::Clinic;

/// What the check finds once the templates are changed.
fn found(plant: impl Fn(&mut Templates)) -> BTreeSet<String> {
    let clinic = Clinic::of("dev");
    let mut templates = Templates::of(&clinic);
    plant(&mut templates);
    findings(&clinic, &templates)
}

#[track_caller]
fn assert_names(found: &BTreeSet<String>, expected: &[&str]) {
    assert_eq!(found.iter().map(String::as_str).collect::<BTreeSet<_>>(), expected.iter().copied().collect());
}

fn reference(id: &str) -> Value {
    json!({ "Ref": id })
}

/// The subnets of a group, as its own stack refers to them.
fn subnets(templates: &Templates, group: &str) -> Vec<(String, Value)> {
    let all = templates.of_type("AWS::EC2::Subnet").into_iter();
    let of_group = all.filter(|it| it.id().contains(&format!("/Vpc{group}Subnet")));
    of_group.map(|it| (it.id(), reference(it.id().split_once('/').unwrap().1))).collect()
}

/// As if another stack had exported them.
fn subnets_elsewhere(templates: &mut Templates, group: &str) -> Value {
    let subnets = subnets(templates, group).into_iter();
    subnets.map(|(id, _)| json!({ "Fn::ImportValue": templates.export(&id) })).collect()
}

fn rule(group: &Value, peer: (&str, &Value), port: u16) -> Value {
    json!({ "GroupId": group, peer.0: peer.1, "IpProtocol": "tcp", "FromPort": port, "ToPort": port })
}

fn group(templates: &Templates, name: &str) -> Value {
    let groups = templates.of_type("AWS::EC2::SecurityGroup").into_iter();
    let group = groups.map(|it| (it.name(templates), it.id())).find(|it| it.0 == name).unwrap().1;
    reference(group.split_once('/').unwrap().1)
}

/// Opens the group of the database to the world.
fn open(templates: &mut Templates) {
    let rule = rule(&group(templates, "Database"), ("CidrIp", &json!("0.0.0.0/0")), 3306);
    templates.plant("02-security", "AWS::EC2::SecurityGroupIngress", &rule);
}

fn publish(templates: &mut Templates) {
    templates.change("AWS::RDS::DBInstance", "Database")["PubliclyAccessible"] = true.into();
}

/// A route from subnets of the database to the Internet gateway, and an ACL that lets all pass.
fn route(templates: &mut Templates) {
    let subnet = &subnets(templates, "Database")[0];
    let associations = templates.of_type("AWS::EC2::SubnetRouteTableAssociation").into_iter();
    let table = associations.map(|it| it.properties).find(|it| it["SubnetId"] == subnet.1).unwrap();
    let gateway = templates.of_type("AWS::EC2::InternetGateway")[0].id();
    let route = json!({
        "RouteTableId": table["RouteTableId"],
        "DestinationCidrBlock": "0.0.0.0/0",
        "GatewayId": reference(gateway.split_once('/').unwrap().1),
    });
    templates.plant("01-network", "AWS::EC2::Route", &route);
    for outbound in [false, true] {
        let entry = templates.change("AWS::EC2::NetworkAclEntry", "DatabaseAcl");
        let acl = entry["NetworkAclId"].clone();
        let entry = json!({
            "NetworkAclId": acl, "CidrBlock": "0.0.0.0/0", "Egress": outbound, "Protocol": -1,
            "RuleAction": "allow", "RuleNumber": 10,
        });
        templates.plant("01-network", "AWS::EC2::NetworkAclEntry", &entry);
    }
}

#[test]
fn a_group_that_is_open_to_the_world_is_found() {
    assert_names(&found(open), &["Database lets 0.0.0.0/0 in"]);
}

#[test]
fn a_database_with_a_public_address_is_found() {
    assert_names(&found(publish), &["Database has a public address"]);
}

#[test]
fn a_route_and_an_acl_that_bring_the_internet_to_the_database_are_found() {
    assert_names(&found(route), &["Database stands in a public subnet"]);
    let all = found(|it| {
        open(it);
        publish(it);
        route(it);
    });
    let expected = [
        "Database has a public address",
        "Database lets 0.0.0.0/0 in",
        "Database stands in a public subnet",
        "Internet reaches Database at 3306 to 3306",
    ];
    assert_names(&all, &expected);
}

#[test]
fn a_task_in_a_public_subnet_with_a_public_address_is_found() {
    let found = found(|it| {
        let subnets = subnets_elsewhere(it, "Public");
        let service = it.change("AWS::ECS::Service", "Service-vets");
        let place = &mut service["NetworkConfiguration"]["AwsvpcConfiguration"];
        place["Subnets"] = subnets;
        place["AssignPublicIp"] = "ENABLED".into();
    });
    // The ACL of the database keeps it out, too.
    let expected = [
        "Service-vets does not reach Database at 3306 to 3306",
        "Service-vets has a public address",
        "Service-vets stands in a public subnet",
    ];
    assert!(expected.iter().all(|it| found.contains(*it)), "{found:#?}");
}

#[test]
fn a_public_load_balancer_is_found() {
    let found = found(|it| {
        let subnets = subnets_elsewhere(it, "Public");
        let balancer = it.change("AWS::ElasticLoadBalancingV2::LoadBalancer", "Balancer");
        balancer["Scheme"] = "internet-facing".into();
        balancer["Subnets"] = subnets;
        let rule = rule(&group(it, "Balancer"), ("CidrIp", &json!("0.0.0.0/0")), 443);
        it.plant("02-security", "AWS::EC2::SecurityGroupIngress", &rule);
    });
    let expected = [
        "Balancer has a public address",
        "Balancer lets 0.0.0.0/0 in",
        "Balancer stands in a public subnet",
        "Internet reaches Balancer at 443 to 443",
    ];
    assert!(expected.iter().all(|it| found.contains(*it)), "{found:#?}");
}

#[test]
fn somebody_foreign_at_the_database_is_found() {
    let stranger = |it: &mut Templates| {
        let rule = rule(&group(it, "Database"), ("SourceSecurityGroupId", &reference("Stranger")), 3306);
        it.plant("02-security", "AWS::EC2::SecurityGroupIngress", &rule);
    };
    assert_names(&found(stranger), &["Database lets somebody unknown in"]);
    let come_in = |it: &mut Templates| {
        let peer = ("SourceSecurityGroupId", &group(it, "Balancer"));
        it.plant("02-security", "AWS::EC2::SecurityGroupIngress", &rule(&group(it, "Database"), peer, 3306));
    };
    assert_names(&found(come_in), &["Database lets Balancer in at 3306 to 3306"]);
    let go_out = |it: &mut Templates| {
        come_in(it);
        let peer = ("DestinationSecurityGroupId", &group(it, "Database"));
        it.plant("02-security", "AWS::EC2::SecurityGroupEgress", &rule(&group(it, "Balancer"), peer, 3306));
    };
    let expected = ["Balancer reaches Database at 3306 to 3306", "Database lets Balancer in at 3306 to 3306"];
    assert_names(&found(go_out), &expected);
}

#[test]
fn what_the_model_does_not_know_is_found() {
    let found = found(|it| {
        let subnet = subnets(it, "App")[0].1.clone();
        it.plant("01-network", "AWS::EC2::Instance", &json!({ "SubnetId": subnet }));
        it.change("AWS::EC2::Route", "Vpc")["NatGatewayId"] = Value::Null;
    });
    assert!(found.contains("AWS::EC2::Instance stands in the network"), "{found:#?}");
    assert!(found.contains("Vpc is a route to what the model does not know"), "{found:#?}");
}

#[test]
fn a_way_past_the_api_is_found() {
    let found = found(|it| it.plant("06-lambda-genai", "AWS::Lambda::Url", &json!({})));
    assert_names(&found, &["Internet reaches AWS::Lambda::Url"]);
}
