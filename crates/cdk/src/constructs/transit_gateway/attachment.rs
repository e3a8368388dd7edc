use std::ops::Deref;

use cdk_aws::{Resource, ec2, kinds};
use cdk_core::{IntoVal, Scope, Val};

use super::TransitGatewayHandle;
use crate::constructs::{Subnets, VpcHandle};

/// A VPC at a transit gateway.
#[derive(Clone, Debug)]
#[must_use = "nothing is made of it before it is attached"]
pub struct VpcAttachment {
    vpc: VpcHandle,
    subnets: Subnets,
}

impl VpcAttachment {
    /// By one subnet in each zone that is to reach it.
    pub fn of(vpc: &VpcHandle, subnets: &Subnets) -> Self {
        Self { vpc: vpc.clone(), subnets: subnets.clone() }
    }

    pub(super) fn declare(self, scope: &Scope, gateway: &TransitGatewayHandle) -> VpcAttachmentHandle {
        let attachment = ec2::TransitGatewayAttachment::new()
            .subnet_ids(self.subnets.ids())
            .transit_gateway_id(gateway.transit_gateway_id())
            .vpc_id(self.vpc.vpc_id());
        let resource = scope.add("Resource", attachment);
        let id = resource.transit_gateway_attachment_id();
        let association = ec2::TransitGatewayRouteTableAssociation::new()
            .transit_gateway_attachment_id(&id)
            .transit_gateway_route_table_id(gateway.route_table());
        scope.add("Association", association);
        let propagation = ec2::TransitGatewayRouteTablePropagation::new()
            .transit_gateway_attachment_id(&id)
            .transit_gateway_route_table_id(gateway.route_table());
        scope.add("Propagation", propagation);
        let gateway = gateway.transit_gateway_id();
        VpcAttachmentHandle { scope: scope.clone(), resource, vpc: self.vpc, gateway }
    }
}

/// Handle on a [`VpcAttachment`]. Derefs to its resource.
#[derive(Clone, Debug)]
pub struct VpcAttachmentHandle {
    scope: Scope,
    resource: Resource<ec2::TransitGatewayAttachment>,
    vpc: VpcHandle,
    gateway: Val<kinds::ec2::TransitGatewayId>,
}

impl VpcAttachmentHandle {
    /// Routes traffic of some subnets of the VPC for a CIDR block to the transit gateway.
    pub fn add_routes(&self, id: &str, subnets: &Subnets, destination: impl IntoVal<String>) {
        let target = |route: ec2::Route| route.transit_gateway_id(&self.gateway);
        let (here, there) = (self.resource.stack(), self.vpc.scope().stack());
        let routes = if here.node() == there.node() {
            self.vpc.add_routes(subnets, id, destination, target)
        } else {
            // The attachment needs the VPC, so that the VPC's stack cannot need the gateway.
            self.vpc.add_routes_below(&self.scope.child(id), subnets, &destination.into_val(), target)
        };
        // A VPC takes no route to a transit gateway that it is not attached to.
        routes.iter().for_each(|route| route.depends_on(&self.resource));
    }
}

impl Deref for VpcAttachmentHandle {
    type Target = Resource<ec2::TransitGatewayAttachment>;

    fn deref(&self) -> &Self::Target {
        &self.resource
    }
}
