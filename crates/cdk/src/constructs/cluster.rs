//! Clusters of containers, and the names by which services in them find each other.

mod namespace;

use std::ops::Deref;

use cdk_aws::ecs::cluster::ClusterSettings;
use cdk_aws::{Resource, ecs};
use cdk_core::{Construct, Scope};

pub use self::namespace::{DiscoveredService, Namespace, NamespaceHandle};
use super::VpcHandle;

/// A cluster for services on Fargate, with Container Insights.
///
/// Makes: `AWS::ECS::Cluster`; with a namespace, `AWS::ServiceDiscovery::PrivateDnsNamespace` or `HttpNamespace`.
///
/// ```
/// use cdk::constructs::{Cluster, Namespace, Vpc};
/// # let app = cdk::App::new();
/// # let stack = app.stack("S", cdk::Environment::agnostic());
/// # let vpc = stack.add("Vpc", Vpc::new());
/// let cluster = stack.add("Cluster", Cluster::new(&vpc).namespace(Namespace::private_dns("pets.local")));
/// ```
#[must_use = "nothing is made of it before it is added to something"]
pub struct Cluster {
    vpc: VpcHandle,
    insights: ContainerInsights,
    name: Option<String>,
    namespace: Option<Registry>,
    spot: bool,
}

enum Registry {
    Own(Namespace),
    Existing(NamespaceHandle),
}

/// How much CloudWatch measures of a cluster's containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContainerInsights {
    /// Only the metrics that ECS itself publishes.
    Disabled,
    /// Clusters and services.
    Enabled,
    /// Tasks and containers, too.
    Enhanced,
}

impl Cluster {
    pub fn new(vpc: &VpcHandle) -> Self {
        Self {
            vpc: vpc.clone(),
            insights: ContainerInsights::Enabled,
            name: None,
            namespace: None,
            spot: false,
        }
    }

    pub fn container_insights(mut self, insights: ContainerInsights) -> Self {
        self.insights = insights;
        self
    }

    /// Offers spare capacity to its services: see [`FargateService::spot_beyond`](super::FargateService::spot_beyond).
    pub fn with_spot(mut self) -> Self {
        self.spot = true;
        self
    }

    /// A fixed name. CloudFormation gives it one otherwise.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Where its services register.
    pub fn namespace(mut self, namespace: Namespace) -> Self {
        self.namespace = Some(Registry::Own(namespace));
        self
    }

    /// Where its services register, a namespace that others may use, too.
    pub fn in_namespace(mut self, namespace: &NamespaceHandle) -> Self {
        self.namespace = Some(Registry::Existing(namespace.clone()));
        self
    }
}

impl Construct for Cluster {
    type Output = ClusterHandle;

    fn create(self, scope: &Scope) -> ClusterHandle {
        let insights = match self.insights {
            ContainerInsights::Disabled => "disabled",
            ContainerInsights::Enabled => "enabled",
            ContainerInsights::Enhanced => "enhanced",
        };
        let insights = ClusterSettings::new().name("containerInsights").value(insights);
        let mut cluster = ecs::Cluster::new().cluster_settings([insights]);
        if let Some(name) = self.name {
            cluster = cluster.cluster_name(name);
        }
        if self.spot {
            cluster = cluster.capacity_providers(["FARGATE", "FARGATE_SPOT"]);
        }
        let resource = scope.add("Resource", cluster);
        let namespace = self.namespace.map(|namespace| match namespace {
            Registry::Own(own) => scope.add("DefaultServiceDiscoveryNamespace", own.or_within(&self.vpc)),
            Registry::Existing(namespace) => namespace,
        });
        ClusterHandle { resource, vpc: self.vpc, namespace }
    }
}

/// Handle on a [`Cluster`]. Derefs to its resource.
#[derive(Clone, Debug)]
pub struct ClusterHandle {
    resource: Resource<ecs::Cluster>,
    vpc: VpcHandle,
    namespace: Option<NamespaceHandle>,
}

impl ClusterHandle {
    /// The VPC its services are in.
    #[must_use]
    pub fn vpc(&self) -> &VpcHandle {
        &self.vpc
    }

    #[must_use]
    pub fn namespace(&self) -> Option<&NamespaceHandle> {
        self.namespace.as_ref()
    }
}

impl Deref for ClusterHandle {
    type Target = Resource<ecs::Cluster>;

    fn deref(&self) -> &Self::Target {
        &self.resource
    }
}
