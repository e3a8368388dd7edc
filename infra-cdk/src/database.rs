//! Layer 03: the database, the logins of its users, and its tables.

mod cluster;
mod migration;
mod users;

use std::collections::BTreeMap;

use cdk::Element;
use cdk::constructs::{AuroraClusterHandle, AuroraUserHandle, FunctionHandle};
use contract::service::Service;

use crate::app::Clinic;
use crate::functions::Surroundings;
use crate::network::Network;
use crate::security::Security;

/// What later layers need of the database.
pub struct Database {
    pub cluster: AuroraClusterHandle,
    /// The logins of the services with a database.
    pub users: BTreeMap<Service, AuroraUserHandle>,
    /// The function that prepares schemas, users and tables.
    pub migrate: FunctionHandle,
    /// The run of that function: what starts services comes after it, as all later layers do.
    pub migration: Element,
}

/// Declares the layer.
pub fn declare(clinic: &mut Clinic<'_>, network: &Network, security: &Security) -> Database {
    let stack = clinic.stack("03-database", "the database, its users and its tables");
    let cluster = cluster::declare(&stack, clinic, network, security);
    let users = users::declare(&cluster, clinic);
    let around = Surroundings { network, security };
    let (migrate, migration) = migration::declare(&stack, clinic, around, &cluster, &users);
    // A password changes as soon as its schedule is there: by then its user must exist, and nobody else be at work with it.
    let days = clinic.environment.retention.password_days;
    let schedules = users.values().map(|user| user.rotate_each_days(days)).chain(cluster.rotation());
    schedules.for_each(|schedule| schedule.depends_on(&migration));
    Database { cluster, users, migrate, migration }
}
