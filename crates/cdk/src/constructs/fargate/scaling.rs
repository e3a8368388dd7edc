use applicationautoscaling::scalable_target::{ScalableDimension, ServiceNamespace};
use applicationautoscaling::scaling_policy::{
    PolicyType, PredefinedMetricSpecification, PredefinedMetricType, TargetTrackingScalingPolicyConfiguration,
};
use cdk_aws::applicationautoscaling;
use cdk_core::{Scope, text};

use super::FargateServiceHandle;
use crate::constructs::TargetGroupHandle;

/// Scaling of a service: it changes the number of tasks to keep some metrics near their targets.
///
/// Makes: `AWS::ApplicationAutoScaling::ScalableTarget`, and an `AWS::ApplicationAutoScaling::ScalingPolicy` for each measure.
#[derive(Clone, Debug)]
#[must_use = "nothing is made of it before it is part of a service"]
pub struct Scaling {
    least: u32,
    most: u32,
    rules: Vec<Rule>,
    out_cooldown_seconds: u32,
    in_cooldown_seconds: u32,
}

#[derive(Clone, Debug)]
struct Rule {
    id: &'static str,
    metric: PredefinedMetricType,
    target: f64,
    group: Option<TargetGroupHandle>,
}

impl Scaling {
    /// The minimum and maximum number of tasks. Unless given, the cooldown is a minute after adding tasks and five after removing some.
    pub const fn between(least: u32, most: u32) -> Self {
        Self { least, most, rules: Vec::new(), out_cooldown_seconds: 60, in_cooldown_seconds: 300 }
    }

    fn rule(
        mut self,
        id: &'static str,
        metric: PredefinedMetricType,
        target: f64,
        group: Option<&TargetGroupHandle>,
    ) -> Self {
        self.rules.push(Rule { id, metric, target, group: group.cloned() });
        self
    }

    /// Keeps the average use of the CPU near this, in percent.
    pub fn on_cpu(self, percent: u32) -> Self {
        self.rule("Cpu", PredefinedMetricType::EcsServiceAverageCpuUtilization, percent.into(), None)
    }

    /// Keeps the average use of the memory near this, in percent.
    pub fn on_memory(self, percent: u32) -> Self {
        self.rule("Memory", PredefinedMetricType::EcsServiceAverageMemoryUtilization, percent.into(), None)
    }

    /// Keeps the requests per minute and task of a target group near this.
    pub fn on_requests(self, targets: &TargetGroupHandle, per_minute: u32) -> Self {
        self.rule(
            "Requests",
            PredefinedMetricType::AlbRequestCountPerTarget,
            per_minute.into(),
            Some(targets),
        )
    }

    /// The cooldowns after adding and after removing tasks.
    pub fn cooldown_seconds(mut self, out: u32, back: u32) -> Self {
        (self.out_cooldown_seconds, self.in_cooldown_seconds) = (out, back);
        self
    }

    pub(super) fn declare(self, scope: &Scope, service: &FargateServiceHandle) {
        if self.least > self.most {
            scope
                .fail(format!("the least number of tasks, {}, is above the most, {}", self.least, self.most));
        }
        let name = text!("service/{}/{}", service.cluster().cluster_name(), service.service_name());
        let target = applicationautoscaling::ScalableTarget::new()
            .max_capacity(self.most)
            .min_capacity(self.least)
            .resource_id(name)
            .scalable_dimension(ScalableDimension::EcsServiceDesiredCount)
            .service_namespace(ServiceNamespace::Ecs);
        let target = scope.add("Resource", target);
        for rule in self.rules {
            let mut metric = PredefinedMetricSpecification::new().predefined_metric_type(rule.metric);
            if let Some(group) = &rule.group {
                metric = metric.resource_label(group.resource_label());
            }
            let tracking = TargetTrackingScalingPolicyConfiguration::new()
                .target_value(rule.target)
                .predefined_metric_specification(metric)
                .scale_out_cooldown(self.out_cooldown_seconds)
                .scale_in_cooldown(self.in_cooldown_seconds);
            let policy = applicationautoscaling::ScalingPolicy::new()
                .policy_name(rule.id)
                .policy_type(PolicyType::TargetTrackingScaling)
                .scaling_target_id(target.reference())
                .target_tracking_scaling_policy_configuration(tracking);
            let policy = scope.child(rule.id).add("Resource", policy);
            if let Some(group) = &rule.group {
                group.forwarded_before(&policy);
            }
        }
    }
}
