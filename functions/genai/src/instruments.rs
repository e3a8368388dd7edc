//! What is measured of the assistant. Neither labels nor log hold what anybody wrote.

use std::time::Duration;

use metrics::{Unit, counter, histogram};

use crate::model::Error;

const MODEL: &str = "petclinic_assistant_model_seconds";
const TOOLS: &str = "petclinic_assistant_tool_seconds";
const FAILURES: &str = "petclinic_assistant_model_failures_total";
const TOKENS: &str = "petclinic_assistant_tokens_total";

/// The assistant's instruments.
pub(crate) struct Instruments;

impl Instruments {
    pub(crate) fn new() -> Self {
        metrics::describe_histogram!(MODEL, Unit::Seconds, "How long the model took for a reply.");
        metrics::describe_histogram!(TOOLS, Unit::Seconds, "How long tools took, by tool and outcome.");
        metrics::describe_counter!(FAILURES, Unit::Count, "Replies that the model did not give, by reason.");
        metrics::describe_counter!(TOKENS, Unit::Count, "Tokens that replies were made of, and made from.");
        Self
    }

    /// Notes that a model was asked.
    pub(crate) fn model_answered(&self, outcome: Result<(), &Error>, took: Duration) {
        histogram!(MODEL).record(took.as_secs_f64());
        if let Err(error) = outcome {
            let reason = match error {
                Error::Throttled(_) => "throttled",
                Error::TimedOut => "timed-out",
                Error::Unavailable(_) => "unavailable",
                Error::Refused(_) => "refused",
            };
            counter!(FAILURES, "reason" => reason).increment(1);
        }
    }

    /// Notes that a tool was used.
    pub(crate) fn tool_used(&self, tool: &'static str, succeeded: bool, took: Duration) {
        let outcome = if succeeded { "success" } else { "failure" };
        histogram!(TOOLS, "tool" => tool, "outcome" => outcome).record(took.as_secs_f64());
        tracing::debug!(tool, outcome, "a tool was used");
    }
}

/// Notes what a reply is billed by: the tokens that the model read, and those that it wrote.
pub(crate) fn tokens_used(read: i32, written: i32) {
    for (direction, tokens) in [("input", read), ("output", written)] {
        counter!(TOKENS, "direction" => direction).increment(u64::try_from(tokens).unwrap_or_default());
    }
}
