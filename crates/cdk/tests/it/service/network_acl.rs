use cdk::constructs::{AclRule, NetworkAcl, Port};
use serde_json::{Value, json};

use super::{all, mistakes, of_type, stack, template, vpc};

#[test]
fn an_acl_has_its_rules_and_the_subnets_that_it_is_for() {
    let (app, stack) = stack();
    let vpc = vpc(&stack);
    let acl = NetworkAcl::new(&vpc, &vpc.public_subnets())
        .inbound(AclRule::allow(100, "0.0.0.0/0", Port::tcp(443)))
        .inbound(AclRule::deny(90, "192.0.2.0/24", Port::all_traffic()))
        .inbound(AclRule::allow(110, "10.0.0.0/16", Port::icmp_ping()))
        .outbound(AclRule::allow(100, "0.0.0.0/0", Port::tcp_range(1024, 65535)));
    stack.add("Acl", acl);
    let template = template(&app, "S");
    let entries = of_type(&template, "AWS::EC2::NetworkAclEntry");
    let entry = |id: &str| {
        let (_, entry) = entries.iter().find(|(known, _)| known.starts_with(id)).unwrap();
        let mut entry = entry["Properties"].clone();
        entry.as_object_mut().unwrap().remove("NetworkAclId");
        entry
    };
    assert_eq!(
        entry("AclInbound100"),
        json!({
            "CidrBlock": "0.0.0.0/0", "Egress": false, "PortRange": {"From": 443, "To": 443},
            "Protocol": 6, "RuleAction": "allow", "RuleNumber": 100
        })
    );
    let denied = entry("AclInbound90");
    assert_eq!((&denied["RuleAction"], &denied["Protocol"]), (&json!("deny"), &json!(-1)));
    assert_eq!(denied["PortRange"], Value::Null);
    assert_eq!(entry("AclInbound110")["Icmp"], json!({"Type": 8, "Code": -1}));
    assert_eq!(entry("AclOutbound100")["Egress"], true);
    assert_eq!(all(&template, "AWS::EC2::SubnetNetworkAclAssociation", "SubnetId").len(), 2);
}

#[test]
fn two_rules_of_one_number_and_way_are_a_mistake() {
    let (app, stack) = stack();
    let vpc = vpc(&stack);
    let rule = || AclRule::allow(100, "0.0.0.0/0", Port::tcp(443));
    stack.add("Acl", NetworkAcl::new(&vpc, &vpc.public_subnets()).inbound(rule()).inbound(rule()));
    stack.add(
        "Other",
        NetworkAcl::new(&vpc, &vpc.private_subnets()).outbound(AclRule::allow(
            32767,
            "0.0.0.0/0",
            Port::all_traffic(),
        )),
    );
    let mistakes = mistakes(&app);
    assert!(mistakes.contains("Inbound100"), "{mistakes}");
    assert!(mistakes.contains("1 to 32,766, and 32767 is not"), "{mistakes}");
}
