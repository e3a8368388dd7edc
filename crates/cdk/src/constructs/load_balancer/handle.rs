use std::cell::OnceCell;
use std::ops::Deref;
use std::rc::Rc;

use cdk_aws::{Resource, elasticloadbalancingv2 as elb};
use cdk_core::{Scope, Val, text};

use super::link::ApiLink;
use super::{Listener, ListenerHandle, TargetGroup, TargetGroupHandle};
use crate::constructs::{Connectable, Metric, Peer, SecurityGroupHandle, Subnets, VpcHandle};

/// Handle on a [`LoadBalancer`](super::LoadBalancer). Derefs to its resource.
#[derive(Clone, Debug)]
pub struct LoadBalancerHandle {
    resource: Resource<elb::LoadBalancer>,
    scope: Scope,
    group: SecurityGroupHandle,
    vpc: VpcHandle,
    subnets: Subnets,
    internet_facing: bool,
    pub(super) link: Rc<OnceCell<ApiLink>>,
}

impl LoadBalancerHandle {
    pub(super) fn new(
        scope: &Scope,
        resource: Resource<elb::LoadBalancer>,
        group: SecurityGroupHandle,
        (vpc, subnets): (VpcHandle, Subnets),
        internet_facing: bool,
    ) -> Self {
        Self { scope: scope.clone(), resource, group, vpc, subnets, internet_facing, link: Rc::default() }
    }

    /// The place of the construct.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Targets that listeners of this load balancer can forward to.
    pub fn add_targets(&self, id: impl AsRef<str>, targets: TargetGroup) -> TargetGroupHandle {
        targets.declare(&self.scope.child(id), self)
    }

    /// A port it listens at.
    pub fn add_listener(&self, id: impl AsRef<str>, listener: Listener) -> ListenerHandle {
        listener.declare(&self.scope.child(id), self)
    }

    /// `http://` and its DNS name.
    #[must_use]
    pub fn http_url(&self) -> Val<String> {
        text!("http://{}", self.resource.dns_name())
    }

    /// A metric of the load balancer, such as `RequestCount`.
    pub fn metric(&self, name: impl Into<String>) -> Metric {
        Metric::new("AWS/ApplicationELB", name)
            .dimension("LoadBalancer", self.resource.load_balancer_full_name())
    }

    /// The number of requests.
    #[must_use]
    pub fn requests(&self) -> Metric {
        self.metric("RequestCount").statistic("Sum")
    }

    /// The number of requests that the load balancer itself failed to serve.
    #[must_use]
    pub fn errors(&self) -> Metric {
        self.metric("HTTPCode_ELB_5XX_Count").statistic("Sum")
    }

    #[must_use]
    pub fn vpc(&self) -> &VpcHandle {
        &self.vpc
    }

    pub(super) fn subnets(&self) -> &Subnets {
        &self.subnets
    }

    /// The peer that may call a listener by default; none where the addresses of an existing VPC are not known.
    pub(super) fn usual_caller(&self) -> Option<Peer> {
        if self.internet_facing {
            return Some(Peer::any_ipv4().described("anyone"));
        }
        self.vpc.cidr().map(|cidr| Peer::ipv4(cidr).described("the network"))
    }
}

impl Connectable for LoadBalancerHandle {
    fn security_group(&self) -> &SecurityGroupHandle {
        &self.group
    }
}

impl Deref for LoadBalancerHandle {
    type Target = Resource<elb::LoadBalancer>;

    fn deref(&self) -> &Self::Target {
        &self.resource
    }
}
