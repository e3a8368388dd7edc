//! The secrets that services read, named once: infrastructure provides exactly these, and tasks are granted exactly these.

use crate::endpoint::Service;

/// A secret in Secrets Manager.
#[derive(Clone, Copy, Debug)]
pub struct Secret {
    /// Its name, with `{env}` and `{service}` to be filled in; the default of [`Secret::key`].
    pub name: &'static str,
    /// The setting that may name another one.
    pub key: &'static str,
    /// What it holds.
    pub doc: &'static str,
    /// The services that read it.
    pub services: &'static [Service],
}

impl Secret {
    /// Its name in an environment.
    pub fn name_for(&self, env: &str, service: Service) -> String {
        super::name::fill(self.name, env, service)
    }
}

/// Who a service is to its database.
pub const DATABASE: Secret = Secret {
    name: "petclinic/{env}/{service}/database",
    key: "database.secret",
    doc: "the database's user, in the JSON form of RDS: username, password, host, port, dbname",
    services: &Service::ALL,
};

/// What an operator shows to be let in to the actuator.
pub const OPERATOR_TOKEN: Secret = Secret {
    name: "petclinic/{env}/operator-token",
    key: "actuator.token-secret",
    doc: "the bearer token that opens /actuator to operators, as plain text",
    services: &Service::TASKS,
};

/// All of them.
pub const ALL: [Secret; 2] = [DATABASE, OPERATOR_TOKEN];
