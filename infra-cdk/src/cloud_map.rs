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
    let looks_up = Service::ALL.into_iter().filter(|it| Discovery::NAMESPACE.is_for(*it));
    let settings = &clinic.environment.settings;
    let mut names: Vec<String> =
        looks_up.map(|it| settings.value(clinic.env(), it, Discovery::NAMESPACE)).collect();
    names.dedup();
    if names.len() != 1 {
        stack.fail(format!("{:?} must be the same for all services", Discovery::NAMESPACE));
    }
    let name = names.pop().unwrap_or_default();
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
