use std::ops::Deref;

use cdk_aws::{Resource, ec2, kinds};
use cdk_core::{IntoVal, Scope, Val};

use super::TransitGatewayHandle;

/// Another transit gateway, and where it is.
#[derive(Clone, Debug)]
#[must_use = "nothing is made of it before it is a peer"]
pub struct PeerGateway {
    id: Val<String>,
    account: Val<String>,
    region: Val<String>,
}

impl PeerGateway {
    /// One of this app. Its stack must have a fixed region.
    pub fn of(gateway: &TransitGatewayHandle) -> Self {
        let stack = gateway.scope().stack();
        if stack.environment().region.is_none() {
            gateway.scope().fail("a peer needs to know its region, and the stack has no fixed one");
        }
        Self { id: gateway.transit_gateway_id().into_val(), account: stack.account(), region: stack.region() }
    }

    /// One that exists.
    pub fn existing(
        id: impl IntoVal<kinds::ec2::TransitGatewayId>,
        account: impl IntoVal<String>,
        region: impl IntoVal<String>,
    ) -> Self {
        Self { id: id.into_val().into_val(), account: account.into_val(), region: region.into_val() }
    }

    pub(super) fn declare(self, scope: &Scope, gateway: &TransitGatewayHandle) -> PeeringHandle {
        let peering = ec2::TransitGatewayPeeringAttachment::new()
            .peer_account_id(self.account)
            .peer_region(self.region)
            .peer_transit_gateway_id(self.id)
            .transit_gateway_id(gateway.transit_gateway_id());
        PeeringHandle {
            scope: scope.clone(),
            resource: scope.add("Resource", peering),
            table: gateway.route_table(),
        }
    }
}

/// Handle on the connection to a [`PeerGateway`]. Derefs to its resource.
#[derive(Clone, Debug)]
pub struct PeeringHandle {
    scope: Scope,
    resource: Resource<ec2::TransitGatewayPeeringAttachment>,
    table: Val<kinds::ec2::TransitGatewayRouteTableId>,
}

impl PeeringHandle {
    /// Sends what any attached network has for a block of addresses to the peer. To be added once the peer has accepted.
    pub fn add_route(&self, id: impl AsRef<str>, destination: impl IntoVal<String>) {
        let route = ec2::TransitGatewayRoute::new()
            .destination_cidr_block(destination)
            .transit_gateway_route_table_id(&self.table)
            .transit_gateway_attachment_id(self.resource.transit_gateway_attachment_id());
        self.scope.add(id, route);
    }
}

impl Deref for PeeringHandle {
    type Target = Resource<ec2::TransitGatewayPeeringAttachment>;

    fn deref(&self) -> &Self::Target {
        &self.resource
    }
}
