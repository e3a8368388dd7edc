//! Amazon Managed Service for Prometheus: the collectors beside tasks write to it, and it evaluates the clinic's own rules.
//!
//! All of it is in the layer of the collectors, and later layers know the topic by its name, so that it can be chosen and left out in any
//! deployment: no export stands in the way.

use cdk::aws::aps::workspace::LoggingConfiguration;
use cdk::aws::aps::{RuleGroupsNamespace, Workspace};
use cdk::aws::{Resource, aps};
use cdk::constructs::{
    Alarm, AlarmHandle, CompositeAlarm, CompositeAlarmHandle, Grantee, Metric, PolicyStatement, Principal,
    Topic, TopicHandle,
};
use cdk::{IntoVal, Output, Stack, Val, text};
use contract::service::Service;
use observability::managed::{self, Namespace};

use crate::app::Clinic;
use crate::monitoring::RUNBOOKS;
use crate::security::Security;
use crate::{functions, names};

/// The managed Prometheus.
pub struct ManagedPrometheus {
    pub workspace: Resource<aps::Workspace>,
    /// The topic of its alerts, and of the alarms about it.
    pub alerts: TopicHandle,
    /// The alarm that it does not do its work.
    pub speaks: CompositeAlarmHandle,
}

const PROMETHEUS: &str = "aps.amazonaws.com";
/// Stands for the topic in the definition until its ARN is known.
const TOPIC: &str = "TOPIC-OF-ALERTS";
/// Why samples are discarded although the clinic is well: too many of them, too old ones, or two tasks under one name.
const REASONS: [&str; 5] = [
    "greater_than_max_sample_age",
    "new-value-for-timestamp",
    "per_user_series_limit",
    "rate_limited",
    "sample-out-of-order",
];
/// Samples that are discarded within five minutes.
const DISCARDED: u32 = 100;

/// Declares it, if the environment chooses it.
pub(super) fn declare(stack: &Stack, clinic: &Clinic<'_>, security: &Security) -> Option<ManagedPrometheus> {
    if !clinic.environment.managed.prometheus {
        return None;
    }
    let env = clinic.env();
    let mut topic = Topic::new()
        .name(names::prometheus_topic(env))
        .encrypted_by(&security.keys.logs)
        .alarms_named(names::alarms(env))
        .display_name(format!("PetClinic {env}"));
    if let Some(address) = &clinic.environment.notices.email {
        topic = topic.email(address);
    }
    let topic = stack.add("PrometheusAlerts", topic);
    let log = functions::log_group_named(clinic, security, names::prometheus_log(env));
    let log = stack.add("PrometheusLog", log);
    let definition = managed::alert_manager(TOPIC, &clinic.environment.region);
    let workspace = Workspace::new()
        .alias(format!("petclinic-{env}-metrics"))
        .alert_manager_definition(filled(&definition, TOPIC, topic.topic_arn()))
        .logging_configuration(LoggingConfiguration::new().log_group_arn(log.arn()));
    let workspace = stack.add("Prometheus", workspace);
    workspace.removal_policy(clinic.removal());
    security.keys.logs.allow_service(PROMETHEUS);
    let look = "sns:GetTopicAttributes";
    // As AWS's guide has it: the alerts of this workspace only.
    topic.add_to_policy(
        PolicyStatement::allow([look, "sns:Publish"])
            .on([topic.topic_arn()])
            .by(Principal::service(PROMETHEUS))
            .when("StringEquals", "aws:SourceAccount", stack.account())
            .when("ArnEquals", "aws:SourceArn", workspace.arn()),
    );
    topic.add_to_policy(PolicyStatement::deny([look]).on([topic.topic_arn()]).by(Principal::anyone()).when(
        "Bool",
        "aws:SecureTransport",
        "false",
    ));
    let namespaces = managed::namespaces();
    for namespace in &namespaces {
        let rules = RuleGroupsNamespace::new()
            .data(&namespace.text)
            .name(namespace.name)
            .workspace(workspace.arn().cast::<String>());
        stack.add(format!("Rules-{}", namespace.name), rules);
    }
    stack.add("PrometheusEndpoint", Output::new(workspace.prometheus_endpoint()));
    let speaks = alarms(stack, env, (&workspace, &topic), &namespaces);
    Some(ManagedPrometheus { workspace, alerts: topic, speaks })
}

impl ManagedPrometheus {
    /// Lets the collector beside a service's task write samples.
    pub(super) fn take_from(&self, stack: &Stack, security: &Security, service: Service) {
        if let Some(role) = security.roles.extended_in(stack, service) {
            role.grant(PolicyStatement::allow(["aps:RemoteWrite"]).on([self.workspace.arn()]));
        }
    }

    /// The address that samples are written to.
    pub(super) fn remote_write(&self) -> Val<String> {
        // The endpoint ends in a slash.
        text!("{}api/v1/remote_write", self.workspace.prometheus_endpoint())
    }
}

/// A text with a value in the place of a marker.
pub(super) fn filled(text: &str, marker: &str, value: impl IntoVal<String>) -> Val<String> {
    let value = value.into_val();
    let mut parts = text.split(marker);
    let first = parts.next().unwrap_or_default().into_val();
    parts.fold(first, |all: Val<String>, part| text!("{}{}{}", all, &value, part))
}

/// The alarms about the workspace itself: its metrics cost nothing, and one that is missing is zero.
fn alarms(
    stack: &Stack,
    env: &str,
    (workspace, topic): (&Resource<aps::Workspace>, &TopicHandle),
    namespaces: &[Namespace],
) -> CompositeAlarmHandle {
    let of = |name: &str| {
        let metric = Metric::new("AWS/Prometheus", name).dimension("Workspace", workspace.workspace_id());
        metric.statistic("Sum").every(300)
    };
    let alarm = |name: String, meaning: String, alarm: Alarm| -> AlarmHandle {
        let end = format!("prometheus-{name}");
        let alarm = alarm.name(names::alarm(env, &end)).description(names::about_alarm(&end, &meaning));
        stack.add(format!("Alarm-{end}"), alarm)
    };
    let rules = namespaces.iter().map(|Namespace { name, groups, .. }| {
        let failures = groups
            .iter()
            .map(|group| of("RuleEvaluationFailures").dimension("RuleGroup", format!("{name};{group}")));
        alarm(
            format!("rules-{name}"),
            format!("The managed Prometheus cannot evaluate a rule about {name}"),
            Alarm::at_least(sum(failures), 1).for_periods(3),
        )
    });
    let mut all: Vec<AlarmHandle> = rules.collect();
    all.push(alarm(
        "notices".to_owned(),
        "The managed Prometheus cannot deliver an alert".to_owned(),
        Alarm::at_least(of("AlertManagerNotificationsFailed"), 1),
    ));
    let discarded = REASONS.map(|reason| of("DiscardedSamples").dimension("Reason", reason));
    all.push(alarm(
        "samples".to_owned(),
        "The managed Prometheus discards samples".to_owned(),
        Alarm::at_least(sum(discarded), DISCARDED).for_periods(3),
    ));
    let speaks = CompositeAlarm::any(&all)
        .name(names::alarm(env, "prometheus"))
        .description(format!(
            "{RUNBOOKS} The managed Prometheus cannot evaluate rules, deliver alerts or keep samples"
        ))
        .notify(topic)
        .notify_when_well(topic);
    stack.add("PrometheusSpeaks", speaks)
}

/// The sum of at most ten metrics, as many as an alarm takes.
fn sum(metrics: impl IntoIterator<Item = Metric>) -> Metric {
    let named: Vec<_> = metrics.into_iter().enumerate().map(|(at, it)| (format!("m{at}"), it)).collect();
    let terms: Vec<_> = named.iter().map(|(name, _)| format!("FILL({name}, 0)")).collect();
    Metric::formula(terms.join(" + "), named)
}
