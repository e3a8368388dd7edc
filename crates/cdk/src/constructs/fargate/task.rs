//! The task definition of a service.

use cdk_aws::ecs::task_definition::{
    ContainerDefinition, CpuArchitecture, NetworkMode, OperatingSystemFamily, RequiresCompatibilities,
    RuntimePlatform, Volume,
};
use cdk_aws::{Resource, ecs};
use cdk_core::{Scope, Val};

use super::{Container, TaskSize};
use crate::constructs::{LogGroupHandle, Role, RoleHandle};

pub(super) struct Task {
    pub(super) definition: Resource<ecs::TaskDefinition>,
    /// The task role, which the containers act by.
    pub(super) role: RoleHandle,
    /// The execution role, which fetches images and secrets and writes the log.
    pub(super) execution: RoleHandle,
}

pub(super) struct Plan {
    pub(super) size: TaskSize,
    pub(super) architecture: CpuArchitecture,
    pub(super) containers: Vec<Container>,
    pub(super) storage_gib: Option<u32>,
    /// The task role and the execution role where they are given.
    pub(super) roles: Option<(RoleHandle, RoleHandle)>,
}

pub(super) fn declare(scope: &Scope, plan: Plan, logs: &LogGroupHandle) -> Task {
    check(scope, &plan.containers);
    let is_given = plan.roles.is_some();
    let (role, execution) = plan.roles.unwrap_or_else(|| {
        let execution = Role::assumed_by("ecs-tasks.amazonaws.com");
        (scope.add("TaskRole", Role::for_tasks(&scope.stack())), scope.add("ExecutionRole", execution))
    });
    // A role that is given may be of a stack that comes before the images, secrets and logs of this one.
    let grantee = (!is_given).then_some(&execution);
    if let Some(role) = grantee {
        logs.grant_write(role);
    }
    let scratch = plan.containers.iter().flat_map(|container| {
        (0..container.scratch.len()).map(|index| Volume::new().name(container.volume(index)))
    });
    let volumes: Vec<Volume> = scratch.collect();
    let define = |container: Container| container.define(scope, grantee, logs);
    let containers: Vec<Val<ContainerDefinition>> = plan.containers.into_iter().map(define).collect();
    let mut definition = ecs::TaskDefinition::new()
        .family(family(scope))
        .cpu(plan.size.cpu().to_string())
        .memory(plan.size.memory().to_string())
        .network_mode(NetworkMode::Awsvpc)
        .requires_compatibilities([RequiresCompatibilities::Fargate])
        .runtime_platform(
            RuntimePlatform::new()
                .cpu_architecture(plan.architecture)
                .operating_system_family(OperatingSystemFamily::Linux),
        )
        .task_role_arn(role.arn())
        .execution_role_arn(execution.arn())
        .container_definitions(containers);
    if !volumes.is_empty() {
        definition = definition.volumes(volumes);
    }
    if let Some(size) = plan.storage_gib {
        definition =
            definition.ephemeral_storage(ecs::task_definition::EphemeralStorage::new().size_in_gib(size));
    }
    Task { definition: scope.add("Resource", definition), role, execution }
}

fn check(scope: &Scope, containers: &[Container]) {
    for (index, container) in containers.iter().enumerate() {
        if containers.iter().take(index).any(|other| other.name == container.name) {
            scope.fail(format!("there are two containers named `{}`", container.name));
        }
        if let Some(port) = container
            .ports
            .iter()
            .find(|port| containers.iter().take(index).any(|other| other.ports.contains(port)))
        {
            scope.fail(format!("two containers listen at the port {port}, and they share one address"));
        }
    }
}

/// The name of the definition over its revisions: letters, digits and dashes of its path.
fn family(scope: &Scope) -> String {
    let path = scope.path();
    let known = path.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_');
    known.take(255).collect()
}
