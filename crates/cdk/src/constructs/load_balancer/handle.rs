use std::cell::OnceCell;
use std::ops::Deref;
use std::rc::Rc;

use cdk_aws::{Resource, elasticloadbalancingv2 as elb};
use cdk_core::{Scope, Val, text};

use super::link::ApiLink;
use super::{Listener, ListenerHandle, TargetGroup, TargetGroupHandle};
use crate::constructs::{Connectable, Metric, NetworkHandle, Peer, SecurityGroupHandle, Subnets};

/// Handle on a [`LoadBalancer`](super::LoadBalancer). Derefs to its resource.
#[derive(Clone, Debug)]
pub struct LoadBalancerHandle {
    resource: Resource<elb::LoadBalancer>,
    scope: Scope,
    group: SecurityGroupHandle,
    network: NetworkHandle,
    subnets: Subnets,
    internet_facing: bool,
    pub(super) link: Rc<OnceCell<ApiLink>>,
}

impl LoadBalancerHandle {
    pub(super) fn new(
        scope: &Scope,
        resource: Resource<elb::LoadBalancer>,
        group: SecurityGroupHandle,
        (network, subnets): (NetworkHandle, Subnets),
        internet_facing: bool,
    ) -> Self {
        Self { scope: scope.clone(), resource, group, network, subnets, internet_facing, link: Rc::default() }
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

    /// How many requests there were.
    #[must_use]
    pub fn requests(&self) -> Metric {
        self.metric("RequestCount").statistic("Sum")
    }

    /// How many requests the load balancer itself failed to serve.
    #[must_use]
    pub fn errors(&self) -> Metric {
        self.metric("HTTPCode_ELB_5XX_Count").statistic("Sum")
    }

    #[must_use]
    pub fn network(&self) -> &NetworkHandle {
        &self.network
    }

    pub(super) fn subnets(&self) -> &Subnets {
        &self.subnets
    }

    /// Who may call a listener that does not say; nobody where the addresses of an existing network are not known.
    pub(super) fn usual_caller(&self) -> Option<Peer> {
        if self.internet_facing {
            return Some(Peer::any_ipv4().described("anyone"));
        }
        self.network.block().map(|block| Peer::ipv4(block).described("the network"))
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
