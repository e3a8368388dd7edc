use std::collections::BTreeMap;

use cdk::constructs::Nat;
use infra_cdk::environment::Environment;
use serde_json::Value;

use crate::harness::{Clinic, plain};

const LAYER: &str = "01-network";

/// The CIDR blocks of the subnets by the names of their groups.
fn subnets(clinic: &Clinic) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for subnet in clinic.all_of(LAYER, "AWS::EC2::Subnet") {
        let tags = subnet["Tags"].as_array().unwrap();
        let role = tags.iter().find(|it| it["Key"] == "aws-cdk:subnet-name").unwrap()["Value"].as_str();
        found.entry(role.unwrap().to_owned()).or_default().push(plain(&subnet["CidrBlock"]));
    }
    found.values_mut().for_each(|it| it.sort());
    found
}

#[test]
fn the_network_has_the_addresses_of_the_table() {
    let clinic = Clinic::of("dev");
    let expected = [
        ("App", ["10.0.3.0/24", "10.0.4.0/24"]),
        ("Database", ["10.0.5.0/24", "10.0.6.0/24"]),
        ("Public", ["10.0.1.0/24", "10.0.2.0/24"]),
    ];
    let expected = expected.map(|(role, cidrs)| (role.to_owned(), cidrs.map(str::to_owned).to_vec()));
    assert_eq!(subnets(&clinic), BTreeMap::from(expected));
    assert_eq!(clinic.all_of(LAYER, "AWS::EC2::VPC")[0]["CidrBlock"], "10.0.0.0/16");
    let zones = clinic.all_of(LAYER, "AWS::EC2::Subnet");
    let mut zones: Vec<String> = zones.iter().map(|it| plain(&it["AvailabilityZone"])).collect();
    zones.sort();
    zones.dedup();
    assert_eq!(zones, ["us-west-2a", "us-west-2b"]);
}

#[test]
fn the_observability_platform_has_its_own_addresses_and_one_nat_gateway() {
    let clinic = Clinic::all().into_iter().find(|it| it.called() == "dev in observability").unwrap();
    let found = subnets(&clinic);
    assert_eq!(found["App"], ["10.0.11.0/24", "10.0.12.0/24"]);
    assert_eq!(found["Database"], ["10.0.21.0/24", "10.0.22.0/24"]);
    assert_eq!(clinic.all_of(LAYER, "AWS::EC2::NatGateway").len(), 1);
    let Environment { region, tasks, database, retention, .. } = &clinic.environment;
    assert_eq!((region.as_str(), tasks.least, tasks.health_check_seconds), ("us-east-1", 2, 30));
    assert_eq!((database.readers, retention.backup_days), (1, 7));
}

#[test]
fn each_zone_has_its_own_way_out_unless_one_is_to_do() {
    for (nat, count) in [(Nat::PerZone, 2), (Nat::Single, 1)] {
        let mut environment = Environment::preset("dev").unwrap();
        environment.topology.nat = nat;
        let clinic = Clinic::with(environment);
        assert_eq!(clinic.all_of(LAYER, "AWS::EC2::NatGateway").len(), count);
        assert_eq!(clinic.all_of(LAYER, "AWS::EC2::EIP").len(), count);
    }
}

#[test]
fn calls_of_aws_stay_in_the_network_where_there_are_endpoints() {
    let services = |endpoints| {
        let mut environment = Environment::preset("dev").unwrap();
        environment.topology.endpoints = endpoints;
        let clinic = Clinic::with(environment);
        let mut services: Vec<String> = clinic
            .all_of(LAYER, "AWS::EC2::VPCEndpoint")
            .iter()
            .map(|it| plain(&it["ServiceName"]).replace("com.amazonaws.us-west-2.", ""))
            .collect();
        services.sort();
        services
    };
    assert_eq!(services(false), ["s3"]);
    let expected = [
        "bedrock-runtime",
        "data-servicediscovery",
        "ecr.api",
        "ecr.dkr",
        "kms",
        "logs",
        "monitoring",
        "s3",
        "secretsmanager",
        "ssm",
        "xray",
    ];
    assert_eq!(services(true), expected);
}

#[test]
fn subnets_of_the_database_have_no_way_out() {
    for clinic in Clinic::all() {
        let routes = clinic.of_type(LAYER, "AWS::EC2::Route");
        assert!(!routes.is_empty());
        assert!(routes.keys().all(|it| !it.starts_with("VpcDatabase")), "{routes:?}");
    }
}

#[test]
fn network_acls_are_as_narrow_as_the_layers_behind_them() {
    let clinic = Clinic::of("dev");
    let entries = clinic.of_type(LAYER, "AWS::EC2::NetworkAclEntry");
    let rules = |acl: &str, egress: bool| -> Vec<(String, Value)> {
        let of_acl =
            entries.iter().filter(|(id, it)| id.starts_with(acl) && it["Properties"]["Egress"] == egress);
        of_acl
            .map(|(_, it)| (plain(&it["Properties"]["CidrBlock"]), it["Properties"]["PortRange"].clone()))
            .collect()
    };
    let ports = |from: u16, to: u16| serde_json::json!({"From": from, "To": to});
    let world = || "0.0.0.0/0".to_owned();
    assert_eq!(
        rules("PublicAcl", false),
        [(world(), ports(80, 80)), (world(), ports(443, 443)), (world(), ports(1024, 65535))]
    );
    assert_eq!(
        rules("AppAcl", false),
        [("10.0.0.0/16".to_owned(), Value::Null), (world(), ports(1024, 65535))]
    );
    let app = ["10.0.3.0/24", "10.0.4.0/24"].map(str::to_owned);
    assert_eq!(rules("DatabaseAcl", false), app.clone().map(|it| (it, ports(3306, 3306))));
    assert_eq!(rules("DatabaseAcl", true), app.map(|it| (it, ports(1024, 65535))));
    assert_eq!(clinic.all_of(LAYER, "AWS::EC2::SubnetNetworkAclAssociation").len(), 6);
}
