//! How others find a service's tasks.

use cdk_aws::{Resource, servicediscovery};
use cdk_core::Scope;

use super::FargateService;
use crate::constructs::{ClusterHandle, DiscoveredService};

impl FargateService {
    /// Its name in the cluster's namespace.
    pub fn discovered_as(mut self, name: impl Into<String>) -> Self {
        self.discovery.name = Some(name.into());
        self
    }

    /// Registers its tasks under an entry that exists, rather than under one of its own: see
    /// [`discovered_as`](Self::discovered_as).
    pub fn registered_in(mut self, entry: &Resource<servicediscovery::Service>) -> Self {
        self.discovery.entry = Some(entry.clone());
        self
    }
}

/// Where a service's tasks are registered.
#[derive(Default)]
pub(super) struct Discovery {
    name: Option<String>,
    entry: Option<Resource<servicediscovery::Service>>,
}

impl Discovery {
    /// The entry in Cloud Map, if it is to have one.
    pub(super) fn declare(
        self,
        scope: &Scope,
        cluster: &ClusterHandle,
    ) -> Option<Resource<servicediscovery::Service>> {
        let own = self.name.and_then(|name| {
            let Some(namespace) = cluster.namespace() else {
                scope.child("CloudmapService").fail(format!(
                    "`{name}` is to be found in the cluster's namespace, and the cluster has none"
                ));
                return None;
            };
            Some(scope.add("CloudmapService", DiscoveredService::new(namespace, name)))
        });
        self.entry.or(own)
    }
}
