use std::collections::BTreeMap;

use cdk_aws::{ec2, kinds};
use cdk_core::{Element, Json, Properties, ResourceInfo, ResourceType, Scope, Val, json};

use super::peer::{Addresses, End, plain};
use super::{Peer, Port};
use crate::constructs::fingerprint::fingerprint;
use crate::constructs::name::digest;

/// Handle on a security group.
#[derive(Clone, Debug)]
pub struct SecurityGroupHandle {
    scope: Scope,
    id: Val<kinds::ec2::SecurityGroupId>,
    /// The group, if it is of this app.
    element: Option<Element>,
    open_egress: bool,
}

/// The direction of a rule.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    In = 0,
    Out = 1,
}

impl Way {
    const fn property(self) -> &'static str {
        match self {
            Self::In => "SecurityGroupIngress",
            Self::Out => "SecurityGroupEgress",
        }
    }

    const fn info(self) -> &'static ResourceInfo {
        match self {
            Self::In => ec2::SecurityGroupIngress::INFO,
            Self::Out => ec2::SecurityGroupEgress::INFO,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::In => "from",
            Self::Out => "to",
        }
    }
}

/// The rule that allows all egress.
pub(super) fn open() -> Json {
    json!({"CidrIp": "0.0.0.0/0", "Description": "Allow all outbound traffic", "IpProtocol": "-1"})
}

/// A rule that matches nothing. A group without any rule would get one that lets everything out.
pub(super) fn closed() -> Json {
    json!({
        "CidrIp": "255.255.255.255/32", "Description": "Disallow all traffic",
        "IpProtocol": "icmp", "FromPort": 252, "ToPort": 86
    })
}

impl SecurityGroupHandle {
    pub(super) fn new(
        scope: &Scope,
        id: Val<kinds::ec2::SecurityGroupId>,
        element: Option<&Element>,
        open_egress: bool,
    ) -> Self {
        Self { scope: scope.clone(), id, element: element.cloned(), open_egress }
    }

    #[must_use]
    pub fn id(&self) -> Val<kinds::ec2::SecurityGroupId> {
        self.id.clone()
    }

    /// The place of the construct.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    pub(super) fn let_in(&self, peer: Peer, port: Port) {
        match peer.end {
            End::Group(caller) => {
                connect(&caller, self, last(&caller, self), port, peer.description.as_deref());
            }
            End::Addresses(addresses) => self.rule(Way::In, &addresses, port, peer.description),
        }
    }

    pub(super) fn let_out(&self, peer: Peer, port: Port) {
        match peer.end {
            End::Group(called) => {
                connect(self, &called, last(self, &called), port, peer.description.as_deref());
            }
            End::Addresses(_) if self.open_egress => {}
            End::Addresses(addresses) => self.rule(Way::Out, &addresses, port, peer.description),
        }
    }

    /// Lets another group connect, by rules in that group's stack, which depends on this one anyway.
    pub(in crate::constructs) fn let_in_from_here(&self, caller: &Self, port: Port) {
        connect(caller, self, self, port, None);
    }

    /// A rule about addresses: in the group itself, or apart where that is not ours.
    fn rule(&self, way: Way, addresses: &Addresses, port: Port, description: Option<String>) {
        let of = addresses.value.as_str().unwrap_or("addresses").to_owned();
        let description = description.unwrap_or_else(|| format!("{} {of}:{port}", way.word()));
        let mut rule: Vec<(&'static str, Json)> = port.properties().collect();
        rule.push((addresses.property[way as usize], addresses.value.clone()));
        rule.push(("Description", plain(&description).into()));
        if let Some(element) = &self.element {
            let rule = Json::object(rule);
            return element.change(way.property(), |rules| {
                let mut known: Vec<Json> = rules.as_list().unwrap_or_default().to_vec();
                known.retain(|known| *known != closed());
                if !known.iter().any(|known| says(known) == says(&rule)) {
                    known.push(rule);
                }
                *rules = Json::List(known);
            });
        }
        rule.push(("GroupId", self.id.json().clone()));
        let mut id = format!("{} {of}:{port}", way.word());
        if !addresses.value.is_literal() {
            let mut text = String::new();
            fingerprint(&self.scope, &addresses.value, &mut text);
            id = format!("{id} {}", &digest(text.as_bytes())[..8]);
        }
        declare(&self.scope, &id, way, rule);
    }

    /// Its name in the ids and descriptions of rules in `stack`.
    fn name_in(&self, stack: &Scope) -> String {
        let path = self.scope.path();
        let short = path.strip_prefix(&format!("{}/", stack.path())).map(str::to_owned);
        short.unwrap_or_else(|| path.split('/').collect::<Vec<_>>().join(""))
    }

    fn in_stack_of(&self, other: &Self) -> bool {
        self.scope.stack().node() == other.scope.stack().node()
    }
}

/// The group that was declared last: its stack is the one that may need the other.
fn last<'a>(one: &'a SecurityGroupHandle, other: &'a SecurityGroupHandle) -> &'a SecurityGroupHandle {
    if one.scope.node() > other.scope.node() { one } else { other }
}

/// Lets the members of one group call those of another. Between stacks, both rules stand with one of the groups.
fn connect(
    caller: &SecurityGroupHandle,
    called: &SecurityGroupHandle,
    home: &SecurityGroupHandle,
    port: Port,
    description: Option<&str>,
) {
    let near = caller.in_stack_of(called);
    let place = |own: &SecurityGroupHandle| if near { own.scope.clone() } else { home.scope.clone() };
    let rule = |way: Way, own: &SecurityGroupHandle, other: &SecurityGroupHandle, peer: &'static str| {
        let place = place(own);
        let stack = place.stack();
        let other_name = other.name_in(&stack);
        let mut id = format!("{} {}:{port}", way.word(), other_name.replace('/', ""));
        if place.node() != own.scope.node() {
            id = format!("{} {id}", own.name_in(&stack).replace('/', ""));
        }
        let text = description.map_or_else(|| format!("{} {other_name}:{port}", way.word()), str::to_owned);
        let mut properties: Vec<(&'static str, Json)> = port.properties().collect();
        properties.push(("GroupId", own.id.json().clone()));
        properties.push((peer, other.id.json().clone()));
        properties.push(("Description", plain(&text).into()));
        declare(&place, &id, way, properties);
    };
    rule(Way::In, called, caller, "SourceSecurityGroupId");
    if !caller.open_egress {
        rule(Way::Out, caller, called, "DestinationSecurityGroupId");
    }
}

/// A rule without its description: EC2 refuses two rules that differ in that only.
fn says(rule: &Json) -> Option<BTreeMap<&str, &Json>> {
    let Json::Object(entries) = rule else { return None };
    let entries = entries.iter().map(|(name, value)| (&**name, value));
    Some(entries.filter(|(name, _)| *name != "Description").collect())
}

/// Declares a rule, once.
fn declare(place: &Scope, id: &str, way: Way, properties: Vec<(&'static str, Json)>) {
    if place.find(id).is_some() {
        return;
    }
    let mut rule = Properties::new();
    properties.into_iter().for_each(|(name, value)| rule.set(name, value));
    Element::declare(&place.child(id), way.info(), rule);
}
