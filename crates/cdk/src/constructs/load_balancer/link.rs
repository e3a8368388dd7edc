use cdk_aws::{apigatewayv2, kinds};
use cdk_core::Val;

use super::LoadBalancerHandle;
use crate::constructs::{Connectable, Port, SecurityGroup, SecurityGroupHandle};

/// The VPC link by which APIs of API Gateway reach a load balancer.
#[derive(Clone, Debug)]
pub(super) struct ApiLink {
    id: Val<kinds::apigatewayv2::VpcLinkId>,
    group: SecurityGroupHandle,
}

impl ApiLink {
    fn declare(balancer: &LoadBalancerHandle) -> Self {
        let scope = balancer.scope().child("ApiLink");
        let group = scope.add("SecurityGroup", SecurityGroup::new(balancer.vpc()));
        // Its name is not unique, and a change of it replaces nothing.
        let link = apigatewayv2::VpcLink::new()
            .name(scope.path().replace('/', "-").chars().take(128).collect::<String>())
            .subnet_ids(balancer.subnets().ids())
            .security_group_ids([group.id()]);
        Self { id: scope.add("Resource", link).vpc_link_id(), group }
    }
}

impl LoadBalancerHandle {
    /// The link that all APIs before this load balancer share, which may call a port of it from now on.
    pub(in crate::constructs) fn link_to(&self, port: u16) -> Val<kinds::apigatewayv2::VpcLinkId> {
        let link = self.link.get_or_init(|| ApiLink::declare(self));
        self.allow_from(&link.group, Port::tcp(port));
        link.id.clone()
    }
}
