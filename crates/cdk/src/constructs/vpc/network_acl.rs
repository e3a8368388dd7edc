use cdk_aws::ec2::network_acl_entry::{Icmp, PortRange, RuleAction};
use cdk_aws::{Resource, ec2, kinds};
use cdk_core::{Construct, IntoVal, Scope, Val};

use super::{Subnets, VpcHandle};
use crate::constructs::Port;

/// A network ACL: the traffic that may enter and leave some subnets. It keeps no state, so answers need rules of their own. What no rule
/// allows is denied.
///
/// Makes: `AWS::EC2::NetworkAcl`, an `AWS::EC2::NetworkAclEntry` for each rule, and an `AWS::EC2::SubnetNetworkAclAssociation` for
/// each subnet.
///
/// ```
/// use cdk::constructs::{AclRule, NetworkAcl, Port, Vpc};
/// # let app = cdk::App::new();
/// # let stack = app.stack("S", cdk::Environment::agnostic());
/// # let vpc = stack.add("Vpc", Vpc::new());
/// let acl = NetworkAcl::new(&vpc, &vpc.public_subnets())
///     .inbound(AclRule::allow(100, "0.0.0.0/0", Port::tcp(443)))
///     .outbound(AclRule::allow(100, "0.0.0.0/0", Port::tcp_range(1024, 65535)));
/// stack.add("Acl", acl);
/// ```
#[must_use = "nothing is made of it before it is added to something"]
pub struct NetworkAcl {
    vpc_id: Val<kinds::ec2::VpcId>,
    subnets: Subnets,
    inbound: Vec<AclRule>,
    outbound: Vec<AclRule>,
}

/// A rule of a [`NetworkAcl`]. Of several that fit, the one with the lowest number decides.
#[derive(Clone, Debug)]
#[must_use = "it is part of a network ACL"]
pub struct AclRule {
    number: u16,
    action: RuleAction,
    cidr: Val<String>,
    port: Port,
}

impl AclRule {
    /// Allows traffic from or to an IPv4 CIDR block. The port is that of the receiver. Numbers are 1 to 32,766.
    pub fn allow(number: u16, cidr: impl IntoVal<String>, port: Port) -> Self {
        Self { number, action: RuleAction::Allow, cidr: cidr.into_val(), port }
    }

    /// Denies it, whatever rules of higher numbers say.
    pub fn deny(number: u16, cidr: impl IntoVal<String>, port: Port) -> Self {
        Self { action: RuleAction::Deny, ..Self::allow(number, cidr, port) }
    }

    fn declare(self, scope: &Scope, acl: &Resource<ec2::NetworkAcl>, is_outbound: bool) {
        let way = if is_outbound { "Outbound" } else { "Inbound" };
        let scope = scope.child(format!("{way}{}", self.number));
        if !(1..=32766).contains(&self.number) {
            scope.fail(format!("the number of a rule is 1 to 32,766, and {} is not", self.number));
        }
        let mut entry = ec2::NetworkAclEntry::new()
            .network_acl_id(acl.network_acl_id())
            .protocol(self.port.protocol_number())
            .rule_action(self.action)
            .rule_number(self.number)
            .cidr_block(self.cidr)
            .egress(is_outbound);
        match (self.port.is_icmp(), self.port.range()) {
            (true, Some((kind, code))) => entry = entry.icmp(Icmp::new().type_(kind).code(code)),
            (false, Some((from, to))) => entry = entry.port_range(PortRange::new().from(from).to(to)),
            (_, None) => {}
        }
        scope.add("Resource", entry);
    }
}

impl NetworkAcl {
    pub fn new(vpc: &VpcHandle, subnets: &Subnets) -> Self {
        Self { vpc_id: vpc.vpc_id(), subnets: subnets.clone(), inbound: Vec::new(), outbound: Vec::new() }
    }

    /// A rule for traffic that enters the subnets.
    pub fn inbound(mut self, rule: AclRule) -> Self {
        self.inbound.push(rule);
        self
    }

    /// A rule for traffic that leaves the subnets.
    pub fn outbound(mut self, rule: AclRule) -> Self {
        self.outbound.push(rule);
        self
    }
}

impl Construct for NetworkAcl {
    type Output = Resource<ec2::NetworkAcl>;

    fn create(self, scope: &Scope) -> Self::Output {
        scope.tag("Name", scope.path());
        let acl = scope.add("Resource", ec2::NetworkAcl::new().vpc_id(self.vpc_id));
        self.inbound.into_iter().for_each(|rule| rule.declare(scope, &acl, false));
        self.outbound.into_iter().for_each(|rule| rule.declare(scope, &acl, true));
        for (index, subnet) in self.subnets.iter().enumerate() {
            let association = ec2::SubnetNetworkAclAssociation::new()
                .network_acl_id(acl.network_acl_id())
                .subnet_id(subnet.id());
            scope.add(format!("Subnet{}", index + 1), association);
        }
        acl
    }
}
