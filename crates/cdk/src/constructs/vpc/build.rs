//! The resources of a VPC.

use cdk_aws::{Resource, Tag, ec2, kinds};
use cdk_core::{Element, Scope, Val, intrinsic};

use super::handle::SubnetGroupHandle;
use super::{Nat, SubnetGroup, SubnetHandle, SubnetType, Subnets, Vpc, VpcHandle, Zones, plan};

pub(super) fn build(vpc: Vpc, scope: &Scope) -> VpcHandle {
    scope.tag("Name", scope.path());
    let zones = match vpc.zones {
        Zones::Count(count) => scope.stack().availability_zones(count),
        Zones::Named(names) => names,
    };
    check(scope, &zones, &vpc.subnet_groups);
    let cidrs = cidrs(scope, &vpc.cidr, zones.len(), &vpc.subnet_groups);
    let resource = scope.add(
        "Resource",
        ec2::Vpc::new()
            .cidr_block(&vpc.cidr)
            .enable_dns_hostnames(true)
            .enable_dns_support(true)
            .instance_tenancy(ec2::vpc::InstanceTenancy::Default),
    );
    let internet = vpc
        .subnet_groups
        .iter()
        .any(|group| group.subnet_type == SubnetType::Public)
        .then(|| Internet::open(scope, &resource));
    let mut groups: Vec<SubnetGroupHandle> = Vec::new();
    for (group, cidrs) in vpc.subnet_groups.iter().zip(cidrs) {
        let subnets = zones.iter().zip(cidrs).enumerate().map(|(index, (zone, cidr))| {
            let id = format!("{}Subnet{}", group.name, index + 1);
            let internet = internet.as_ref().filter(|_| group.subnet_type == SubnetType::Public);
            subnet(&scope.child(&id), &resource, group, (zone, cidr), internet)
        });
        let subnets = Subnets(subnets.collect());
        groups.push(SubnetGroupHandle { name: group.name.clone(), subnet_type: group.subnet_type, subnets });
    }
    give_egress(scope, vpc.nat, &mut groups);
    let handle = VpcHandle {
        scope: scope.clone(),
        vpc_id: resource.vpc_id(),
        cidr: Some(resource.cidr_block()),
        subnet_groups: groups,
        draft: false,
        existing: false,
    };
    for endpoint in vpc.gateway_endpoints {
        handle.add_gateway_endpoint(endpoint);
    }
    if let Some(flow_logs) = vpc.flow_logs {
        flow_logs.declare(&scope.child("FlowLog"), &handle.vpc_id);
    }
    handle
}

fn check(scope: &Scope, zones: &[Val<String>], groups: &[SubnetGroup]) {
    if zones.is_empty() {
        scope.fail("a VPC needs at least one zone");
    }
    for (index, group) in groups.iter().enumerate() {
        if group.name.is_empty() || !group.name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            scope.fail(format!("`{}` is not a name for a subnet group: letters and digits", group.name));
        }
        if groups.iter().take(index).any(|other| other.name == group.name) {
            scope.fail(format!("there are two subnet groups named `{}`", group.name));
        }
    }
}

/// The CIDR blocks of each group. They are computed here where the VPC's is known; else CloudFormation cuts it.
fn cidrs(scope: &Scope, vpc: &Val<String>, zones: usize, groups: &[SubnetGroup]) -> Vec<Vec<Val<String>>> {
    if let Some(cidr) = vpc.json().as_str() {
        return match plan::plan(cidr, zones, groups) {
            Ok(planned) => planned
                .iter()
                .map(|cidrs| cidrs.iter().map(|cidr| Val::of(cidr.to_string().into())).collect())
                .collect(),
            Err(error) => {
                scope.fail(error.to_string());
                vec![vec![vpc.clone(); zones]; groups.len()]
            }
        };
    }
    let masks: Vec<Option<u8>> = groups.iter().map(|group| group.cidr_mask).collect();
    let cidr_mask = masks.first().copied().flatten().unwrap_or(24);
    if groups.iter().any(|group| !group.cidrs.is_empty())
        || masks.iter().any(|other| other.unwrap_or(24) != cidr_mask)
    {
        scope.fail("where the VPC's CIDR block is known at deployment only, all subnet groups must have the same mask and no CIDR blocks");
    }
    let count = u32::try_from(zones * groups.len()).unwrap_or(u32::MAX);
    let all = intrinsic::cidr(vpc, count, 32_u32.saturating_sub(cidr_mask.into()));
    let cidr = |group: usize, zone: usize| all.select(group * zones + zone);
    (0..groups.len()).map(|group| (0..zones).map(|zone| cidr(group, zone)).collect()).collect()
}

struct Internet {
    gateway: Val<kinds::ec2::InternetGatewayId>,
    attachment: Element,
}

impl Internet {
    fn open(scope: &Scope, resource: &Resource<ec2::Vpc>) -> Self {
        let gateway = scope.add("IGW", ec2::InternetGateway::new()).internet_gateway_id();
        let attachment =
            ec2::VpcGatewayAttachment::new().vpc_id(resource.vpc_id()).internet_gateway_id(&gateway);
        let attachment = Element::clone(&scope.add("VPCGW", attachment));
        Self { gateway, attachment }
    }
}

fn subnet(
    scope: &Scope,
    resource: &Resource<ec2::Vpc>,
    group: &SubnetGroup,
    (zone, cidr): (&Val<String>, Val<String>),
    internet: Option<&Internet>,
) -> SubnetHandle {
    scope.tag("Name", scope.path());
    let subnet = ec2::Subnet::new()
        .vpc_id(resource.vpc_id())
        .availability_zone(zone)
        .cidr_block(cidr)
        .map_public_ip_on_launch(group.public_addresses)
        .tags([
            Tag::new().key("aws-cdk:subnet-name").value(&group.name),
            Tag::new().key("aws-cdk:subnet-type").value(group.subnet_type.tag()),
        ]);
    let id = scope.add("Subnet", subnet).subnet_id();
    let table = scope.add("RouteTable", ec2::RouteTable::new().vpc_id(resource.vpc_id())).route_table_id();
    let association = ec2::SubnetRouteTableAssociation::new().route_table_id(&table).subnet_id(&id);
    let mut ways = vec![Scope::clone(&scope.add("RouteTableAssociation", association))];
    if let Some(internet) = internet {
        let route = ec2::Route::new()
            .route_table_id(&table)
            .destination_cidr_block("0.0.0.0/0")
            .gateway_id(&internet.gateway);
        let route = scope.add("DefaultRoute", route);
        route.depends_on(&internet.attachment);
        ways.push(Scope::clone(&route));
    }
    SubnetHandle { id, zone: Some(zone.clone()), route_table: Some(table), scope: scope.clone(), ways }
}

/// NAT gateways in the first public subnet group, and default routes to them from private subnet groups.
fn give_egress(scope: &Scope, nat: Nat, groups: &mut [SubnetGroupHandle]) {
    let wanting = |group: &SubnetGroupHandle| group.subnet_type == SubnetType::PrivateWithEgress;
    let Some(name) = groups.iter().find(|group| wanting(group)).map(|group| group.name.clone()) else {
        return;
    };
    if nat == Nat::None {
        return;
    }
    let Some(public) = groups.iter().find(|group| group.subnet_type == SubnetType::Public) else {
        return scope.fail(format!(
            "the subnet group `{name}` has egress through NAT gateways, which stand in a public subnet group, and there is none"
        ));
    };
    let count = if nat == Nat::Single { 1 } else { public.subnets.len() };
    let gateways: Vec<_> = public.subnets.iter().take(count).map(nat_gateway).collect();
    for group in groups.iter_mut().filter(|group| wanting(group)) {
        for (subnet, gateway) in group.subnets.0.iter_mut().zip(gateways.iter().cycle()) {
            let Some(table) = subnet.route_table() else { continue };
            let route = ec2::Route::new()
                .route_table_id(table)
                .destination_cidr_block("0.0.0.0/0")
                .nat_gateway_id(gateway);
            subnet.ways.push(Scope::clone(&subnet.scope.add("DefaultRoute", route)));
        }
    }
}

fn nat_gateway(subnet: &SubnetHandle) -> Val<kinds::ec2::NatGatewayId> {
    let address = subnet.scope.add("EIP", ec2::Eip::new().domain(ec2::eip::Domain::Vpc));
    let gateway = ec2::NatGateway::new().allocation_id(address.allocation_id()).subnet_id(subnet.id());
    let gateway = subnet.scope.add("NATGateway", gateway);
    subnet.ways.iter().for_each(|way| gateway.depends_on(way));
    gateway.nat_gateway_id()
}
