//! How a service's tasks are replaced, and the capacity they run on.

use cdk_aws::ecs;
use cdk_aws::ecs::service::{
    CapacityProviderStrategyItem, DeploymentAlarms, DeploymentCircuitBreaker, DeploymentConfiguration,
    LaunchType,
};
use cdk_core::Scope;

use super::FargateService;

impl FargateService {
    pub(super) fn check(&self, scope: &Scope) {
        let (least, most) = self.percent;
        if most <= 100 && least >= 100 {
            scope.fail(format!("between {least} and {most} percent of its tasks no deployment could begin"));
        }
        if self.balanced && most <= 100 {
            scope.fail(format!(
                "tasks move between zones one by one, so more than {most} percent must be able to run"
            ));
        }
        if let Some(size) = self.storage_gib.filter(|size| !(21..=200).contains(size)) {
            scope.fail(format!("the disk of a task is 21 to 200 GiB, and {size} is not"));
        }
    }

    pub(super) fn deployment(&self) -> DeploymentConfiguration {
        let deployment = DeploymentConfiguration::new()
            .minimum_healthy_percent(self.percent.0)
            .maximum_percent(self.percent.1)
            .deployment_circuit_breaker(DeploymentCircuitBreaker::new().enable(true).rollback(true));
        if self.alarms.is_empty() {
            return deployment;
        }
        deployment
            .alarms(DeploymentAlarms::new().alarm_names(self.alarms.clone()).enable(true).rollback(true))
    }
}

/// The capacity of a service's tasks: all on demand, or only some of them.
pub(super) fn capacity(service: ecs::Service, on_demand: Option<u32>) -> ecs::Service {
    let Some(tasks) = on_demand else { return service.launch_type(LaunchType::Fargate) };
    service.capacity_provider_strategy([
        CapacityProviderStrategyItem::new().capacity_provider("FARGATE").base(tasks).weight(0),
        CapacityProviderStrategyItem::new().capacity_provider("FARGATE_SPOT").weight(1),
    ])
}
