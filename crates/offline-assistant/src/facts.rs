//! What tools have told within a turn, and what they have to be asked next.

use assistant_model::{ToolCall, ToolResult};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Why there is no answer yet, or no better one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Halt {
    /// Tools have to be called first.
    Asks,
    /// A tool failed, and says why.
    Failed(String),
    /// This is all there is to say.
    Says(String),
}

/// The results of a turn. An answer is made from the start each time, and stops where a result is missing.
#[derive(Debug, Default)]
pub(super) struct Facts<'a> {
    known: Vec<(&'a ToolCall, &'a ToolResult)>,
    wanted: Vec<(&'static str, Value)>,
    /// How often tools were called.
    pub(super) rounds: usize,
}

impl<'a> Facts<'a> {
    /// Adds what calls gave.
    pub(super) fn learn(&mut self, calls: &'a [ToolCall], results: &'a [ToolResult]) {
        self.rounds += 1;
        let result = |call: &ToolCall| results.iter().find(|it| it.call_id == call.id);
        self.known.extend(calls.iter().filter_map(|call| Some((call, result(call)?))));
    }

    /// What a tool gives for an input. Several that are wanted at once are asked for together, before the first `?`.
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

    /// Whether a tool was used with an input.
    pub(super) fn knows(&self, tool: &str, input: &Value) -> bool {
        self.known.iter().any(|(call, _)| call.name == tool && call.input == *input)
    }

    /// Whether a tool was used, with whatever input.
    pub(super) fn has_used(&self, tool: &str) -> bool {
        self.known.iter().any(|(call, _)| call.name == tool)
    }

    pub(super) fn wanted(&self) -> &[(&'static str, Value)] {
        &self.wanted
    }
}

/// What a tool gave, or nothing where it refused the input.
pub(super) fn lenient<T: Default>(found: Result<T, Halt>) -> Result<T, Halt> {
    match found {
        Err(Halt::Failed(_)) => Ok(T::default()),
        other => other,
    }
}
