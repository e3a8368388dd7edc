use cdk_aws::events::rule::Target;
use cdk_aws::{Resource, events, lambda};
use cdk_core::given;

use super::FunctionHandle;
use crate::constructs::QueueHandle;

/// A schedule.
#[derive(Clone, Debug)]
pub struct Schedule(String);

impl Schedule {
    #[must_use]
    pub fn every_minutes(minutes: u32) -> Self {
        Self(format!("rate({minutes} {})", if minutes == 1 { "minute" } else { "minutes" }))
    }

    #[must_use]
    pub fn every_hours(hours: u32) -> Self {
        Self(format!("rate({hours} {})", if hours == 1 { "hour" } else { "hours" }))
    }

    /// Once a day, in UTC.
    #[must_use]
    pub fn daily_at(hour: u8, minute: u8) -> Self {
        Self(format!("cron({minute} {hour} * * ? *)"))
    }

    /// Minutes, hours, day of month, month, day of week, year, in UTC, such as `0 8 ? * MON *`.
    pub fn cron(fields: &str) -> Self {
        Self(format!("cron({fields})"))
    }
}

impl FunctionHandle {
    /// Processes the messages of a queue, up to 10 at a time; messages that the function reports as failed are delivered again.
    pub fn reads_from(&self, queue: &QueueHandle) -> Resource<lambda::EventSourceMapping> {
        let grant = queue.grant_consume(self);
        let mapping = lambda::EventSourceMapping::new()
            .function_name(self.arn())
            .event_source_arn(queue.arn())
            .batch_size(10)
            .function_response_types([given("ReportBatchItemFailures")]);
        let id = format!("Reads{}", queue.scope().path().replace('/', ""));
        let mapping = self.scope().add(id, mapping);
        // Lambda looks whether the role may read when the mapping is made.
        grant.apply_before(&mapping);
        mapping
    }

    /// Invokes it on a schedule.
    pub fn runs(&self, id: &str, schedule: Schedule) -> Resource<events::Rule> {
        let target = Target::new().arn(self.arn()).id("function");
        let rule = events::Rule::new().schedule_expression(schedule.0).targets([target]);
        let rule = self.scope().add(id, rule);
        self.allow_service(&format!("{id}MayCall"), "events.amazonaws.com", rule.arn());
        rule
    }
}
