//! Transit gateways: VPCs of several regions and owners, connected.

mod attachment;
mod peering;

use std::ops::Deref;

pub use self::attachment::{VpcAttachment, VpcAttachmentHandle};
pub use self::peering::{AcceptedPeering, AcceptedPeeringHandle, PeerGateway, PeeringHandle};
use cdk_aws::{Resource, ec2, kinds};
use cdk_core::{Construct, Scope, Val};

/// A hub that connects VPCs. One route table of the construct leads to all attached VPCs; each VPC adds
/// its own routes to the hub.
///
/// Makes: `AWS::EC2::TransitGateway`, `TransitGatewayRouteTable`; for each VPC `TransitGatewayAttachment`,
/// `TransitGatewayRouteTableAssociation`, `TransitGatewayRouteTablePropagation` and, for its routes, `AWS::EC2::Route`s; for each peer
/// `TransitGatewayPeeringAttachment` and, once it is accepted, `TransitGatewayRouteTableAssociation` and `TransitGatewayRoute`s.
///
/// ```
/// use cdk::constructs::{TransitGateway, Vpc, VpcAttachment};
/// # let app = cdk::App::new();
/// # let stack = app.stack("S", cdk::Environment::agnostic());
/// # let vpc = stack.add("Vpc", Vpc::new());
/// let hub = stack.add("Hub", TransitGateway::new().description("all clinics"));
/// let clinic = hub.attach("Clinic", VpcAttachment::of(&vpc, &vpc.private_subnets()));
/// clinic.add_routes("ToLab", &vpc.private_subnets(), "10.1.0.0/16");
/// ```
#[must_use = "nothing is made of it before it is added to something"]
pub struct TransitGateway {
    asn: Option<u64>,
    description: Option<String>,
}

impl TransitGateway {
    pub const fn new() -> Self {
        Self { asn: None, description: None }
    }

    /// The private number of its autonomous system: 64,512 unless given. Peers need different ones to route dynamically.
    pub const fn asn(mut self, number: u64) -> Self {
        self.asn = Some(number);
        self
    }

    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }
}

impl Default for TransitGateway {
    fn default() -> Self {
        Self::new()
    }
}

impl Construct for TransitGateway {
    type Output = TransitGatewayHandle;

    fn create(self, scope: &Scope) -> TransitGatewayHandle {
        scope.tag("Name", scope.path());
        // The default route table cannot be referred to, so there is one of our own.
        let mut gateway = ec2::TransitGateway::new()
            .default_route_table_association("disable")
            .default_route_table_propagation("disable")
            .dns_support("enable")
            .vpn_ecmp_support("enable");
        if let Some(asn) = self.asn {
            let private = (64_512..=65_534).contains(&asn) || (4_200_000_000..=4_294_967_294).contains(&asn);
            if !private {
                scope.fail(format!(
                    "{asn} is not a private number: 64512 to 65534 or 4200000000 to 4294967294"
                ));
            }
            gateway = gateway.amazon_side_asn(asn);
        }
        if let Some(description) = self.description {
            gateway = gateway.description(description);
        }
        let resource = scope.add("Resource", gateway);
        let table = ec2::TransitGatewayRouteTable::new().transit_gateway_id(resource.transit_gateway_id());
        let table = scope.add("RouteTable", table).transit_gateway_route_table_id();
        TransitGatewayHandle { scope: scope.clone(), resource, table }
    }
}

/// Handle on a [`TransitGateway`]. Derefs to its resource.
#[derive(Clone, Debug)]
pub struct TransitGatewayHandle {
    scope: Scope,
    resource: Resource<ec2::TransitGateway>,
    table: Val<kinds::ec2::TransitGatewayRouteTableId>,
}

impl TransitGatewayHandle {
    /// Connects a VPC. The hub finds its addresses by itself.
    pub fn attach(&self, id: impl AsRef<str>, attachment: VpcAttachment) -> VpcAttachmentHandle {
        attachment.declare(&self.scope.child(id), self)
    }

    /// Connects another transit gateway, usually of another region, in two deployments, since CloudFormation cannot accept. The first
    /// asks. Then the peer's owner accepts by `aws ec2 accept-transit-gateway-peering-attachment`, and the second, with
    /// [`PeerGateway::accepted`], makes the association and the routes of this side. Those of the other side are an
    /// [`AcceptedPeering`].
    pub fn peer(&self, id: impl AsRef<str>, peer: PeerGateway) -> PeeringHandle {
        peer.declare(&self.scope.child(id), self)
    }

    /// The route table that leads to all attached VPCs.
    #[must_use]
    pub fn route_table(&self) -> Val<kinds::ec2::TransitGatewayRouteTableId> {
        self.table.clone()
    }

    /// The place of the construct.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl Deref for TransitGatewayHandle {
    type Target = Resource<ec2::TransitGateway>;

    fn deref(&self) -> &Self::Target {
        &self.resource
    }
}
