//! VPCs, subnets, routes and who belongs to which network.

use std::collections::BTreeMap;

use ipnet::Ipv4Net;
use serde_json::Value;

use super::model::{Model, Resource, whole};
use super::report::Report;
use super::rules;

const VPC: &str = "AWS::EC2::VPC";
const SUBNET: &str = "AWS::EC2::Subnet";
const ROUTE: &str = "AWS::EC2::Route";
const ATTACHMENT: &str = "AWS::EC2::VPCGatewayAttachment";
const ASSOCIATION: &str = "AWS::EC2::SubnetRouteTableAssociation";

pub(super) fn check(model: &Model<'_>, report: &mut Report) {
    blocks(model, report);
    routes(model, report);
    places(model, report);
    ports(model, report);
}

fn block(resource: Resource<'_>) -> Option<Ipv4Net> {
    resource.text("CidrBlock")?.parse().ok()
}

fn blocks(model: &Model<'_>, report: &mut Report) {
    for resource in model.of(VPC).chain(model.of(SUBNET)) {
        let Some(text) = resource.text("CidrBlock") else { continue };
        let fits = block(resource)
            .is_some_and(|block| (16..=28).contains(&block.prefix_len()) && block.trunc() == block);
        if !fits {
            let message =
                format!("`{text}` is no IP block between /16 and /28 that begins at its own boundary");
            report.add(rules::BLOCK_SIZE, resource, "CidrBlock", message);
        }
    }
    let subnets: Vec<_> = model
        .of(SUBNET)
        .filter_map(|subnet| Some((subnet, model.linked(subnet, "VpcId")?, block(subnet)?)))
        .collect();
    for (index, (subnet, vpc, own)) in subnets.iter().enumerate() {
        let mut of_vpc = vec![block(*vpc)];
        of_vpc.extend(
            model
                .of("AWS::EC2::VPCCidrBlock")
                .filter(|more| model.linked(*more, "VpcId").is_some_and(|other| other.is(vpc)))
                .map(block),
        );
        // A block that is not known may be the one.
        if of_vpc.iter().all(|block| block.is_some_and(|block| !block.contains(own))) {
            let message = format!(
                "`{own}` is outside the block of {}, `{}`",
                vpc.path,
                vpc.text("CidrBlock").unwrap_or_default()
            );
            report.add(rules::SUBNET_OUTSIDE, *subnet, "CidrBlock", message);
        }
        let overlapping = subnets.get(..index).into_iter().flatten().find(|(other, at, theirs)| {
            at.is(vpc)
                && (theirs.contains(own) || own.contains(theirs))
                && !other.is_conditional()
                && !subnet.is_conditional()
        });
        if let Some((other, _, theirs)) = overlapping {
            let message = format!("`{own}` overlaps `{theirs}` of {}", other.path);
            report.add(rules::SUBNET_OVERLAP, *subnet, "CidrBlock", message);
        }
    }
}

/// The resource type behind a property, if it is known.
fn leads_to<'a>(
    model: &Model<'a>,
    route: Resource<'a>,
    property: &str,
    type_name: &str,
) -> Option<Resource<'a>> {
    model.linked(route, property).filter(|target| target.type_name == type_name)
}

fn routes(model: &Model<'_>, report: &mut Report) {
    let mut seen: BTreeMap<_, &str> = BTreeMap::new();
    let mut tables: BTreeMap<_, &str> = BTreeMap::new();
    for route in model.of(ROUTE) {
        let table = model.linked(route, "RouteTableId");
        for property in ["DestinationCidrBlock", "DestinationIpv6CidrBlock"] {
            let (Some(table), Some(destination), false) =
                (table, route.text(property), route.is_conditional())
            else {
                continue;
            };
            if let Some(other) = seen.insert((table.key(), destination), route.path) {
                let message = format!("{other} leads from {} to `{destination}`, too", table.path);
                report.add(rules::ROUTE_TWICE, route, property, message);
            }
        }
        let Some(gateway) = leads_to(model, route, "GatewayId", "AWS::EC2::InternetGateway") else {
            continue;
        };
        let Some(vpc) = table.and_then(|table| model.linked(table, "VpcId")) else { continue };
        let attachment = model.of(ATTACHMENT).find(|attachment| {
            model.linked(*attachment, "InternetGatewayId").is_some_and(|other| other.is(&gateway))
                && model.linked(*attachment, "VpcId").is_some_and(|other| other.is(&vpc))
        });
        match attachment {
            None => {
                let message = format!("{} is not attached to {}", gateway.path, vpc.path);
                report.add(rules::NO_ATTACHMENT, route, "GatewayId", message);
            }
            Some(attachment) if route.key().0 == attachment.key().0 && !route.depends_on(&attachment) => {
                let message = format!("it may be made before {}", attachment.path);
                report.add(rules::BEFORE_ATTACHMENT, route, "GatewayId", message);
            }
            Some(_) => {}
        }
    }
    for association in model.of(ASSOCIATION).filter(|association| !association.is_conditional()) {
        let Some(subnet) = model.linked(association, "SubnetId") else { continue };
        if let Some(other) = tables.insert(subnet.key(), association.path) {
            let message = format!("{} is associated by {other}, too", subnet.path);
            report.add(rules::TWO_TABLES, association, "SubnetId", message);
        }
    }
    for nat in model.of("AWS::EC2::NatGateway") {
        if nat.text("ConnectivityType") == Some("private") {
            continue;
        }
        let Some(subnet) = model.linked(nat, "SubnetId").filter(|subnet| subnet.type_name == SUBNET) else {
            continue;
        };
        if is_known_private(model, subnet) {
            let message = format!("{} has no route to an internet gateway", subnet.path);
            report.add(rules::PRIVATE_NAT, nat, "SubnetId", message);
        }
    }
}

/// Whether the subnet's route table is declared here, and no route of it leads to a gateway, as far as is known.
fn is_known_private<'a>(model: &Model<'a>, subnet: Resource<'a>) -> bool {
    let association = model
        .of(ASSOCIATION)
        .find(|association| model.linked(*association, "SubnetId").is_some_and(|other| other.is(&subnet)));
    let Some(table) = association.and_then(|association| model.linked(association, "RouteTableId")) else {
        return false;
    };
    let mut routes = model
        .of(ROUTE)
        .filter(|route| model.linked(*route, "RouteTableId").is_some_and(|other| other.is(&table)));
    !routes.any(|route| {
        route.has("GatewayId")
            && model
                .linked(route, "GatewayId")
                .is_none_or(|gateway| gateway.type_name == "AWS::EC2::InternetGateway")
    })
}

/// Where subnets and security groups meet: type, subnets, security groups.
const PLACES: [(&str, &str, &str); 9] = [
    (
        "AWS::ECS::Service",
        "NetworkConfiguration.AwsvpcConfiguration.Subnets",
        "NetworkConfiguration.AwsvpcConfiguration.SecurityGroups",
    ),
    ("AWS::EC2::VPCEndpoint", "SubnetIds", "SecurityGroupIds"),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "Subnets", "SecurityGroups"),
    ("AWS::Lambda::Function", "VpcConfig.SubnetIds", "VpcConfig.SecurityGroupIds"),
    ("AWS::RDS::DBSubnetGroup", "SubnetIds", ""),
    ("AWS::RDS::DBProxy", "VpcSubnetIds", "VpcSecurityGroupIds"),
    ("AWS::ElastiCache::SubnetGroup", "SubnetIds", ""),
    ("AWS::AutoScaling::AutoScalingGroup", "VPCZoneIdentifier", ""),
    ("AWS::ApiGatewayV2::VpcLink", "SubnetIds", "SecurityGroupIds"),
];

fn places(model: &Model<'_>, report: &mut Report) {
    for (type_name, subnets, groups) in PLACES {
        for place in model.of(type_name) {
            let mut first: Option<(Resource<'_>, &str)> = None;
            for property in [subnets, groups].into_iter().filter(|property| !property.is_empty()) {
                for item in place.list(property) {
                    let member = model.target(place, item).map(|(member, _)| member);
                    let Some((member, vpc)) = member.and_then(|it| Some((it, model.linked(it, "VpcId")?)))
                    else {
                        continue;
                    };
                    match first {
                        None => first = Some((vpc, member.path)),
                        Some((known, other)) if !known.is(&vpc) => {
                            let message =
                                format!("{} is in {}, and {other} in {}", member.path, vpc.path, known.path);
                            report.add(rules::MIXED_VPCS, place, property, message);
                        }
                        Some(_) => {}
                    }
                }
            }
        }
    }
}

fn ports(model: &Model<'_>, report: &mut Report) {
    for (resource, property, rule) in ingress_and_egress(model) {
        let protocol = rule.get("IpProtocol").and_then(Value::as_str).unwrap_or_default();
        let (from, to) = (rule.get("FromPort").and_then(whole), rule.get("ToPort").and_then(whole));
        if let (Some(from), Some(to), "tcp" | "udp" | "6" | "17") = (from, to, protocol)
            && from > to
        {
            report.add(rules::PORT_RANGE, resource, &property, format!("port {from} is above port {to}"));
        }
    }
}

/// All rules of security groups: the resource, the path of the rule, and the rule. The path is empty for rules that are resources.
pub(super) fn ingress_and_egress<'a>(model: &Model<'a>) -> Vec<(Resource<'a>, String, &'a Value)> {
    let mut found = Vec::new();
    for group in model.of("AWS::EC2::SecurityGroup") {
        for property in ["SecurityGroupIngress", "SecurityGroupEgress"] {
            let rules = group.list(property).iter().enumerate();
            found.extend(rules.map(|(index, rule)| (group, format!("{property}.{index}"), rule)));
        }
    }
    for type_name in ["AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress"] {
        let rules = model.of(type_name);
        found.extend(
            rules.filter_map(|rule| Some((rule, String::new(), rule.declaration.get("Properties")?))),
        );
    }
    found
}
