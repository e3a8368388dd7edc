use std::ops::Deref;

use cdk_aws::{Resource, ec2, kinds};
use cdk_core::{Construct, IntoVal, Scope, Val};

use super::TransitGatewayHandle;

/// Another transit gateway, and where it is.
#[derive(Clone, Debug)]
#[must_use = "nothing is made of it before it is a peer"]
pub struct PeerGateway {
    id: Val<String>,
    account: Val<String>,
    region: Val<String>,
    accepted: bool,
}

impl PeerGateway {
    /// One of this app. Its stack must have a fixed region.
    pub fn of(gateway: &TransitGatewayHandle) -> Self {
        let stack = gateway.scope().stack();
        if stack.environment().region.is_none() {
            gateway.scope().fail("a peer needs to know its region, and the stack has no fixed one");
        }
        Self {
            id: gateway.transit_gateway_id().into_val(),
            account: stack.account(),
            region: stack.region(),
            accepted: false,
        }
    }

    /// One that exists.
    pub fn existing(
        id: impl IntoVal<kinds::ec2::TransitGatewayId>,
        account: impl IntoVal<String>,
        region: impl IntoVal<String>,
    ) -> Self {
        Self {
            id: id.into_val().into_val(),
            account: account.into_val(),
            region: region.into_val(),
            accepted: false,
        }
    }

    /// Declares that the peer's owner has accepted the request of an earlier deployment. AWS refuses associations and routes before that.
    pub fn accepted(mut self) -> Self {
        self.accepted = true;
        self
    }

    pub(super) fn declare(self, scope: &Scope, gateway: &TransitGatewayHandle) -> PeeringHandle {
        let peering = ec2::TransitGatewayPeeringAttachment::new()
            .peer_account_id(self.account)
            .peer_region(self.region)
            .peer_transit_gateway_id(self.id)
            .transit_gateway_id(gateway.transit_gateway_id());
        let resource = scope.add("Resource", peering);
        let table = gateway.route_table();
        if self.accepted {
            associate(scope, resource.transit_gateway_attachment_id(), &table);
        }
        PeeringHandle { scope: scope.clone(), resource, table, accepted: self.accepted }
    }
}

/// Routes traffic from a peer to the VPCs of a gateway.
fn associate(
    scope: &Scope,
    attachment: Val<kinds::ec2::TransitGatewayPeeringAttachmentId>,
    table: &Val<kinds::ec2::TransitGatewayRouteTableId>,
) {
    let association = ec2::TransitGatewayRouteTableAssociation::new()
        .transit_gateway_attachment_id(attachment)
        .transit_gateway_route_table_id(table);
    scope.add("Association", association);
}

fn route(
    destination: impl IntoVal<String>,
    attachment: Val<kinds::ec2::TransitGatewayPeeringAttachmentId>,
    table: &Val<kinds::ec2::TransitGatewayRouteTableId>,
) -> ec2::TransitGatewayRoute {
    ec2::TransitGatewayRoute::new()
        .destination_cidr_block(destination)
        .transit_gateway_route_table_id(table)
        .transit_gateway_attachment_id(attachment)
}

/// Handle on the connection to a [`PeerGateway`]. Derefs to its resource.
#[derive(Clone, Debug)]
pub struct PeeringHandle {
    scope: Scope,
    resource: Resource<ec2::TransitGatewayPeeringAttachment>,
    table: Val<kinds::ec2::TransitGatewayRouteTableId>,
    accepted: bool,
}

impl PeeringHandle {
    /// Routes traffic of all attached VPCs for a CIDR block to the peer, which must be [`PeerGateway::accepted`].
    pub fn add_route(&self, id: impl AsRef<str>, destination: impl IntoVal<String>) {
        if !self.accepted {
            self.scope.error(
                "AWS refuses routes to a peer that has not accepted: deploy without them, have its owner accept, then say so by `PeerGateway::accepted`",
            );
        }
        let route = route(destination, self.resource.transit_gateway_attachment_id(), &self.table);
        self.scope.add(id, route);
    }
}

impl Deref for PeeringHandle {
    type Target = Resource<ec2::TransitGatewayPeeringAttachment>;

    fn deref(&self) -> &Self::Target {
        &self.resource
    }
}

/// The accepting side of a peering: the association and the routes back to the peer that asked. Declare it in the gateway's region, in
/// its stack by the attachment's id, or in a further stack that may refer to the peer's.
///
/// Makes: `AWS::EC2::TransitGatewayRouteTableAssociation` and, for its routes, `TransitGatewayRoute`s.
///
/// ```
/// use cdk::constructs::{AcceptedPeering, TransitGateway};
/// use cdk::given;
/// # let app = cdk::App::new();
/// # let stack = app.stack("S", cdk::Environment::agnostic());
/// let hub = stack.add("Hub", TransitGateway::new());
/// let north = stack.add("North", AcceptedPeering::of(&hub, given("tgw-attach-0a1b2c3d")));
/// north.add_route("ToNorth", "10.0.0.0/16");
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is made of it before it is added to something"]
pub struct AcceptedPeering {
    attachment: Val<kinds::ec2::TransitGatewayPeeringAttachmentId>,
    table: Val<kinds::ec2::TransitGatewayRouteTableId>,
}

impl AcceptedPeering {
    /// The peering by its attachment, which has one id on both sides.
    pub fn of(
        gateway: &TransitGatewayHandle,
        attachment: impl IntoVal<kinds::ec2::TransitGatewayPeeringAttachmentId>,
    ) -> Self {
        Self { attachment: attachment.into_val(), table: gateway.route_table() }
    }
}

impl Construct for AcceptedPeering {
    type Output = AcceptedPeeringHandle;

    fn create(self, scope: &Scope) -> AcceptedPeeringHandle {
        associate(scope, self.attachment.clone(), &self.table);
        AcceptedPeeringHandle { scope: scope.clone(), peering: self }
    }
}

/// Handle on an [`AcceptedPeering`].
#[derive(Clone, Debug)]
pub struct AcceptedPeeringHandle {
    scope: Scope,
    peering: AcceptedPeering,
}

impl AcceptedPeeringHandle {
    /// Routes traffic of all attached VPCs for a CIDR block to the peer.
    pub fn add_route(&self, id: impl AsRef<str>, destination: impl IntoVal<String>) {
        let route = route(destination, self.peering.attachment.clone(), &self.peering.table);
        self.scope.add(id, route);
    }
}
