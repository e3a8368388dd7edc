//! Layer 12: notices to Slack, and events that become notices.

mod events;

use cdk::aws::kinds::sns::TopicArn;
use cdk::aws::sns;
use cdk::constructs::{
    Alarm, CompositeAlarm, CompositeAlarmHandle, FunctionHandle, PolicyStatement, Queue, QueueHandle, Topic,
};
use cdk::intrinsic::split;
use cdk::{Stack, json, pseudo, text};
use contract::service::Service;

use crate::app::Clinic;
use crate::application::Application;
use crate::aws_native::AwsNative;
use crate::database::Database;
use crate::frontend::{EDGE, Frontend};
use crate::functions::{self, Surroundings};
use crate::monitoring::watch_log;
use crate::network::Network;
use crate::security::Security;
use crate::{nag, names};

/// What is declared for notices.
pub struct Notification {
    pub notifier: FunctionHandle,
    /// Notices that did not reach Slack.
    pub undelivered: QueueHandle,
    /// The alarm that they did not.
    pub silent: CompositeAlarmHandle,
}

/// The layers that are told of.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    pub database: &'a Database,
    pub application: &'a Application,
    pub native: &'a AwsNative,
    pub frontend: &'a Frontend,
}

/// How often Lambda repeats a notice that the notifier could not post, and for how long, in seconds. The notifier itself repeats as long
/// as its time limit allows.
const REPEATS: (u32, u32) = (2, 6 * 3600);
/// Days that notices are kept that did not reach Slack.
const UNDELIVERED_DAYS: u32 = 14;

/// Declares the layer.
pub fn declare(
    clinic: &mut Clinic<'_>,
    network: &Network,
    security: &Security,
    told: Told<'_>,
) -> Notification {
    let stack = clinic.stack("12-notification", "notices to Slack");
    let around = Surroundings { network, security };
    let notifier = functions::function(&stack, clinic, around, Service::SlackNotifier);
    let notifier = stack.add("Notifier", notifier);
    let undelivered = Queue::new().without_dead_letters().retention(UNDELIVERED_DAYS * 24 * 3600);
    let undelivered = stack.add("Undelivered", undelivered);
    nag::accept(undelivered.scope(), "SQS3", "it is the dead-letter queue itself");
    if clinic.environment.region != EDGE {
        nag::accept_readers(&stack);
    }
    if let Some(role) = security.roles.extended_in(&stack, Service::SlackNotifier) {
        notifier.failed_events_to(&undelivered, &undelivered.grant_send(&role), REPEATS);
    }
    // Undelivered messages stay in the region of their topic.
    for (topic, queue) in
        [(&told.native.alarms, &undelivered), (&told.frontend.alarms, &told.frontend.undelivered)]
    {
        topic.undelivered_to(&topic.subscribe_function(&notifier), queue);
    }
    if clinic.environment.managed.prometheus {
        tell_of_prometheus(&stack, clinic, &notifier, &undelivered);
    }
    events::declare(&stack, clinic, told);
    let silent = silent(&stack, clinic, &notifier, &undelivered);
    Notification { notifier, undelivered, silent }
}

/// Subscribes to the alerts of the managed Prometheus. Their topic is known by its name, so that an export of it does not keep the managed
/// Prometheus from being left out again.
fn tell_of_prometheus(
    stack: &Stack,
    clinic: &Clinic<'_>,
    notifier: &FunctionHandle,
    undelivered: &QueueHandle,
) {
    // The account is that in the notifier's ARN, since AWS's validator takes an ARN without a reference for one that was written down.
    let account = split(":", notifier.arn().cast::<String>()).select(4);
    let name = names::prometheus_topic(clinic.env());
    let topic = text!("arn:{}:sns:{}:{}:{}", pseudo::partition(), stack.region(), account, name);
    notifier.allow_service("PrometheusMayCall", "sns.amazonaws.com", topic.clone());
    undelivered.add_to_policy(
        PolicyStatement::allow(["sqs:SendMessage"]).on([undelivered.arn()]).by("sns.amazonaws.com").when(
            "ArnEquals",
            "aws:SourceArn",
            topic.clone(),
        ),
    );
    let subscription = sns::Subscription::new()
        .protocol("lambda")
        .topic_arn(topic.cast::<TopicArn>())
        .endpoint(notifier.arn().cast::<String>())
        .redrive_policy(json!({"deadLetterTargetArn": (undelivered.arn())}));
    stack.add("FromPrometheus", subscription).depends_on(undelivered.policy());
}

/// The alarm about Slack itself, which goes to an address of e-mail if there is one.
fn silent(
    stack: &Stack,
    clinic: &Clinic<'_>,
    notifier: &FunctionHandle,
    undelivered: &QueueHandle,
) -> CompositeAlarmHandle {
    let env = clinic.env();
    let mut alarms = vec![
        (
            "undelivered",
            "A notice did not reach Slack",
            Alarm::at_least(undelivered.messages_visible().every(60), 1),
        ),
        (
            "throttles",
            "Notices come faster than they are posted",
            Alarm::at_least(notifier.throttles(), 1).for_periods(5),
        ),
    ];
    let log = notifier.logs().log_group_name();
    for (lines, metric) in watch_log(stack, env, Service::SlackNotifier, log) {
        if lines.is_alarming {
            alarms.push((lines.name, "The notifier was ended", Alarm::at_least(metric, 1)));
        }
    }
    let alarms: Vec<_> = alarms
        .into_iter()
        .map(|(name, meaning, alarm)| {
            let end = format!("slack-{name}");
            let alarm = alarm.name(names::alarm(env, &end)).description(names::about_alarm(&end, meaning));
            stack.add(format!("Alarm-{name}"), alarm)
        })
        .collect();
    let mut silent = CompositeAlarm::any(&alarms)
        .name(format!("petclinic-{env}-slack"))
        .description(names::about_alarm("slack-undelivered", "Notices do not reach Slack"));
    if let Some(address) = &clinic.environment.notices.email {
        let topic =
            stack.add("AboutSlack", Topic::for_alarms().alarms_named(names::alarms(env)).email(address));
        silent = silent.notify(&topic).notify_when_well(&topic);
    }
    stack.add("Silent", silent)
}
