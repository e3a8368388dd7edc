use std::ops::Deref;

use cdk_aws::ecs::service::LoadBalancer;
use cdk_aws::{Resource, ecs, servicediscovery};
use cdk_core::{IntoVal, Property, Scope, Val};

use crate::constructs::{
    ClusterHandle, Connectable, Grant, Grantee, LogGroupHandle, Metric, PolicyStatement, Port, RoleHandle,
    SecurityGroupHandle, TargetGroupHandle,
};

/// Handle on a [`FargateService`](super::FargateService). Derefs to its resource; grants to it go to the role of its containers.
#[derive(Clone, Debug)]
pub struct FargateServiceHandle {
    pub(super) scope: Scope,
    pub(super) resource: Resource<ecs::Service>,
    pub(super) task_definition: Resource<ecs::TaskDefinition>,
    pub(super) task_role: RoleHandle,
    pub(super) execution_role: RoleHandle,
    pub(super) logs: LogGroupHandle,
    pub(super) group: SecurityGroupHandle,
    pub(super) cluster: ClusterHandle,
    pub(super) registry: Option<Resource<servicediscovery::Service>>,
    /// The name of the container that others call, and its port.
    pub(super) main: (String, Option<u16>),
    pub(super) grace_seconds: u32,
}

impl FargateServiceHandle {
    /// Registers its tasks as targets, at the first port of the main container, and lets the load balancer call them there.
    pub fn register(&self, targets: &TargetGroupHandle) {
        let (container, Some(port)) = &self.main else {
            return self.scope.fail("its main container has no port that a load balancer could call");
        };
        self.register_container(targets, container, *port);
    }

    /// The same for another container or port.
    pub fn register_container(&self, targets: &TargetGroupHandle, container: &str, port: u16) {
        let target = LoadBalancer::new()
            .container_name(container)
            .container_port(port)
            .target_group_arn(targets.target_group_arn());
        self.resource.push("LoadBalancers", target.into_json());
        self.resource.set("HealthCheckGracePeriodSeconds", self.grace_seconds);
        targets.forwarded_before(&self.resource);
        self.group.let_in_from_here(targets.balancer().security_group(), Port::tcp(port));
    }

    /// The place of the construct.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    #[must_use]
    pub fn cluster(&self) -> &ClusterHandle {
        &self.cluster
    }

    #[must_use]
    pub fn task_definition(&self) -> &Resource<ecs::TaskDefinition> {
        &self.task_definition
    }

    /// The task role, which the containers act by.
    #[must_use]
    pub fn role(&self) -> &RoleHandle {
        &self.task_role
    }

    /// The execution role, which fetches images and secrets and writes the log.
    #[must_use]
    pub fn execution_role(&self) -> &RoleHandle {
        &self.execution_role
    }

    #[must_use]
    pub fn log_group(&self) -> &LogGroupHandle {
        &self.logs
    }

    /// Its entry in the cluster's namespace.
    #[must_use]
    pub fn registry(&self) -> Option<&Resource<servicediscovery::Service>> {
        self.registry.as_ref()
    }

    /// A metric of ECS about it, such as `CPUUtilization`.
    pub fn metric(&self, name: impl Into<String>) -> Metric {
        let cluster: Val<String> = self.cluster.cluster_name().into_val();
        Metric::new("AWS/ECS", name)
            .dimension("ClusterName", cluster)
            .dimension("ServiceName", self.resource.service_name())
    }

    /// The average use of its CPU, in percent.
    #[must_use]
    pub fn cpu(&self) -> Metric {
        self.metric("CPUUtilization")
    }

    /// The average use of its memory, in percent.
    #[must_use]
    pub fn memory(&self) -> Metric {
        self.metric("MemoryUtilization")
    }
}

impl Connectable for FargateServiceHandle {
    fn security_group(&self) -> &SecurityGroupHandle {
        &self.group
    }

    fn default_port(&self) -> Option<Port> {
        self.main.1.map(Port::tcp)
    }
}

impl Grantee for FargateServiceHandle {
    fn grant(&self, statement: PolicyStatement) -> Grant {
        self.task_role.grant(statement)
    }
}

impl Deref for FargateServiceHandle {
    type Target = Resource<ecs::Service>;

    fn deref(&self) -> &Self::Target {
        &self.resource
    }
}
