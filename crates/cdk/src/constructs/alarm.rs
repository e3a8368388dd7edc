mod composite;
mod notices;

use std::ops::Deref;

use cdk_aws::cloudwatch::alarm::{ComparisonOperator, TreatMissingData};
use cdk_aws::{Resource, cloudwatch, refs};
use cdk_core::{Construct, IntoVal, Scope};

pub use self::composite::{AnyAlarm, CompositeAlarm, CompositeAlarmHandle};
use self::notices::Notices;
use super::{Metric, TopicHandle};

/// An alarm on a metric. By default missing data is no alarm above a threshold, and an alarm below one, since a metric that fell silent
/// is below any threshold; [`missing_data`](Self::missing_data) changes that.
///
/// Makes: `AWS::CloudWatch::Alarm`.
///
/// ```
/// use cdk::constructs::{Alarm, Queue, Topic};
/// # let app = cdk::App::new();
/// # let stack = app.stack("S", cdk::Environment::agnostic());
/// let people = stack.add("People", Topic::for_alarms());
/// let orders = stack.add("Orders", Queue::new());
/// stack.add("Slow", Alarm::above(orders.age_of_oldest_message(), 600).for_periods(2).notify(&people));
/// ```
#[must_use = "nothing is made of it before it is added to something"]
pub struct Alarm {
    metric: Metric,
    threshold: f64,
    comparison: ComparisonOperator,
    periods: u32,
    resource: cloudwatch::Alarm,
    notices: Notices,
}

impl Alarm {
    pub fn at_least(metric: Metric, threshold: impl Into<f64>) -> Self {
        Self::when(metric, ComparisonOperator::GreaterThanOrEqualToThreshold, threshold.into())
    }

    pub fn above(metric: Metric, threshold: impl Into<f64>) -> Self {
        Self::when(metric, ComparisonOperator::GreaterThanThreshold, threshold.into())
    }

    pub fn at_most(metric: Metric, threshold: impl Into<f64>) -> Self {
        Self::when(metric, ComparisonOperator::LessThanOrEqualToThreshold, threshold.into())
    }

    pub fn below(metric: Metric, threshold: impl Into<f64>) -> Self {
        Self::when(metric, ComparisonOperator::LessThanThreshold, threshold.into())
    }

    fn when(metric: Metric, comparison: ComparisonOperator, threshold: f64) -> Self {
        let missing = match comparison {
            ComparisonOperator::LessThanThreshold | ComparisonOperator::LessThanOrEqualToThreshold => {
                TreatMissingData::Breaching
            }
            _ => TreatMissingData::NotBreaching,
        };
        Self {
            metric,
            threshold,
            comparison,
            periods: 1,
            resource: cloudwatch::Alarm::new().treat_missing_data(missing),
            notices: Notices::default(),
        }
    }

    /// The number of periods that it evaluates; one unless given.
    pub fn for_periods(mut self, periods: u32) -> Self {
        self.periods = periods;
        self
    }

    /// Goes off when this many of the evaluated periods are beyond the threshold.
    pub fn when_any(mut self, data_points: u32) -> Self {
        self.resource = self.resource.datapoints_to_alarm(data_points);
        self
    }

    /// How the alarm treats missing data.
    pub fn missing_data(mut self, meaning: TreatMissingData) -> Self {
        self.resource = self.resource.treat_missing_data(meaning);
        self
    }

    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.resource = self.resource.alarm_description(text.into());
        self
    }

    /// A fixed name, with which CloudFormation cannot replace the alarm.
    pub fn name(mut self, name: impl IntoVal<String>) -> Self {
        self.resource = self.resource.alarm_name(name);
        self
    }

    /// Notifies a topic, which must be one that CloudWatch can publish to.
    pub fn notify(mut self, topic: &TopicHandle) -> Self {
        self.notices.on_alarm(topic);
        self
    }

    /// Notifies a topic when the metric is back to normal.
    pub fn notify_when_well(mut self, topic: &TopicHandle) -> Self {
        self.notices.when_well(topic);
        self
    }

    /// Any other action: a function, a scaling policy.
    pub fn action(mut self, action: impl IntoVal<refs::AlarmAction>) -> Self {
        self.notices.actions.push(action.into_val());
        self
    }
}

impl Construct for Alarm {
    type Output = AlarmHandle;

    fn create(self, scope: &Scope) -> AlarmHandle {
        let mut resource = self
            .metric
            .watched_by(self.resource)
            .comparison_operator(self.comparison)
            .threshold(self.threshold)
            .evaluation_periods(self.periods);
        let (actions, ok_actions) = self.notices.resolve(scope);
        if !actions.is_empty() {
            resource = resource.alarm_actions(actions);
        }
        if !ok_actions.is_empty() {
            resource = resource.ok_actions(ok_actions);
        }
        AlarmHandle { resource: scope.add("Resource", resource) }
    }
}

/// Handle on an [`Alarm`]. Derefs to its resource.
#[derive(Clone, Debug)]
pub struct AlarmHandle {
    resource: Resource<cloudwatch::Alarm>,
}

impl Deref for AlarmHandle {
    type Target = Resource<cloudwatch::Alarm>;

    fn deref(&self) -> &Self::Target {
        &self.resource
    }
}
