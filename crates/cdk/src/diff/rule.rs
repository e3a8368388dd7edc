//! The rules of security groups.

use std::collections::BTreeSet;

use serde_json::Value;

use super::text::{Names, plain};

/// A rule of a security group that comes or goes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleChange {
    pub group: String,
    /// Whether traffic comes in by it, not goes out.
    pub inbound: bool,
    /// Such as `tcp 443`.
    pub ports: String,
    pub peer: String,
    pub added: bool,
}

impl RuleChange {
    /// Whether anybody on the internet may come in.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.inbound && ["0.0.0.0/0", "::/0"].contains(&self.peer.as_str())
    }
}

pub(super) fn changes(old: &Value, new: &Value, names: &Names) -> Vec<RuleChange> {
    let (old, new) = (rules(old, names, false), rules(new, names, true));
    let as_other = |rule: &RuleChange| RuleChange { added: !rule.added, ..rule.clone() };
    let gone = old.iter().filter(|rule| !new.contains(&as_other(rule)));
    let fresh = new.iter().filter(|rule| !old.contains(&as_other(rule)));
    let mut found: Vec<RuleChange> = gone.chain(fresh).cloned().collect();
    found.sort();
    found
}

fn rules(template: &Value, names: &Names, added: bool) -> BTreeSet<RuleChange> {
    let mut found = BTreeSet::new();
    for (id, declaration) in template["Resources"].as_object().into_iter().flatten() {
        let properties = &declaration["Properties"];
        let kind = declaration["Type"].as_str().unwrap_or_default();
        match kind {
            "AWS::EC2::SecurityGroup" => {
                let group = names.get(id).unwrap_or(id);
                for (name, inbound) in [("SecurityGroupIngress", true), ("SecurityGroupEgress", false)] {
                    let listed = properties[name].as_array();
                    found.extend(
                        listed.into_iter().flatten().map(|one| rule(group, inbound, one, names, added)),
                    );
                    if !inbound && listed.is_none() {
                        let (ports, peer) = ("all traffic".to_owned(), "0.0.0.0/0".to_owned());
                        found.insert(RuleChange { group: group.clone(), inbound, ports, peer, added });
                    }
                }
            }
            "AWS::EC2::SecurityGroupIngress" | "AWS::EC2::SecurityGroupEgress" => {
                let group = name(properties.get("GroupId").or(properties.get("GroupName")), names);
                found.insert(rule(&group, kind.ends_with("Ingress"), properties, names, added));
            }
            _ => {}
        }
    }
    found
}

fn rule(group: &str, inbound: bool, rule: &Value, names: &Names, added: bool) -> RuleChange {
    let peers = [
        "CidrIp",
        "CidrIpv6",
        "SourceSecurityGroupId",
        "DestinationSecurityGroupId",
        "SourcePrefixListId",
        "DestinationPrefixListId",
        "SourceSecurityGroupName",
    ];
    let peer = name(peers.into_iter().find_map(|name| rule.get(name)), names);
    RuleChange { group: group.to_owned(), inbound, ports: ports(rule, names), peer, added }
}

fn ports(rule: &Value, names: &Names) -> String {
    let text = |name: &str| rule.get(name).map(|value| plain(value, names));
    let protocol = text("IpProtocol").unwrap_or_default();
    if protocol == "-1" {
        return "all traffic".to_owned();
    }
    match (text("FromPort"), text("ToPort")) {
        (Some(from), Some(to)) if from != to => format!("{protocol} {from}-{to}"),
        (Some(from), _) if from != "-1" => format!("{protocol} {from}"),
        _ => format!("{protocol} all"),
    }
}

fn name(value: Option<&Value>, names: &Names) -> String {
    let text = value.map(|value| plain(value, names)).unwrap_or_default();
    let inner = text
        .strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'))
        .filter(|inner| !inner.contains(['$', '{']));
    inner.map_or(text.clone(), |inner| inner.strip_suffix(".GroupId").unwrap_or(inner).to_owned())
}
