use cdk::constructs::{AcceptedPeering, PeerGateway, TransitGateway, VpcAttachment};
use cdk::{App, Environment, given};
use serde_json::json;

use super::{mistakes, of_type, only, stack, template, vpc};

#[test]
fn attached_vpcs_find_each_other_and_say_what_they_send() {
    let (app, stack) = stack();
    let vpc = vpc(&stack);
    let hub = stack.add("Hub", TransitGateway::new().asn(64_600).description("all clinics"));
    let clinic = hub.attach("Clinic", VpcAttachment::of(&vpc, &vpc.subnet_group("App")));
    clinic.add_routes("ToLab", &vpc.subnet_group("App"), "10.1.0.0/16");
    let mut template = template(&app, "S");
    let routes = of_type(&template, "AWS::EC2::Route").into_iter().filter(|(id, _)| id.contains("ToLab"));
    assert_eq!(routes.count(), 2);
    template["Resources"]
        .as_object_mut()
        .unwrap()
        .retain(|id, _| id.starts_with("Hub") || id.contains("Subnet1ToLab"));
    insta::assert_json_snapshot!(template["Resources"]);
}

#[test]
fn a_gateway_and_a_vpc_of_different_stacks_make_no_circle() {
    for hub_first in [false, true] {
        let app = App::new();
        let (hub_id, net_id) = if hub_first { ("A", "B") } else { ("B", "A") };
        let (one, two) = (app.stack("A", Environment::agnostic()), app.stack("B", Environment::agnostic()));
        let (hubs, nets) = if hub_first { (&one, &two) } else { (&two, &one) };
        let vpc = vpc(nets);
        let hub = hubs.add("Hub", TransitGateway::new());
        let clinic = hub.attach("Clinic", VpcAttachment::of(&vpc, &vpc.private_subnets()));
        clinic.add_routes("ToLab", &vpc.private_subnets(), "10.1.0.0/16");
        let synthesis = app.synth().unwrap();
        let routes = of_type(&synthesis.root.stacks[hub_id].template, "AWS::EC2::Route");
        assert_eq!(routes.len(), 2);
        assert!(routes.values().all(|route| route["DependsOn"].is_array()));
        assert!(synthesis.root.stacks[net_id].depends_on.is_empty());
    }
}

#[test]
fn gateways_of_two_regions_are_peers() {
    let app = App::new();
    let stacks =
        ["eu-west-1", "us-east-1"].map(|region| app.stack(region, Environment::new("123456789012", region)));
    let [near, far] = &stacks;
    let other = far.add("Hub", TransitGateway::new().asn(64_601));
    let hub = near.add("Hub", TransitGateway::new());
    let peering = hub.peer("Far", PeerGateway::of(&other).accepted());
    peering.add_route("ToFar", "10.9.0.0/16");
    let back = far.add("Near", AcceptedPeering::of(&other, given("tgw-attach-1")));
    back.add_route("ToNear", "10.0.0.0/16");
    let synthesis = app.synth().unwrap();
    assert!(synthesis.root.stacks["eu-west-1"].annotations.is_empty());
    let far = &synthesis.root.stacks["us-east-1"].template;
    for type_name in ["AWS::EC2::TransitGatewayRouteTableAssociation", "AWS::EC2::TransitGatewayRoute"] {
        let properties = only(far, type_name)["Properties"].clone();
        assert_eq!(properties["TransitGatewayAttachmentId"], "tgw-attach-1");
    }
    let template = &synthesis.root.stacks["eu-west-1"].template;
    only(template, "AWS::EC2::TransitGatewayRouteTableAssociation");
    let attachment = only(template, "AWS::EC2::TransitGatewayPeeringAttachment");
    assert_eq!(attachment["Properties"]["PeerRegion"], "us-east-1");
    assert_eq!(attachment["Properties"]["PeerAccountId"], "123456789012");
    let route = only(template, "AWS::EC2::TransitGatewayRoute");
    assert_eq!(route["Properties"]["DestinationCidrBlock"], "10.9.0.0/16");
    assert_eq!(synthesis.root.stacks["eu-west-1"].depends_on.iter().collect::<Vec<_>>(), ["us-east-1"]);
}

#[test]
fn a_peer_that_has_not_accepted_takes_no_routes() {
    let (app, stack) = stack();
    let hub = stack.add("Hub", TransitGateway::new());
    let peer = PeerGateway::existing(given("tgw-1"), "123456789012", "us-east-1");
    let peering = hub.peer("There", peer);
    let asked = template(&app, "S");
    assert_eq!(of_type(&asked, "AWS::EC2::TransitGatewayRouteTableAssociation").len(), 0);
    peering.add_route("ToThere", "10.9.0.0/16");
    let synthesis = app.synth().unwrap();
    let said = &synthesis.root.stacks["S"].annotations["S/Hub/There"][0].message;
    assert!(said.contains("has not accepted"), "{said}");
}

#[test]
fn an_existing_peer_is_named_and_an_unknown_region_is_a_mistake() {
    let (app, stack) = stack();
    let hub = stack.add("Hub", TransitGateway::new());
    hub.peer("There", PeerGateway::existing(given("tgw-1"), "123456789012", "us-east-1"));
    let template = template(&app, "S");
    let attachment = only(&template, "AWS::EC2::TransitGatewayPeeringAttachment");
    assert_eq!(attachment["Properties"]["PeerTransitGatewayId"], json!("tgw-1"));

    hub.peer("Self", PeerGateway::of(&hub));
    stack.add("Public", TransitGateway::new().asn(7018));
    insta::assert_snapshot!(mistakes(&app));
}
