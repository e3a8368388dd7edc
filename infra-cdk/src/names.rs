//! The fixed names of resources: those that a policy, a person or another layer knows before the resource exists.

use contract::service::Service;

/// A stack, such as `petclinic-dev-01-network`.
pub fn stack(env: &str, layer: &str) -> String {
    format!("petclinic-{env}-{layer}")
}

/// The log group of a service.
pub fn log_group(env: &str, service: Service) -> String {
    format!("/petclinic/{env}/{service}")
}

/// The repository of a service's images.
pub fn repository(env: &str, service: Service) -> String {
    format!("petclinic-{env}/{}", service.program())
}

/// A function, or a service on Fargate.
pub fn program(env: &str, service: Service) -> String {
    format!("petclinic-{env}-{}", service.program())
}

/// The database cluster.
pub fn database(env: &str) -> String {
    format!("petclinic-{env}")
}

/// The log group of one of the database's logs, as RDS names it.
pub fn database_log(env: &str, log: &str) -> String {
    format!("/aws/rds/cluster/{}/{log}", database(env))
}

/// The user of a service at its database, at most 32 characters as MySQL takes.
pub fn database_user(service: Service) -> String {
    service.name().replace('-', "_")
}
