use cdk::constructs::{
    Action, ExistingSubnet, FlowLogs, GatewayEndpoint, GatewayService, InterfaceEndpoint, Listener,
    LoadBalancer, Nat, PolicyDocument, PolicyStatement, Principal, SubnetGroup, Vpc, VpcFilter,
};
use cdk::{App, Context, Environment, Parameter, given};
use serde_json::{Value, json};

use super::{all, mistakes, of_type, only, stack, template, vpc};

/// The VPC of the AWS CDK's side of the comparison.
fn of_the_comparison() -> Vpc {
    Vpc::new()
        .subnet_group(SubnetGroup::public("public").cidr_mask(24))
        .subnet_group(SubnetGroup::private_with_egress("private").cidr_mask(20))
        .subnet_group(SubnetGroup::isolated("data").cidr_mask(24))
}

fn counts(nat: Nat, zones: usize) -> (usize, usize, usize) {
    let (app, stack) = stack();
    stack.add("Network", of_the_comparison().nat(nat).zones(zones));
    let template = template(&app, "S");
    let count = |type_name: &str| of_type(&template, type_name).len();
    assert_eq!(count("AWS::EC2::Subnet"), 3 * zones);
    (count("AWS::EC2::NatGateway"), count("AWS::EC2::EIP"), count("AWS::EC2::Route"))
}

#[test]
fn logical_ids_and_cidrs_are_those_of_the_aws_cdk() {
    let (app, stack) = stack();
    stack.add("Network", of_the_comparison().nat(Nat::Single));
    let template = template(&app, "S");
    let cidr = |id: &str| template["Resources"][id]["Properties"]["CidrBlock"].clone();
    assert_eq!(cidr("Network1C6012B5"), "10.0.0.0/16");
    assert_eq!(cidr("NetworkpublicSubnet1Subnet3B5BE2B6"), "10.0.0.0/24");
    assert_eq!(cidr("NetworkpublicSubnet2SubnetAA97AF44"), "10.0.1.0/24");
    assert_eq!(cidr("NetworkprivateSubnet1Subnet31A2179A"), "10.0.16.0/20");
    assert_eq!(cidr("NetworkprivateSubnet2Subnet86667B04"), "10.0.32.0/20");
    assert_eq!(cidr("NetworkdataSubnet1Subnet23818A56"), "10.0.48.0/24");
    assert_eq!(cidr("NetworkdataSubnet2Subnet57A56744"), "10.0.49.0/24");
    for id in [
        "NetworkpublicSubnet1RouteTableF689B3E1",
        "NetworkpublicSubnet1RouteTableAssociation9F055794",
        "NetworkpublicSubnet1DefaultRoute9FA12FCC",
        "NetworkpublicSubnet1EIP30DE27F0",
        "NetworkpublicSubnet1NATGatewayAC231EFD",
        "NetworkIGW094D9CE3",
        "NetworkVPCGWDA581511",
    ] {
        assert!(template["Resources"].get(id).is_some(), "{id} in {template:#}");
    }
}

#[test]
fn nat_gateways_stand_in_each_zone_or_in_one_or_in_none() {
    assert_eq!(counts(Nat::PerZone, 3), (3, 3, 6));
    assert_eq!(counts(Nat::Single, 3), (1, 1, 6));
    assert_eq!(counts(Nat::None, 3), (0, 0, 3));
}

#[test]
fn each_private_subnet_goes_out_by_the_gateway_of_its_zone() {
    let (app, stack) = stack();
    stack.add("Network", of_the_comparison());
    let routes = of_type(&template(&app, "S"), "AWS::EC2::Route");
    let gateway = |route: &str| routes[route]["Properties"]["NatGatewayId"]["Ref"].clone();
    let private: Vec<&String> = routes.keys().filter(|id| id.contains("private")).collect();
    assert_eq!(private.len(), 2);
    assert!(gateway(private[0]).as_str().unwrap().starts_with("NetworkpublicSubnet1NATGateway"));
    assert!(gateway(private[1]).as_str().unwrap().starts_with("NetworkpublicSubnet2NATGateway"));
}

#[test]
fn a_public_route_and_a_nat_gateway_wait_for_what_they_do_not_refer_to() {
    let (app, stack) = stack();
    stack.add("Network", Vpc::new().zones(1));
    let template = template(&app, "S");
    let route = &template["Resources"]["NetworkPublicSubnet1DefaultRoute1E5C22EC"];
    assert_eq!(route["DependsOn"], json!(["NetworkVPCGWDA581511"]));
    let gateway = only(&template, "AWS::EC2::NatGateway");
    assert_eq!(
        gateway["DependsOn"],
        json!([
            "NetworkPublicSubnet1DefaultRoute1E5C22EC",
            "NetworkPublicSubnet1RouteTableAssociation870BDE42"
        ])
    );
}

#[test]
fn a_cidr_known_at_deployment_only_is_cut_by_cloudformation() {
    let (app, stack) = stack();
    let cidr = stack.add("Block", Parameter::text());
    let subnet_groups = [SubnetGroup::public("A").cidr_mask(26), SubnetGroup::isolated("B").cidr_mask(26)];
    let vpc = subnet_groups.into_iter().fold(Vpc::new().cidr(cidr.clone()), Vpc::subnet_group);
    stack.add("Network", vpc);
    let cidrs = all(&template(&app, "S"), "AWS::EC2::Subnet", "CidrBlock");
    let cut = json!({"Fn::Cidr": [{"Ref": "Block"}, 4, 6]});
    let expected: Vec<Value> = (0..4).map(|index| json!({"Fn::Select": [index, cut]})).collect();
    assert_eq!(cidrs, expected);

    stack.add(
        "Uneven",
        Vpc::new()
            .cidr(cidr)
            .subnet_group(SubnetGroup::public("A").cidr_mask(26))
            .subnet_group(SubnetGroup::isolated("B")),
    );
    assert_eq!(
        mistakes(&app),
        "S/Uneven: where the VPC's CIDR block is known at deployment only, all subnet groups must have the same mask and no CIDR blocks"
    );
}

#[test]
fn mistakes_are_named_with_the_vpc_and_the_value() {
    let (app, stack) = stack();
    let wrong = |id: &str, vpc: Vpc| drop(stack.add(id, vpc));
    wrong("A", Vpc::new().cidr("10.0.0.0/33"));
    wrong("B", Vpc::new().cidr("10.0.1.0/16"));
    wrong("C", Vpc::new().cidr("10.0.0.0/8"));
    wrong(
        "D",
        Vpc::new().cidr("10.0.0.0/24").subnet_group(SubnetGroup::isolated("Big").cidr_mask(25)).zones(3),
    );
    wrong("E", Vpc::new().subnet_group(SubnetGroup::isolated("T").cidrs(["10.0.0.0/24"])));
    wrong("F", Vpc::new().subnet_group(SubnetGroup::isolated("T").cidrs(["10.0.0.0/24", "10.0.0.128/25"])));
    wrong("G", Vpc::new().subnet_group(SubnetGroup::isolated("T").cidrs(["10.0.0.0/24", "10.1.0.0/24"])));
    wrong("H", Vpc::new().subnet_group(SubnetGroup::isolated("T").cidr_mask(29)));
    wrong("I", Vpc::new().subnet_group(SubnetGroup::private_with_egress("T").cidr_mask(24)));
    wrong(
        "J",
        Vpc::new()
            .subnet_group(SubnetGroup::isolated("T").cidr_mask(24))
            .subnet_group(SubnetGroup::isolated("T").cidr_mask(24)),
    );
    wrong("K", Vpc::new().zones(0));
    assert!(vpc(&stack).subnet_group("Tata").is_empty());
    insta::assert_snapshot!(mistakes(&app));
}

#[test]
fn given_cidrs_are_kept_and_others_go_around_them() {
    let (app, stack) = stack();
    let vpc = Vpc::new()
        .cidr("10.0.0.0/22")
        .subnet_group(SubnetGroup::isolated("Rest"))
        .subnet_group(SubnetGroup::isolated("Sized").cidr_mask(25))
        .subnet_group(SubnetGroup::isolated("Given").cidrs(["10.0.0.0/25", "10.0.1.0/24"]));
    stack.add("Network", vpc);
    let cidrs = all(&template(&app, "S"), "AWS::EC2::Subnet", "CidrBlock");
    assert_eq!(
        cidrs,
        ["10.0.0.0/25", "10.0.1.0/24", "10.0.2.128/25", "10.0.3.0/25", "10.0.0.128/25", "10.0.2.0/25"]
    );
}

#[test]
fn an_existing_vpc_makes_nothing_and_gives_its_subnets() {
    let (app, stack) = stack();
    let subnets = ["subnet-0a", "subnet-0b"].map(|id| ExistingSubnet::new(given(id)));
    let vpc = stack.add(
        "Network",
        Vpc::existing(given("vpc-1"))
            .cidr("10.1.0.0/16")
            .subnet_group(SubnetGroup::isolated("Data"), subnets),
    );
    let ids: Vec<String> =
        vpc.subnet_group("Data").ids().iter().map(|id| id.json().as_str().unwrap().to_owned()).collect();
    assert_eq!(ids, ["subnet-0a", "subnet-0b"]);
    assert_eq!(template(&app, "S"), json!({}));
}

#[test]
fn a_vpc_is_looked_up_once_and_then_read_from_the_context() {
    let environment = || Environment::new("123456789012", "eu-west-1");
    let app = App::new();
    let stack = app.stack("S", environment());
    let draft = stack.add("Network", Vpc::looked_up(VpcFilter::named("main")));
    assert_eq!(draft.subnet_group("App").ids().len(), 2);
    let missing = app.synth().unwrap().missing;
    assert_eq!(missing.len(), 1);
    assert_eq!(missing[0].provider, "vpc-provider");
    assert_eq!(
        missing[0].key,
        "vpc-provider:account=123456789012:filter.tag:Name=main:region=eu-west-1:returnAsymmetricSubnets=true"
    );
    assert_eq!(missing[0].props["filter"], json!({"tag:Name": "main"}));

    let answer = json!({
        "vpcId": "vpc-9", "vpcCidrBlock": "10.9.0.0/16",
        "subnetGroups": [{"name": "App", "type": "Private", "subnets": [
            {"subnetId": "subnet-9", "availabilityZone": "eu-west-1a", "routeTableId": "rtb-9"}
        ]}],
    });
    let app = App::with_context(Context::new([(missing[0].key.clone(), answer)]));
    let stack = app.stack("S", environment());
    let vpc = stack.add("Network", Vpc::looked_up(VpcFilter::named("main")));
    assert_eq!(vpc.vpc_id().json().as_str(), Some("vpc-9"));
    assert_eq!(vpc.private_subnets().ids()[0].json().as_str(), Some("subnet-9"));
    assert_eq!(vpc.subnet_group("App").route_tables()[0].json().as_str(), Some("rtb-9"));
    assert_eq!(app.synth().unwrap().missing, []);
}

#[test]
fn endpoints_and_flow_logs_are_for_all_of_the_vpc() {
    let (app, stack) = stack();
    let vpc = stack.add(
        "Network",
        Vpc::new()
            .subnet_group(SubnetGroup::isolated("Data").cidr_mask(24))
            .gateway_endpoint(GatewayService::S3)
            .flow_logs(FlowLogs::rejected().retention_days(14)),
    );
    vpc.add_interface_endpoint("Secrets", InterfaceEndpoint::to("secretsmanager"));
    let mut template = template(&app, "S");
    let resources = template["Resources"].as_object_mut().unwrap();
    resources.retain(|id, _| !id.contains("DataSubnet"));
    insta::assert_json_snapshot!(resources);
}

#[test]
fn a_gateway_endpoint_lets_through_what_its_policy_says() {
    let (app, stack) = stack();
    let pictures = PolicyStatement::allow(["s3:GetObject"]).on(["arn:aws:s3:::pictures/*"]);
    let policy = PolicyDocument::new().with(pictures.by(Principal::anyone()));
    let endpoint = GatewayEndpoint::to(GatewayService::S3).policy(policy);
    stack.add("Network", Vpc::new().gateway_endpoint(endpoint));
    let template = template(&app, "S");
    let endpoint = &only(&template, "AWS::EC2::VPCEndpoint")["Properties"];
    assert_eq!(endpoint["PolicyDocument"]["Statement"][0]["Resource"], "arn:aws:s3:::pictures/*");
}

#[test]
fn an_endpoint_or_listener_that_nobody_may_call_is_warned_of() {
    let (app, stack) = stack();
    let zones = [ExistingSubnet::new(given("subnet-0a")), ExistingSubnet::new(given("subnet-0b"))];
    let vpc =
        Vpc::existing(given("vpc-0a1b2c3d")).subnet_group(SubnetGroup::private_with_egress("App"), zones);
    let vpc = stack.add("Network", vpc);
    vpc.add_interface_endpoint("Secrets", InterfaceEndpoint::to("secretsmanager"));
    vpc.add_interface_endpoint("Logs", InterfaceEndpoint::to("logs").closed());
    let balancer = stack.add("Balancer", LoadBalancer::internal(&vpc));
    balancer.add_listener("Http", Listener::http(Action::respond(404, "no")));
    balancer.add_listener("Other", Listener::http(Action::respond(404, "no")).port(8080).closed());
    let synthesis = app.synth().unwrap();
    let warned: Vec<&String> = synthesis.root.stacks["S"].annotations.keys().collect();
    assert_eq!(warned, ["S/Balancer/Http", "S/Network/Secrets"]);
}
