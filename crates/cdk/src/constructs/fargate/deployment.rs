//! How a service's tasks are replaced, and the capacity they run on.

use cdk_aws::ecs::service::{
    CapacityProviderStrategyItem, DeploymentAlarms, DeploymentCircuitBreaker, DeploymentConfiguration,
    LaunchType,
};
use cdk_aws::{ecs, kinds};
use cdk_core::{IntoVal, Scope};

use super::FargateService;

impl FargateService {
    /// How many tasks there are during a deployment at least and at most, in percent of the desired count.
    pub fn deployment_percent(mut self, least: u32, most: u32) -> Self {
        self.percent = (least, most);
        self
    }

    /// Rolls a deployment back when an alarm goes off during it. An alarm on metrics of the service itself is given by a fixed name
    /// (`given("pets-slow")`), since neither could be made before the other.
    pub fn rolled_back_on(mut self, alarm: impl IntoVal<kinds::cloudwatch::AlarmName>) -> Self {
        self.alarms.push(alarm.into_val());
        self
    }

    /// Runs all tasks but this many on spare capacity, which costs about a third and which AWS takes back on two minutes' notice.
    pub fn spot_beyond(mut self, tasks: u32) -> Self {
        self.capacity = Capacity::SpotBeyond(tasks);
        self
    }

    /// Runs all tasks on demand by a capacity provider of a cluster [with spot](crate::constructs::Cluster::with_spot). The same service can take
    /// spare capacity later, for which AWS would otherwise replace it.
    pub fn on_demand(mut self) -> Self {
        self.capacity = Capacity::OnDemand;
        self
    }

    /// Spreads its tasks evenly over the zones again when one has more than its share, as after the failure of a zone. A deployment must
    /// be able to run more than all its tasks.
    pub fn balanced_over_zones(mut self) -> Self {
        self.balanced = true;
        self
    }

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

/// The capacity that tasks run on.
#[derive(Clone, Copy, Debug)]
pub(super) enum Capacity {
    /// On demand, without a capacity provider.
    Launch,
    /// On demand.
    OnDemand,
    /// This many on demand, the others on spare capacity.
    SpotBeyond(u32),
}

impl Capacity {
    pub(super) fn of(self, service: ecs::Service) -> ecs::Service {
        let provider = |name: &str| CapacityProviderStrategyItem::new().capacity_provider(name);
        match self {
            Self::Launch => service.launch_type(LaunchType::Fargate),
            Self::OnDemand => service.capacity_provider_strategy([provider("FARGATE").weight(1)]),
            Self::SpotBeyond(tasks) => service.capacity_provider_strategy([
                provider("FARGATE").base(tasks).weight(0),
                provider("FARGATE_SPOT").weight(1),
            ]),
        }
    }
}
