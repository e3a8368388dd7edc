//! The results of tools within a turn, and the calls to make next.

use assistant_model::{ToolCall, ToolResult};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The reason why an answer stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Halt {
    /// Needs the results of tool calls first.
    Asks,
    /// A tool failed, with its message.
    Failed(String),
    /// The answer is this text.
    Says(String),
}

/// The results of a turn. Each round composes the answer from the start and stops at a missing result.
#[derive(Debug, Default)]
pub(super) struct Facts<'a> {
    known: Vec<(&'a ToolCall, &'a ToolResult)>,
    wanted: Vec<(&'static str, Value)>,
    /// The number of rounds of tool calls so far.
    pub(super) rounds: usize,
}

impl<'a> Facts<'a> {
    /// Adds the results of calls.
    pub(super) fn learn(&mut self, calls: &'a [ToolCall], results: &'a [ToolResult]) {
        self.rounds += 1;
        let result = |call: &ToolCall| results.iter().find(|it| it.call_id == call.id);
        self.known.extend(calls.iter().filter_map(|call| Some((call, result(call)?))));
    }

    /// A tool's result for an input. If it is missing, notes the call: to make several calls in one round, do every `find` before
    /// the first `?`.
    pub(super) fn find<T: DeserializeOwned>(&mut self, tool: &'static str, input: Value) -> Result<T, Halt> {
        let known = self.known.iter().find(|(call, _)| call.name == tool && call.input == input);
        let Some((_, result)) = known else {
            if !self.wanted.contains(&(tool, input.clone())) {
                self.wanted.push((tool, input));
            }
            return Err(Halt::Asks);
        };
        if result.is_error {
            let reason = result.content.get("error").and_then(Value::as_str).unwrap_or("?");
            return Err(Halt::Failed(reason.to_owned()));
        }
        T::deserialize(&result.content).map_err(|_| Halt::Failed("?".to_owned()))
    }

    /// Whether the tool was called with this input.
    pub(super) fn knows(&self, tool: &str, input: &Value) -> bool {
        self.known.iter().any(|(call, _)| call.name == tool && call.input == *input)
    }

    /// Whether the tool was called, with any input.
    pub(super) fn has_used(&self, tool: &str) -> bool {
        self.known.iter().any(|(call, _)| call.name == tool)
    }

    pub(super) fn wanted(&self) -> &[(&'static str, Value)] {
        &self.wanted
    }
}

/// A tool's result, or the default value if the tool failed.
pub(super) fn lenient<T: Default>(found: Result<T, Halt>) -> Result<T, Halt> {
    match found {
        Err(Halt::Failed(_)) => Ok(T::default()),
        other => other,
    }
}
