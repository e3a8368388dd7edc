//! The roles that services act by.
//!
//! Each policy names its resources by the names that `contract` gives them, since the layers with these resources come later.

use std::collections::BTreeMap;

use cdk::Stack;
use cdk::constructs::{ExistingRoleHandle, PolicyStatement, Role, RoleHandle};
use contract::permission::Resource;
use contract::service::Service;

use super::keys::Keys;
use super::permissions::{self, Place};
use crate::app::Clinic;
use crate::nag;

/// Roles by service.
pub struct Roles {
    /// What the programs themselves act by: task roles and roles of functions.
    pub services: BTreeMap<Service, RoleHandle>,
    /// What ECS pulls a task's image and writes its log by.
    pub execution: BTreeMap<Service, RoleHandle>,
}

impl Roles {
    /// The role that a service's program acts by.
    pub fn of(&self, service: Service) -> Option<&RoleHandle> {
        self.services.get(&service)
    }

    /// The same role for grants of a later layer, whose resources have no names that layer 02 could know: the permissions are a policy of that
    /// layer's stack.
    pub fn extended_in(&self, stack: &Stack, service: Service) -> Option<ExistingRoleHandle> {
        let role = self.of(service)?;
        Some(stack.add(format!("More-{service}"), Role::existing(role.role_name())))
    }

    /// The role by which ECS starts a service's tasks.
    pub fn execution_of(&self, service: Service) -> Option<&RoleHandle> {
        self.execution.get(&service)
    }
}

/// Why a role names resources by patterns.
const WILDCARDS: &str = "streams of its own log, parameters of its own folders, the six characters that Secrets Manager adds to a name, \
                         and actions that know no resources";

pub(super) fn declare(stack: &Stack, clinic: &Clinic<'_>, keys: &Keys) -> Roles {
    let place = &Place::of(stack, clinic, keys);
    let role = |id: String, role: Role, about: String, may: Vec<PolicyStatement>| {
        // Within the role, so that they hold as soon as there is the role.
        let role = stack.add(id, may.into_iter().fold(role.description(about), Role::statement));
        nag::accept(role.scope(), "IAM5", WILDCARDS);
        role
    };
    let services = Service::ALL.into_iter().map(|it| {
        let mut may = permissions::statements(place, it);
        let (trusting, own) = match it.is_task() {
            true => (Role::for_tasks(stack), permissions::of_collector(place, it)),
            false => (Role::assumed_by("lambda.amazonaws.com"), permissions::of_function(place, it)),
        };
        may.extend(own);
        let role = role(format!("Role-{it}"), trusting, format!("What {} may do", it.program()), may);
        if it.row().may.iter().any(|permission| permission.on == Resource::Account) {
            let reason = "AWS permits these actions on nothing narrower, as the table of services says";
            role.scope().acknowledge("iam-wildcard-resource", reason);
        }
        (it, role)
    });
    let execution = Service::tasks().map(|it| {
        let may = permissions::of_execution(place, it);
        let about = format!("What starting {} takes", it.program());
        (it, role(format!("Execution-{it}"), Role::assumed_by("ecs-tasks.amazonaws.com"), about, may))
    });
    Roles { services: services.collect(), execution: execution.collect() }
}
