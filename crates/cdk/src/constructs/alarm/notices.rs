use cdk_aws::refs;
use cdk_core::{IntoVal, Scope, Val};

use crate::constructs::TopicHandle;

/// What an alarm does when it goes off, and when it is over.
#[derive(Default)]
pub(super) struct Notices {
    pub(super) actions: Vec<Val<refs::AlarmAction>>,
    ok_actions: Vec<Val<refs::AlarmAction>>,
    mute: Vec<String>,
}

impl Notices {
    pub(super) fn on_alarm(&mut self, topic: &TopicHandle) {
        self.listen(topic);
        self.actions.push(topic.arn().into_val());
    }

    pub(super) fn when_well(&mut self, topic: &TopicHandle) {
        self.listen(topic);
        self.ok_actions.push(topic.arn().into_val());
    }

    fn listen(&mut self, topic: &TopicHandle) {
        if !topic.take_alarms() {
            self.mute.push(topic.path());
        }
    }

    /// The actions in both cases. A topic that CloudWatch cannot publish to is a mistake.
    pub(super) fn resolve(self, scope: &Scope) -> (Vec<Val<refs::AlarmAction>>, Vec<Val<refs::AlarmAction>>) {
        for topic in self.mute {
            scope.error(format!(
                "CloudWatch cannot publish to {topic}, which SNS's own key encrypts; make it with `Topic::for_alarms`"
            ));
        }
        (self.actions, self.ok_actions)
    }
}
