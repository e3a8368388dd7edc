use cdk_aws::events::rule::{State, Target};
use cdk_aws::{Resource, events};
use cdk_core::{Construct, IntoVal, Json, Scope};

use super::{FunctionHandle, TopicHandle};

/// A rule of EventBridge: events that match its pattern go to topics and functions as they are.
///
/// Makes: `AWS::Events::Rule`; for each function an `AWS::Lambda::Permission`.
///
/// ```
/// use cdk::constructs::{EventRule, Topic};
/// # let app = cdk::App::new();
/// # let stack = app.stack("S", cdk::Environment::agnostic());
/// let people = stack.add("People", Topic::for_alarms());
/// let failed = EventRule::matching(cdk::json!({"source": ["aws.ecs"], "detail": {"eventName": ["SERVICE_DEPLOYMENT_FAILED"]}}));
/// stack.add("Failed", failed.notify(&people));
/// ```
#[must_use = "nothing is made of it before it is added to something"]
pub struct EventRule {
    resource: events::Rule,
    topics: Vec<TopicHandle>,
    functions: Vec<FunctionHandle>,
}

impl EventRule {
    /// For events of the account's own bus that match a pattern.
    pub fn matching(pattern: Json) -> Self {
        let resource = events::Rule::new().event_pattern(pattern).state(State::Enabled);
        Self { resource, topics: Vec::new(), functions: Vec::new() }
    }

    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.resource = self.resource.description(text.into());
        self
    }

    /// A fixed name, with which CloudFormation cannot replace the rule.
    pub fn name(mut self, name: impl IntoVal<String>) -> Self {
        self.resource = self.resource.name(name);
        self
    }

    /// Publishes events to a topic, which must have a key that EventBridge can use: see
    /// [`Topic::for_alarms`](super::Topic::for_alarms).
    pub fn notify(mut self, topic: &TopicHandle) -> Self {
        self.topics.push(topic.clone());
        self
    }

    /// Invokes a function with events.
    pub fn invoke(mut self, function: &FunctionHandle) -> Self {
        self.functions.push(function.clone());
        self
    }
}

impl Construct for EventRule {
    type Output = Resource<events::Rule>;

    fn create(self, scope: &Scope) -> Self::Output {
        let count = self.topics.len() + self.functions.len();
        if count > 5 {
            scope.fail(format!("a rule has at most 5 targets, and not {count}"));
        }
        let topics = self.topics.iter().map(|it| Target::new().arn(it.topic_arn()));
        let functions = self.functions.iter().map(|it| Target::new().arn(it.arn()));
        let targets: Vec<Target> =
            topics.chain(functions).enumerate().map(|(at, it)| it.id(format!("target-{}", at + 1))).collect();
        let rule = scope.add("Resource", self.resource.targets(targets));
        self.topics.iter().for_each(TopicHandle::allow_events);
        for (at, function) in (1..).zip(&self.functions) {
            let permission = cdk_aws::lambda::Permission::new()
                .action("lambda:InvokeFunction")
                .function_name(function.arn())
                .principal("events.amazonaws.com")
                .source_arn(rule.arn());
            scope.add(format!("MayInvoke{at}"), permission);
        }
        rule
    }
}
