use std::ops::Deref;

use cdk_aws::{Resource, cloudwatch, refs};
use cdk_core::{Construct, IntoVal, Json, Scope, Val, intrinsic};

use super::{AlarmHandle, Notices};
use crate::constructs::TopicHandle;

/// How a rule names an alarm that goes off.
const ALARM: &str = r#"ALARM("{}")"#;
/// Seconds that a composite alarm waits for its suppressor to go off, too.
const WAIT_SECONDS: u32 = 120;
/// Seconds that it stays silent after its suppressor is back to normal.
const EXTENSION_SECONDS: u32 = 180;

/// An alarm that goes off when one of several others does, so that one fault sends one message. The others need no actions.
///
/// Makes: `AWS::CloudWatch::CompositeAlarm`.
///
/// ```
/// use cdk::constructs::{Alarm, CompositeAlarm, Queue, Topic};
/// # let app = cdk::App::new();
/// # let stack = app.stack("S", cdk::Environment::agnostic());
/// let people = stack.add("People", Topic::for_alarms());
/// let orders = stack.add("Orders", Queue::new());
/// let late = stack.add("Late", Alarm::above(orders.age_of_oldest_message(), 600));
/// let many = stack.add("Many", Alarm::above(orders.messages_visible(), 1000));
/// stack.add("Stuck", CompositeAlarm::any([&late, &many]).notify(&people));
/// ```
#[must_use = "nothing is made of it before it is added to something"]
pub struct CompositeAlarm {
    /// It goes off when all alarms of any of these do.
    of: Vec<Vec<Json>>,
    description: Option<String>,
    name: Option<Val<String>>,
    cause: Option<Val<refs::AlarmArnOrCompositeAlarmArn>>,
    notices: Notices,
}

/// An alarm of either kind: on a metric, or on other alarms.
pub trait AnyAlarm {
    /// Its ARN, as another alarm's suppressor.
    fn alarm_arn(&self) -> Val<refs::AlarmArnOrCompositeAlarmArn>;
}

impl AnyAlarm for AlarmHandle {
    fn alarm_arn(&self) -> Val<refs::AlarmArnOrCompositeAlarmArn> {
        self.arn().into_val()
    }
}

impl AnyAlarm for CompositeAlarmHandle {
    fn alarm_arn(&self) -> Val<refs::AlarmArnOrCompositeAlarmArn> {
        self.arn().into_val()
    }
}

impl CompositeAlarm {
    /// Goes off when any of these does: 1 to 100.
    pub fn any<'a, A: AnyAlarm + 'a>(alarms: impl IntoIterator<Item = &'a A>) -> Self {
        let of = alarms.into_iter().map(|it| vec![it.alarm_arn().into_json()]).collect();
        Self { of, description: None, name: None, cause: None, notices: Notices::default() }
    }

    /// Goes off when all of these do at the same time: 1 to 100. [`or`](Self::or) and [`or_all`](Self::or_all) add further cases.
    pub fn all<'a, A: AnyAlarm + 'a>(alarms: impl IntoIterator<Item = &'a A>) -> Self {
        Self::any::<A>([]).or_all(alarms)
    }

    /// Or when this one does.
    pub fn or(mut self, alarm: &impl AnyAlarm) -> Self {
        self.of.push(vec![alarm.alarm_arn().into_json()]);
        self
    }

    /// Or when all of these do at the same time.
    pub fn or_all<'a, A: AnyAlarm + 'a>(mut self, alarms: impl IntoIterator<Item = &'a A>) -> Self {
        let alarms: Vec<_> = alarms.into_iter().map(|it| it.alarm_arn().into_json()).collect();
        if !alarms.is_empty() {
            self.of.push(alarms);
        }
        self
    }

    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// A fixed name, with which CloudFormation cannot replace the alarm.
    pub fn name(mut self, name: impl IntoVal<String>) -> Self {
        self.name = Some(name.into_val());
        self
    }

    /// Stays silent while another alarm is on, which is the cause of this one. It waits two minutes for that one before it speaks, and
    /// three after that one is over.
    pub fn silent_while(mut self, cause: &impl AnyAlarm) -> Self {
        self.cause = Some(cause.alarm_arn());
        self
    }

    /// Notifies a topic, which must be one that CloudWatch can publish to.
    pub fn notify(mut self, topic: &TopicHandle) -> Self {
        self.notices.on_alarm(topic);
        self
    }

    /// Notifies a topic when all is back to normal.
    pub fn notify_when_well(mut self, topic: &TopicHandle) -> Self {
        self.notices.when_well(topic);
        self
    }
}

impl Construct for CompositeAlarm {
    type Output = CompositeAlarmHandle;

    fn create(self, scope: &Scope) -> CompositeAlarmHandle {
        let count = self.of.iter().map(Vec::len).sum::<usize>();
        if count == 0 || count > 100 {
            scope.fail(format!("a composite alarm is of 1 to 100 alarms, and not of {count}"));
        }
        let all = |alarms: &Vec<Json>| match alarms.len() {
            1 => ALARM.to_owned(),
            count => format!("({})", vec![ALARM; count].join(" AND ")),
        };
        let rule = self.of.iter().map(all).collect::<Vec<_>>().join(" OR ");
        let of = self.of.into_iter().flatten();
        let mut resource = cloudwatch::CompositeAlarm::new().alarm_rule(intrinsic::concat(&rule, of));
        if let Some(text) = self.description {
            resource = resource.alarm_description(text);
        }
        if let Some(name) = self.name {
            resource = resource.alarm_name(name);
        }
        if let Some(cause) = self.cause {
            resource = resource
                .actions_suppressor(cause)
                .actions_suppressor_wait_period(WAIT_SECONDS)
                .actions_suppressor_extension_period(EXTENSION_SECONDS);
        }
        let (actions, ok_actions) = self.notices.resolve(scope);
        if !actions.is_empty() {
            resource = resource.alarm_actions(actions);
        }
        if !ok_actions.is_empty() {
            resource = resource.ok_actions(ok_actions);
        }
        CompositeAlarmHandle { resource: scope.add("Resource", resource) }
    }
}

/// Handle on a [`CompositeAlarm`]. Derefs to its resource.
#[derive(Clone, Debug)]
pub struct CompositeAlarmHandle {
    resource: Resource<cloudwatch::CompositeAlarm>,
}

impl Deref for CompositeAlarmHandle {
    type Target = Resource<cloudwatch::CompositeAlarm>;

    fn deref(&self) -> &Self::Target {
        &self.resource
    }
}
