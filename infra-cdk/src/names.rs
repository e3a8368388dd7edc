//! The fixed names of resources: those that a policy, a person or another layer knows before the resource exists.

use cdk::aws::kinds::certificatemanager::CertificateArn;
use cdk::{Stack, Val, pseudo, text};
use contract::service::Service;
use contract::settings::Metrics;

use crate::environment::Settings;

use crate::environment::Domain;

/// The stage of the API, the first part of paths where the API has no domain.
pub const STAGE: &str = "live";

/// A stack, such as `petclinic-dev-01-network`.
pub fn stack(env: &str, layer: &str) -> String {
    format!("petclinic-{env}-{layer}")
}

/// The names of all alarms, as a pattern.
pub fn alarms(env: &str) -> String {
    format!("petclinic-{env}-*")
}

/// An alarm by the end of its name, such as `vets-cpu`.
pub fn alarm(env: &str, end: &str) -> String {
    format!("petclinic-{env}-{end}")
}

/// The description of an alarm: what it means, and where its runbook is.
pub fn about_alarm(end: &str, meaning: &str) -> String {
    // Every alarm has one: `tests/it/runbooks.rs`.
    let runbook = observability::on_aws::runbook(end).unwrap_or_default();
    format!("{meaning}. Runbook: {runbook}")
}

/// The topic of alerts of the managed Prometheus.
pub fn prometheus_topic(env: &str) -> String {
    format!("petclinic-{env}-prometheus")
}

/// The log group of the managed Prometheus. AWS writes without further leave to groups whose names begin like this.
pub fn prometheus_log(env: &str) -> String {
    format!("/aws/vendedlogs/petclinic/{env}/prometheus")
}

/// The log group of a service.
pub fn log_group(env: &str, service: Service) -> String {
    format!("/petclinic/{env}/{service}")
}

/// The log group of requests to the API.
pub fn requests_log(env: &str) -> String {
    format!("/petclinic/{env}/requests")
}

/// The log group of the calls of AWS's APIs.
pub fn audit_log(env: &str) -> String {
    format!("/petclinic/{env}/audit")
}

/// The log group of a web ACL; WAF writes to groups whose name begins like this only.
pub fn firewall_log(env: &str, of: &str) -> String {
    format!("aws-waf-logs-petclinic-{env}-{of}")
}

/// The namespace of a service's metrics, which its settings may name. Environments in one account have one each.
pub fn metrics(env: &str, settings: &Settings, service: Service) -> String {
    let given = settings.given(service, Metrics::EMF_NAMESPACE);
    given.map_or_else(|| format!("PetClinic/{env}"), str::to_owned)
}

/// The repository of a service's images.
pub fn repository(env: &str, service: Service) -> String {
    format!("petclinic-{env}/{}", service.program())
}

/// A function, or a service on Fargate.
pub fn program(env: &str, service: Service) -> String {
    format!("petclinic-{env}-{}", service.program())
}

/// The cluster of the services on Fargate.
pub fn cluster(env: &str) -> String {
    format!("petclinic-{env}")
}

/// The API's name under the environment's domain.
pub fn api_domain(domain: &Domain) -> String {
    format!("api.{}", domain.name)
}

/// The certificate of a domain, as one of the stack's own account and region.
pub fn certificate(stack: &Stack, domain: &Domain) -> Val<CertificateArn> {
    let id = domain.certificate.rsplit('/').next().unwrap_or_default();
    let (region, account) = (stack.region(), stack.account());
    text!("arn:{}:acm:{}:{}:certificate/{}", pseudo::partition(), region, account, id).cast()
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
