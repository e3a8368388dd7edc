//! A model of the network that a set of templates makes: what stands where, and whose packets pass.

use std::collections::{BTreeMap, BTreeSet};

use ipnet::Ipv4Net;
use serde_json::Value;

use super::templates::Templates;
use crate::harness::list;

pub(super) const INTERNET: &str = "Internet";

/// A range of ports.
pub(super) type Ports = (u64, u64);

const ALL_PORTS: Ports = (0, 65535);
/// A port of those that answers go to.
const EPHEMERAL: u64 = 50_000;

/// What stands in the network.
pub(super) struct Node {
    pub(super) name: String,
    pub(super) groups: BTreeSet<String>,
    pub(super) subnets: BTreeSet<String>,
    pub(super) has_public_address: bool,
}

/// The other side of a rule of a security group.
#[derive(PartialEq, Eq)]
pub(super) enum Peer {
    Group(String),
    Addresses(Ipv4Net),
    /// Addresses of version 6 and prefix lists, which no template has to use.
    Unknown,
}

pub(super) struct GroupRule {
    pub(super) group: String,
    pub(super) is_outbound: bool,
    pub(super) peer: Peer,
    pub(super) ports: Ports,
}

struct AclRule {
    number: u64,
    is_outbound: bool,
    allows: bool,
    addresses: Ipv4Net,
    ports: Ports,
}

pub(super) struct Network {
    pub(super) nodes: Vec<Node>,
    pub(super) rules: Vec<GroupRule>,
    pub(super) addresses: Ipv4Net,
    subnets: BTreeMap<String, Ipv4Net>,
    /// The rules of each subnet's ACL; a subnet without an ACL of its own is open.
    acls: BTreeMap<String, Vec<AclRule>>,
    /// The subnets with a route to an Internet gateway, and those with one to a NAT gateway.
    pub(super) public: BTreeSet<String>,
    translated: BTreeSet<String>,
}

fn ports(of: &Value, from: &str, to: &str) -> Ports {
    match (of[from].as_u64(), of[to].as_u64()) {
        (Some(from), Some(to)) => (from, to),
        _ => ALL_PORTS,
    }
}

fn holds(ports: Ports, port: u64) -> bool {
    (ports.0..=ports.1).contains(&port)
}

fn overlap(one: &Ipv4Net, other: &Ipv4Net) -> bool {
    one.contains(other) || other.contains(one)
}

impl Network {
    pub(super) fn of(templates: &Templates) -> Self {
        let vpc = templates.of_type("AWS::EC2::VPC");
        let cidr = |of: &Value| of["CidrBlock"].as_str().unwrap().parse().unwrap();
        let subnets = templates.of_type("AWS::EC2::Subnet").into_iter();
        let (public, translated) = routes(templates);
        Self {
            nodes: templates.nodes(),
            rules: group_rules(templates),
            addresses: cidr(&vpc[0].properties),
            subnets: subnets.map(|it| (it.id(), cidr(&it.properties))).collect(),
            acls: acls(templates),
            public,
            translated,
        }
    }

    /// The ranges of ports within which all rules say the same.
    fn ranges(&self) -> Vec<Ports> {
        let of_acls = self.acls.values().flatten().map(|it| it.ports);
        let all = self.rules.iter().map(|it| it.ports).chain(of_acls);
        let mut begins: BTreeSet<u64> = all.flat_map(|it| [it.0, it.1 + 1]).chain([0]).collect();
        begins.retain(|it| *it <= ALL_PORTS.1);
        let ends = begins.iter().skip(1).map(|it| it - 1).chain([ALL_PORTS.1]);
        begins.iter().copied().zip(ends).collect()
    }

    /// Who reaches whom, at which ports.
    pub(super) fn reaches(&self) -> BTreeSet<(String, String, Ports)> {
        let mut found = BTreeSet::new();
        let each = || self.nodes.iter().map(Some).chain([None]);
        let name = |node: Option<&Node>| node.map_or(INTERNET, |it| &it.name).to_owned();
        for (from, to) in each().flat_map(|from| each().map(move |to| (from, to))) {
            let mut open: Option<Ports> = None;
            for range in self.ranges() {
                if self.passes(from, to, range.0) {
                    open = Some((open.map_or(range.0, |it| it.0), range.1));
                } else if let Some(open) = open.take() {
                    found.insert((name(from), name(to), open));
                }
            }
            found.extend(open.map(|it| (name(from), name(to), it)));
        }
        found
    }

    /// Whether `from` may connect to `to`; `None` is the Internet.
    fn passes(&self, from: Option<&Node>, to: Option<&Node>, port: u64) -> bool {
        let permitted = |node: Option<&Node>, peer: Option<&Node>, outbound: bool| {
            node.is_none_or(|node| self.groups_permit(node, peer, outbound, port))
        };
        permitted(from, to, true) && permitted(to, from, false) && self.has_way(from, to, port)
    }

    fn groups_permit(&self, node: &Node, peer: Option<&Node>, outbound: bool, port: u64) -> bool {
        let rules =
            self.rules.iter().filter(|it| it.is_outbound == outbound && node.groups.contains(&it.group));
        rules.filter(|it| holds(it.ports, port)).any(|it| match (&it.peer, peer) {
            (Peer::Group(group), Some(peer)) => peer.groups.contains(group),
            (Peer::Addresses(addresses), Some(peer)) => {
                peer.subnets.iter().any(|it| overlap(addresses, &self.subnets[it]))
            }
            (Peer::Addresses(addresses), None) => !self.addresses.contains(addresses),
            (Peer::Group(_), None) => false,
            (Peer::Unknown, _) => true,
        })
    }

    /// Whether routes and ACLs let packets and answers pass between any of the subnets.
    fn has_way(&self, from: Option<&Node>, to: Option<&Node>, port: u64) -> bool {
        let world: Ipv4Net = Ipv4Net::default();
        let both = |here: &str, there: Ipv4Net, out: bool| {
            let (ports_out, ports_in) = if out { (port, EPHEMERAL) } else { (EPHEMERAL, port) };
            self.acl_permits(here, true, &there, ports_out) && self.acl_permits(here, false, &there, ports_in)
        };
        match (from, to) {
            (None, None) => false,
            (None, Some(to)) => {
                let mut public = to.subnets.intersection(&self.public);
                to.has_public_address && public.any(|it| both(it, world, false))
            }
            (Some(from), None) => from.subnets.iter().any(|it| {
                let is_routed =
                    self.translated.contains(it) || from.has_public_address && self.public.contains(it);
                is_routed && both(it, world, true)
            }),
            (Some(from), Some(to)) => {
                let pairs = from.subnets.iter().flat_map(|here| to.subnets.iter().map(move |it| (here, it)));
                let mut pairs = pairs.filter(|_| !std::ptr::eq(from, to));
                pairs.any(|(here, there)| {
                    here == there
                        || both(here, self.subnets[there], true) && both(there, self.subnets[here], false)
                })
            }
        }
    }

    fn acl_permits(&self, subnet: &str, outbound: bool, peer: &Ipv4Net, port: u64) -> bool {
        let Some(rules) = self.acls.get(subnet) else { return true };
        let rules = rules.iter().filter(|it| it.is_outbound == outbound && holds(it.ports, port));
        // A refusal counts if it is of all of the peer's addresses, a permission if it is of any.
        let mut rules = rules.filter(|it| match it.allows {
            true => overlap(&it.addresses, peer),
            false => it.addresses.contains(peer),
        });
        rules.next().is_some_and(|it| it.allows)
    }
}

fn group_rules(templates: &Templates) -> Vec<GroupRule> {
    let mut rules = Vec::new();
    let mut add = |stack: &str, group: String, is_outbound: bool, rule: &Value| {
        if rule["IpProtocol"] == "icmp" {
            return;
        }
        let side = if is_outbound { "DestinationSecurityGroupId" } else { "SourceSecurityGroupId" };
        let peer = match rule["CidrIp"].as_str() {
            Some(addresses) => Peer::Addresses(addresses.parse().unwrap()),
            None if rule[side].is_null() => Peer::Unknown,
            None => Peer::Group(templates.id(stack, &rule[side])),
        };
        rules.push(GroupRule { group, is_outbound, peer, ports: ports(rule, "FromPort", "ToPort") });
    };
    let sides = [("SecurityGroupIngress", false), ("SecurityGroupEgress", true)];
    for group in templates.of_type("AWS::EC2::SecurityGroup") {
        for (side, is_outbound) in sides {
            for rule in list(&group.properties[side]).into_iter().filter(|it| !it.is_null()) {
                add(&group.stack, group.id(), is_outbound, rule);
            }
        }
    }
    for (side, is_outbound) in sides {
        for rule in templates.of_type(&format!("AWS::EC2::{side}")) {
            let group = templates.id(&rule.stack, &rule.properties["GroupId"]);
            add(&rule.stack, group, is_outbound, &rule.properties);
        }
    }
    rules
}

fn acls(templates: &Templates) -> BTreeMap<String, Vec<AclRule>> {
    let entries = templates.of_type("AWS::EC2::NetworkAclEntry");
    let associations = templates.of_type("AWS::EC2::SubnetNetworkAclAssociation").into_iter();
    let of_acl = |acl: &str| {
        let of_acl =
            entries.iter().filter(|it| templates.id(&it.stack, &it.properties["NetworkAclId"]) == acl);
        let mut rules: Vec<AclRule> = of_acl
            .map(|it| &it.properties)
            .map(|it| AclRule {
                number: it["RuleNumber"].as_u64().unwrap(),
                is_outbound: it["Egress"] == true,
                allows: it["RuleAction"] == "allow",
                addresses: it["CidrBlock"].as_str().unwrap().parse().unwrap(),
                ports: ports(&it["PortRange"], "From", "To"),
            })
            .collect();
        rules.sort_by_key(|it| it.number);
        rules
    };
    let pairs = associations.map(|it| {
        let id = |property: &str| templates.id(&it.stack, &it.properties[property]);
        (id("SubnetId"), of_acl(&id("NetworkAclId")))
    });
    pairs.collect()
}

/// The subnets with a route to an Internet gateway, and those with one to a NAT gateway.
fn routes(templates: &Templates) -> (BTreeSet<String>, BTreeSet<String>) {
    let routes = templates.of_type("AWS::EC2::Route");
    let associations = templates.of_type("AWS::EC2::SubnetRouteTableAssociation");
    let through = |gateway: &str| {
        let tables: BTreeSet<String> = routes
            .iter()
            .filter(|it| !it.properties[gateway].is_null())
            .map(|it| templates.id(&it.stack, &it.properties["RouteTableId"]))
            .collect();
        let subnets = associations
            .iter()
            .filter(|it| tables.contains(&templates.id(&it.stack, &it.properties["RouteTableId"])));
        subnets.map(|it| templates.id(&it.stack, &it.properties["SubnetId"])).collect()
    };
    (through("GatewayId"), through("NatGatewayId"))
}
