use cdk::constructs::{Connectable, Peer, Port, SecurityGroup};
use cdk::{App, Environment, Parameter, given};
use serde_json::json;

use super::{all, mistakes, of_type, only, stack, template, vpc};

const INGRESS: &str = "AWS::EC2::SecurityGroupIngress";
const EGRESS: &str = "AWS::EC2::SecurityGroupEgress";

#[test]
fn a_rule_between_groups_is_written_into_both_and_once() {
    let (app, stack) = stack();
    let vpc = vpc(&stack);
    let front = stack.add("Front", SecurityGroup::new(&vpc));
    let back = stack.add("Back", SecurityGroup::new(&vpc));
    back.allow_from(&front, Port::tcp(8080));
    back.allow_from(&front, Port::tcp(8080));
    front.allow_to(&back, Port::tcp(8080));
    let template = template(&app, "S");
    let ingress = only(&template, INGRESS);
    let egress = only(&template, EGRESS);
    let (front, back) = (json!({"Ref": "FrontE4F1A6D3"}), json!({"Ref": "Back"}));
    let id = |value: &serde_json::Value| value["Ref"].as_str().unwrap()[..4].to_owned();
    assert_eq!(id(&ingress["Properties"]["GroupId"]), id(&back));
    assert_eq!(id(&ingress["Properties"]["SourceSecurityGroupId"]), id(&front));
    assert_eq!(id(&egress["Properties"]["GroupId"]), id(&front));
    assert_eq!(id(&egress["Properties"]["DestinationSecurityGroupId"]), id(&back));
    assert_eq!(ingress["Properties"]["Description"], "from Front:8080");
    assert_eq!(ingress["Properties"]["FromPort"], 8080);
    assert_eq!(egress["Properties"]["ToPort"], 8080);
}

#[test]
fn a_group_with_open_egress_needs_no_rule_to_call() {
    let (app, stack) = stack();
    let vpc = vpc(&stack);
    let front = stack.add("Front", SecurityGroup::new(&vpc).open_egress());
    let back = stack.add("Back", SecurityGroup::new(&vpc));
    back.allow_from(&front, Port::tcp(8080));
    front.allow_to(Peer::ipv4("10.0.0.0/8"), Port::tcp(443));
    let template = template(&app, "S");
    assert_eq!(of_type(&template, INGRESS).len(), 1);
    assert_eq!(of_type(&template, EGRESS).len(), 0);
    let front =
        of_type(&template, "AWS::EC2::SecurityGroup").into_iter().find(|(id, _)| id.starts_with("Front"));
    assert_eq!(
        front.unwrap().1["Properties"]["SecurityGroupEgress"],
        json!([{"CidrIp": "0.0.0.0/0", "Description": "Allow all outbound traffic", "IpProtocol": "-1"}])
    );
}

#[test]
fn rules_about_addresses_stand_in_the_group_and_open_what_was_closed() {
    let (app, stack) = stack();
    let group = stack.add("Group", SecurityGroup::new(&vpc(&stack)).description("Who calls – what?"));
    group.allow_from(Peer::any_ipv4().described("anyone"), Port::tcp(443));
    group.allow_from(Peer::any_ipv6(), Port::tcp_range(8000, 8999));
    group.allow_from(Peer::any_ipv6(), Port::tcp_range(8000, 8999));
    group.allow_from(Peer::prefix_list(given("pl-1")), Port::all_traffic());
    group.allow_to(Peer::ipv4("10.0.0.0/8"), Port::udp(53));
    group.allow_to(Peer::ipv4("10.0.0.0/8"), Port::icmp_ping());
    insta::assert_json_snapshot!(only(&template(&app, "S"), "AWS::EC2::SecurityGroup"));
}

#[test]
fn rules_between_stacks_make_no_cycle() {
    for service_first in [false, true] {
        let app = App::new();
        let stacks = ["Base", "Data", "Service"].map(|id| app.stack(id, Environment::agnostic()));
        let [base, data, service] = &stacks;
        let vpc = vpc(base);
        let database = data.add("Database", SecurityGroup::new(&vpc));
        let caller = service.add("Caller", SecurityGroup::new(&vpc));
        // The service uses something of the data's stack, as services do.
        service.add("Uses", cdk::Output::new(database.id()));
        if service_first {
            caller.allow_to(&database, Port::tcp(3306));
        } else {
            database.allow_from(&caller, Port::tcp(3306));
        }
        let synthesis = app.synth().unwrap();
        let template = &synthesis.root.stacks["Service"].template;
        assert_eq!(of_type(template, INGRESS).len(), 1);
        assert_eq!(of_type(template, EGRESS).len(), 1);
        assert_eq!(of_type(&synthesis.root.stacks["Data"].template, INGRESS).len(), 0);
    }
}

#[test]
fn groups_may_call_each_other_and_themselves() {
    let (app, stack) = stack();
    let vpc = vpc(&stack);
    let one = stack.add("One", SecurityGroup::new(&vpc));
    let other = stack.add("Other", SecurityGroup::new(&vpc));
    one.allow_from(&other, Port::tcp(1));
    other.allow_from(&one, Port::tcp(1));
    one.allow_from(&one, Port::all_tcp());
    let template = template(&app, "S");
    assert_eq!(of_type(&template, INGRESS).len(), 3);
    assert_eq!(of_type(&template, EGRESS).len(), 3);
}

#[test]
fn an_existing_group_gets_rules_of_their_own() {
    let (app, stack) = stack();
    let group = stack.add("Group", SecurityGroup::existing(given("sg-1")));
    group.allow_from(Peer::ipv4("10.0.0.0/8"), Port::tcp(5432));
    let rule = only(&template(&app, "S"), INGRESS);
    assert_eq!(rule["Properties"]["GroupId"], "sg-1");
    assert_eq!(rule["Properties"]["CidrIp"], "10.0.0.0/8");
}

#[test]
fn addresses_that_deployments_tell_have_a_rule_each() {
    let (app, stack) = stack();
    let group = stack.add("Group", SecurityGroup::existing(given("sg-1")));
    for id in ["Office", "Home"] {
        let block = stack.add(id, Parameter::text());
        group.allow_from(Peer::ipv4(&block), Port::tcp(22));
        group.allow_from(Peer::ipv4(&block).described("again"), Port::tcp(22));
    }
    let blocks = all(&template(&app, "S"), INGRESS, "CidrIp");
    assert_eq!(blocks.len(), 2);
    assert!(["Office", "Home"].iter().all(|id| blocks.contains(&json!({"Ref": id}))));
}

#[test]
fn a_rule_that_differs_in_its_description_only_is_the_same() {
    let (app, stack) = stack();
    let vpc = vpc(&stack);
    let group = stack.add("Group", SecurityGroup::new(&vpc));
    group.allow_from(Peer::any_ipv4().described("one"), Port::tcp(443));
    group.allow_from(Peer::any_ipv4().described("other"), Port::tcp(443));
    let rules =
        only(&template(&app, "S"), "AWS::EC2::SecurityGroup")["Properties"]["SecurityGroupIngress"].clone();
    assert_eq!(rules.as_array().unwrap().len(), 1);
    assert_eq!(rules[0]["Description"], "one");
}

#[test]
fn a_service_that_does_not_listen_has_no_default_port() {
    let (app, stack) = stack();
    let vpc = vpc(&stack);
    let group = stack.add("Group", SecurityGroup::new(&vpc));
    group.allow_default_port_from(Peer::any_ipv4());
    assert_eq!(mistakes(&app), "S/Group: it has no default port; say which");
}
