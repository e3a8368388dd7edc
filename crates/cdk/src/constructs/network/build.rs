//! The resources of a network.

use cdk_aws::{Resource, Tag, ec2, kinds};
use cdk_core::{Element, Scope, Val, intrinsic};

use super::handle::TierHandle;
use super::{Nat, Network, NetworkHandle, Reach, SubnetHandle, Subnets, Tier, Zones, plan};

pub(super) fn build(network: Network, scope: &Scope) -> NetworkHandle {
    scope.tag("Name", scope.path());
    let zones = match network.zones {
        Zones::Count(count) => scope.stack().availability_zones(count),
        Zones::Named(names) => names,
    };
    check(scope, &zones, &network.tiers);
    let blocks = blocks(scope, &network.block, zones.len(), &network.tiers);
    let vpc = scope.add(
        "Resource",
        ec2::Vpc::new()
            .cidr_block(&network.block)
            .enable_dns_hostnames(true)
            .enable_dns_support(true)
            .instance_tenancy(ec2::vpc::InstanceTenancy::Default),
    );
    let internet =
        network.tiers.iter().any(|tier| tier.reach == Reach::Public).then(|| Internet::open(scope, &vpc));
    let mut tiers: Vec<TierHandle> = Vec::new();
    for (tier, blocks) in network.tiers.iter().zip(blocks) {
        let subnets = zones.iter().zip(blocks).enumerate().map(|(index, (zone, block))| {
            let id = format!("{}Subnet{}", tier.name, index + 1);
            let internet = internet.as_ref().filter(|_| tier.reach == Reach::Public);
            subnet(&scope.child(&id), &vpc, tier, (zone, block), internet)
        });
        let subnets = Subnets(subnets.collect());
        tiers.push(TierHandle { name: tier.name.clone(), reach: tier.reach, subnets });
    }
    give_egress(scope, network.nat, &mut tiers);
    let handle = NetworkHandle {
        scope: scope.clone(),
        vpc_id: vpc.vpc_id(),
        block: Some(vpc.cidr_block()),
        tiers,
        draft: false,
        existing: false,
    };
    for service in network.gateway_endpoints {
        handle.add_gateway_endpoint(service);
    }
    if let Some(flow_logs) = network.flow_logs {
        flow_logs.declare(&scope.child("FlowLog"), &handle.vpc_id);
    }
    handle
}

fn check(scope: &Scope, zones: &[Val<String>], tiers: &[Tier]) {
    if zones.is_empty() {
        scope.fail("a network needs at least one zone");
    }
    for (index, tier) in tiers.iter().enumerate() {
        if tier.name.is_empty() || !tier.name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            scope.fail(format!("`{}` is not a name for a tier: letters and digits", tier.name));
        }
        if tiers.iter().take(index).any(|other| other.name == tier.name) {
            scope.fail(format!("there are two tiers named `{}`", tier.name));
        }
    }
}

/// The blocks of each tier: ours to compute where the network's is known, else CloudFormation's.
fn blocks(scope: &Scope, network: &Val<String>, zones: usize, tiers: &[Tier]) -> Vec<Vec<Val<String>>> {
    if let Some(block) = network.json().as_str() {
        return match plan::plan(block, zones, tiers) {
            Ok(planned) => planned
                .iter()
                .map(|blocks| blocks.iter().map(|block| Val::of(block.to_string().into())).collect())
                .collect(),
            Err(error) => {
                scope.fail(error.to_string());
                vec![vec![network.clone(); zones]; tiers.len()]
            }
        };
    }
    let masks: Vec<Option<u8>> = tiers.iter().map(|tier| tier.mask).collect();
    let mask = masks.first().copied().flatten().unwrap_or(24);
    if tiers.iter().any(|tier| !tier.blocks.is_empty())
        || masks.iter().any(|other| other.unwrap_or(24) != mask)
    {
        scope.fail("where the network's block is known at deployment only, all tiers must have the same mask and no blocks");
    }
    let count = u32::try_from(zones * tiers.len()).unwrap_or(u32::MAX);
    let all = intrinsic::cidr(network, count, 32_u32.saturating_sub(mask.into()));
    let block = |tier: usize, zone: usize| all.select(tier * zones + zone);
    (0..tiers.len()).map(|tier| (0..zones).map(|zone| block(tier, zone)).collect()).collect()
}

struct Internet {
    gateway: Val<kinds::ec2::InternetGatewayId>,
    attachment: Element,
}

impl Internet {
    fn open(scope: &Scope, vpc: &Resource<ec2::Vpc>) -> Self {
        let gateway = scope.add("IGW", ec2::InternetGateway::new()).internet_gateway_id();
        let attachment = ec2::VpcGatewayAttachment::new().vpc_id(vpc.vpc_id()).internet_gateway_id(&gateway);
        let attachment = Element::clone(&scope.add("VPCGW", attachment));
        Self { gateway, attachment }
    }
}

fn subnet(
    scope: &Scope,
    vpc: &Resource<ec2::Vpc>,
    tier: &Tier,
    (zone, block): (&Val<String>, Val<String>),
    internet: Option<&Internet>,
) -> SubnetHandle {
    scope.tag("Name", scope.path());
    let subnet = ec2::Subnet::new()
        .vpc_id(vpc.vpc_id())
        .availability_zone(zone)
        .cidr_block(block)
        .map_public_ip_on_launch(tier.public_addresses)
        .tags([
            Tag::new().key("aws-cdk:subnet-name").value(&tier.name),
            Tag::new().key("aws-cdk:subnet-type").value(tier.reach.tag()),
        ]);
    let id = scope.add("Subnet", subnet).subnet_id();
    let table = scope.add("RouteTable", ec2::RouteTable::new().vpc_id(vpc.vpc_id())).route_table_id();
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

/// NAT gateways in the first public tier, and default routes to them from private tiers.
fn give_egress(scope: &Scope, nat: Nat, tiers: &mut [TierHandle]) {
    let wanting = |tier: &TierHandle| tier.reach == Reach::PrivateWithEgress;
    let Some(name) = tiers.iter().find(|tier| wanting(tier)).map(|tier| tier.name.clone()) else { return };
    if nat == Nat::None {
        return;
    }
    let Some(public) = tiers.iter().find(|tier| tier.reach == Reach::Public) else {
        return scope.fail(format!(
            "the tier `{name}` has egress through NAT gateways, which stand in a public tier, and there is none"
        ));
    };
    let count = if nat == Nat::Single { 1 } else { public.subnets.len() };
    let gateways: Vec<_> = public.subnets.iter().take(count).map(nat_gateway).collect();
    for tier in tiers.iter_mut().filter(|tier| wanting(tier)) {
        for (subnet, gateway) in tier.subnets.0.iter_mut().zip(gateways.iter().cycle()) {
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
