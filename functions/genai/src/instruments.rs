//! The assistant's metrics. No label and no log line quotes a person or a model.

use std::time::Duration;

use assistant_model::Error;
use metrics::{Unit, counter, histogram};

const MODEL: &str = "petclinic_assistant_model_seconds";
const TOOLS: &str = "petclinic_assistant_tool_seconds";
const FAILURES: &str = "petclinic_assistant_model_failures_total";
const TOKENS: &str = "petclinic_assistant_tokens_total";
const CONVERSATIONS: &str = "petclinic_assistant_conversations_total";

/// The assistant's metrics.
pub(crate) struct Instruments;

impl Instruments {
    pub(crate) fn new() -> Self {
        metrics::describe_histogram!(MODEL, Unit::Seconds, "How long the model took for a reply.");
        metrics::describe_histogram!(TOOLS, Unit::Seconds, "How long tools took, by tool and outcome.");
        metrics::describe_counter!(FAILURES, Unit::Count, "Replies that the model did not give, by reason.");
        metrics::describe_counter!(TOKENS, Unit::Count, "Tokens that replies were made of, and made from.");
        // A counter that appears with its first failure has no increase.
        for reason in ["throttled", "timed-out", "unavailable", "refused"] {
            counter!(FAILURES, "reason" => reason).increment(0);
        }
        metrics::describe_counter!(CONVERSATIONS, Unit::Count, "Conversations that began.");
        counter!(CONVERSATIONS).increment(0);
        tokens_used(0, 0);
        Self
    }

    /// Records the outcome of a prompt.
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

    /// Records a call of a tool.
    pub(crate) fn tool_used(&self, tool: &'static str, succeeded: bool, took: Duration) {
        let outcome = if succeeded { "success" } else { "failure" };
        histogram!(TOOLS, "tool" => tool, "outcome" => outcome).record(took.as_secs_f64());
        tracing::debug!(tool, outcome, "a tool was used");
    }
}

/// Counts a conversation that begins.
pub(crate) fn conversation_begun() {
    counter!(CONVERSATIONS).increment(1);
}

/// Counts the tokens that a reply is billed by.
pub(crate) fn tokens_used(input: i64, output: i64) {
    for (direction, tokens) in [("input", input), ("output", output)] {
        counter!(TOKENS, "direction" => direction).increment(u64::try_from(tokens).unwrap_or_default());
    }
}
