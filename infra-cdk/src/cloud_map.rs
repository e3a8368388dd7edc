//! Layer 05: the names under which services find each other.

use std::collections::BTreeMap;

use cdk::aws::{Resource, servicediscovery};
use cdk::constructs::{DiscoveredService, Namespace, NamespaceHandle};
use contract::service::Service;
use contract::settings::Discovery;

use crate::app::Clinic;
use crate::network::Network;

/// What later layers need of Cloud Map.
pub struct CloudMap {
    pub namespace: NamespaceHandle,
    /// The entries in which the tasks of each service are registered.
    pub services: BTreeMap<Service, Resource<servicediscovery::Service>>,
}

/// Declares the layer.
pub fn declare(clinic: &mut Clinic<'_>, network: &Network) -> CloudMap {
    let stack = clinic.stack("05-cloud-map", "the names under which services find each other");
    let settings = &clinic.environment.settings;
    // All services look into the same namespace; a service that has a name of its own for it would find nobody.
    let name = settings.value(clinic.env(), Service::Customers, Discovery::NAMESPACE);
    let about = format!("The services of petclinic-{}", clinic.env());
    let namespace = Namespace::private_dns(name).description(about).within(&network.vpc);
    let namespace = stack.add("Namespace", namespace);
    let entry = |service: Service| {
        let entry = DiscoveredService::new(&namespace, service.name()).description(service.row().about);
        (service, stack.add(format!("Entry-{service}"), entry))
    };
    let services = Service::tasks().map(entry).collect();
    CloudMap { namespace, services }
}
