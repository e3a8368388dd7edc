//! What all functions have in common, in whichever layer they are.

use cdk::constructs::{Function, FunctionHandle, LogGroup, LogGroupHandle};
use cdk::{Json, Stack};
use contract::service::Service;

use crate::app::Clinic;
use crate::names;
use crate::network::Network;
use crate::security::Security;

/// The layers that programs stand on.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    pub network: &'a Network,
    pub security: &'a Security,
}

/// The function of a service: its program, its size as its manifest says, its role, its log, and its place in the network if it has one.
pub fn function(stack: &Stack, clinic: &Clinic<'_>, around: Surroundings<'_>, service: Service) -> Function {
    let Surroundings { network, security } = around;
    let size = clinic.artifacts.function_size(stack, service);
    let mut function = Function::rust(clinic.artifacts.function(stack, service))
        .name(names::program(clinic.env(), service))
        .description(service.row().about)
        .architecture(clinic.environment.topology.architecture)
        .memory(size.memory)
        .timeout(size.timeout)
        .variable("PETCLINIC_ENV", clinic.env())
        .logs_to(&log_group(stack, clinic, security, service))
        .traced();
    if let Some(role) = security.roles.of(service) {
        function = function.role(role);
    }
    if let Some(group) = security.groups.of(service) {
        function = function.within_group(&network.vpc, &network.app(), group);
    }
    function
}

/// The log group of a service, encrypted, and kept as long as the environment says.
pub fn log_group(
    stack: &Stack,
    clinic: &Clinic<'_>,
    security: &Security,
    service: Service,
) -> LogGroupHandle {
    stack.add(format!("Log-{service}"), log_group_of(clinic, security, service))
}

/// The same, for constructs that declare it themselves.
pub fn log_group_of(clinic: &Clinic<'_>, security: &Security, service: Service) -> LogGroup {
    log_group_named(clinic, security, names::log_group(clinic.env(), service))
}

/// A log group of another name, encrypted and kept as those of services are.
pub fn log_group_named(clinic: &Clinic<'_>, security: &Security, name: impl Into<String>) -> LogGroup {
    log_group_unnamed(clinic, security).name(name.into())
}

/// The same, for constructs that name it.
pub fn log_group_unnamed(clinic: &Clinic<'_>, security: &Security) -> LogGroup {
    LogGroup::new()
        .retention_days(clinic.environment.retention.log_days)
        .encrypted_by(&security.keys.logs)
        .removal_policy(clinic.removal())
}

/// A value that changes whenever a function's program does.
pub fn program_of(function: &FunctionHandle) -> Json {
    let key = function.get("Code").and_then(|code| code.get("S3Key").cloned());
    key.unwrap_or(Json::Null)
}
