//! Alarms and a dashboard of what is measured in us-east-1 only: the distribution, its firewall, and the health checks.

use std::collections::BTreeMap;

use cdk::aws::{Resource, route53};
use cdk::constructs::{
    Alarm, AlarmHandle, CompositeAlarm, Dashboard, DistributionHandle, KeyHandle, Metric, Queue, QueueHandle,
    Topic, TopicHandle, WebAclHandle, Widget,
};
use cdk::{Stack, given};
use contract::service::Service;

use crate::app::Clinic;
use crate::monitoring::{RUNBOOKS, certificate_expires};
use crate::{nag, names};

/// Requests that the firewall blocks within five minutes from which on it is an attack rather than noise.
const BLOCKED: u32 = 1000;
/// Days that messages are kept that nobody took.
const UNDELIVERED_DAYS: u32 = 14;

pub(super) fn declare(
    stack: &Stack,
    clinic: &Clinic<'_>,
    key: &KeyHandle,
    (distribution, firewall): (&DistributionHandle, &WebAclHandle),
    health: &BTreeMap<Service, Resource<route53::HealthCheck>>,
) -> (TopicHandle, QueueHandle) {
    let env = clinic.env();
    let mut topic = Topic::new()
        .name(format!("petclinic-{env}-edge"))
        .encrypted_by(key)
        .alarms_named(names::alarms(env))
        .display_name(format!("PetClinic {env}"));
    if let Some(address) = &clinic.environment.notices.email {
        topic = topic.email(address);
    }
    let topic = stack.add("Alarms", topic);
    let undelivered = Queue::new().without_dead_letters().retention(UNDELIVERED_DAYS * 24 * 3600);
    let undelivered = stack.add("Undelivered", undelivered);
    nag::accept(undelivered.scope(), "SQS3", "it is the dead-letter queue itself");

    let alarm = |name: String, meaning: String, alarm: Alarm| -> AlarmHandle {
        let end = format!("edge-{name}");
        let alarm = alarm.name(names::alarm(env, &end)).description(names::about_alarm(&end, &meaning));
        stack.add(format!("Alarm-{name}"), alarm)
    };
    let blocked = Alarm::at_least(firewall.blocked_requests().every(300), BLOCKED);
    let blocked = alarm(
        "blocked".to_owned(),
        format!("The firewall blocked {BLOCKED} requests within five minutes"),
        blocked,
    );
    let down = health.iter().map(|(service, check)| {
        let status = Alarm::below(answers(*service, check), 1).for_periods(3);
        alarm(format!("{service}-down"), format!("{service} does not answer from outside"), status)
    });
    let expires = clinic.environment.domain.as_ref().map(|domain| {
        let meaning = "The certificate of the distribution is about to expire";
        alarm(
            "certificate".to_owned(),
            meaning.to_owned(),
            certificate_expires(given(&domain.edge_certificate)),
        )
    });
    let all: Vec<AlarmHandle> = [blocked].into_iter().chain(down).chain(expires).collect();
    let speaks = CompositeAlarm::any(&all)
        .name(format!("petclinic-{env}-edge"))
        .description(format!("The distribution, as clients see it. {RUNBOOKS}"))
        .notify(&topic)
        .notify_when_well(&topic);
    let speaks = stack.add("Speaks", speaks);

    // The errors of the API are among those of the distribution, so that an alarm on these would tell of the same faults.
    let dashboard = Dashboard::new()
        .name(format!("petclinic-{env}-edge"))
        .row([Widget::text(format!(
            "# PetClinic {env}: edge\nThe distribution, its firewall, and the health checks"
        ))
        .width(24)])
        .row([
            Widget::alarms("Alarms", all.iter()).width(16),
            Widget::alarms("All of it", [&speaks]).width(8),
        ])
        .row([
            Widget::graph("Requests", [distribution.requests()]),
            Widget::graph(
                "Errors in %",
                [distribution.metric("4xxErrorRate").label("4xx %"), distribution.server_error_rate()],
            ),
            Widget::graph("Bytes sent", [distribution.metric("BytesDownloaded").statistic("Sum")]),
        ])
        .row([
            Widget::graph(
                "Firewall",
                [firewall.allowed_requests(), firewall.blocked_requests().color("#d62728")],
            ),
            Widget::graph(
                "Answers from outside",
                health.iter().map(|(service, check)| answers(*service, check)),
            ),
        ]);
    stack.add("Dashboard", dashboard);
    (topic, undelivered)
}

/// 1 while a service answers from outside.
fn answers(service: Service, check: &Resource<route53::HealthCheck>) -> Metric {
    let id = check.health_check_id().cast::<String>();
    Metric::new("AWS/Route53", "HealthCheckStatus")
        .dimension("HealthCheckId", id)
        .statistic("Minimum")
        .every(60)
        .label(service.name())
}
