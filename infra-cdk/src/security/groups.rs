//! Security groups: who may call whom, on which port.

use std::collections::BTreeMap;

use cdk::Stack;
use cdk::constructs::{Connectable, Peer, Port, SecurityGroup, SecurityGroupHandle};
use contract::service::Service;

use crate::network::Network;

const MYSQL: u16 = 3306;

/// Security groups by who is in them.
pub struct Groups {
    /// The load balancer, which is called by the link of API Gateway only: see layer 08.
    pub balancer: SecurityGroupHandle,
    pub database: SecurityGroupHandle,
    /// The tasks of each service, and the functions within the network.
    pub services: BTreeMap<Service, SecurityGroupHandle>,
}

impl Groups {
    /// The group of a service's tasks or function; `None` for functions outside the network.
    pub fn of(&self, service: Service) -> Option<&SecurityGroupHandle> {
        self.services.get(&service)
    }
}

/// Whether a service stands within the network: because it is called there, or calls something there.
pub(super) fn is_within(service: Service) -> bool {
    service.is_task() || needs_database(service) || !service.calls().is_empty()
}

/// Whether a service logs in to the database, as itself or as the administrator.
pub(super) fn needs_database(service: Service) -> bool {
    use contract::permission::Resource;
    use contract::settings::secrets::{DATABASE, DATABASE_ADMIN};
    let opens = |secret| secret == &DATABASE || secret == &DATABASE_ADMIN;
    service.row().may.iter().any(|it| match it.on {
        Resource::Secret(secret) | Resource::SecretOfDatabases(secret) => opens(secret),
        _ => false,
    })
}

pub(super) fn declare(stack: &Stack, network: &Network) -> Groups {
    let group =
        |id: String, about: String| stack.add(id, SecurityGroup::new(&network.vpc).description(about));
    let balancer = group("Balancer".to_owned(), "The load balancer".to_owned());
    let database = group("Database".to_owned(), "The database".to_owned());
    let within = Service::ALL.into_iter().filter(|it| is_within(*it));
    let services: BTreeMap<Service, SecurityGroupHandle> = within
        .map(|it| (it, group(format!("Service-{it}"), format!("{}: {}", it.program(), it.row().about))))
        .collect();
    for (service, group) in &services {
        if let Some(port) = service.port() {
            group.allow_from(&balancer, Port::tcp(port));
        }
        if needs_database(*service) {
            database.allow_from(group, Port::tcp(MYSQL));
        }
        for called in service.calls() {
            if let (Some(port), Some(called)) = (called.port(), services.get(called)) {
                called.allow_from(group, Port::tcp(port));
            }
        }
        // APIs of AWS. Also where endpoints stand in the network: ECR and CloudFormation send callers on to S3, whose addresses are only
        // known by a list that a template cannot name for all regions.
        group.allow_to(Peer::any_ipv4().described("APIs of AWS"), Port::tcp(443));
    }
    Groups { balancer, database, services }
}
