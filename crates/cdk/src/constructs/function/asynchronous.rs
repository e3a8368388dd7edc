use cdk_aws::lambda::event_invoke_config::{DestinationConfig, OnFailure};
use cdk_aws::{Resource, lambda};

use super::FunctionHandle;
use crate::constructs::{Grant, QueueHandle};

impl FunctionHandle {
    /// What Lambda does with an event of an asynchronous invocation, such as a message of a topic, when the function fails: it repeats
    /// it up to two times for as long as the event is younger than 60 to 21,600 seconds, then puts it with the error into a queue.
    ///
    /// The function's role must be allowed to send to the queue; `grant` is that permission: `queue.grant_send(&function)`.
    pub fn failed_events_to(
        &self,
        queue: &QueueHandle,
        grant: &Grant,
        (repeats, seconds): (u32, u32),
    ) -> Resource<lambda::EventInvokeConfig> {
        let failed = DestinationConfig::new().on_failure(OnFailure::new().destination(queue.arn()));
        let config = lambda::EventInvokeConfig::new()
            .function_name(self.function_name())
            .qualifier("$LATEST")
            .destination_config(failed)
            .maximum_event_age_in_seconds(seconds)
            .maximum_retry_attempts(repeats);
        let config = self.scope().add("FailedEvents", config);
        // Lambda looks whether the role may send when this is made.
        grant.apply_before(&config);
        config
    }
}
