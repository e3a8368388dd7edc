//! A reply, put together from the events of its stream.

use std::time::Duration;

use aws_sdk_bedrockruntime::primitives::event_stream::EventReceiver;
use aws_sdk_bedrockruntime::types::error::ConverseStreamOutputError;
use aws_sdk_bedrockruntime::types::{
    ContentBlockDelta, ContentBlockStart, ConverseStreamOutput as Event, StopReason,
};
use serde_json::{Map, Value};
use tokio::time::timeout;

use super::failure::Failure;
use crate::instruments;
use crate::model::{OnText, Reply, Stop, ToolCall};

/// Longest reply, text and inputs together, in bytes: far beyond what a limit of tokens allows.
const MOST_BYTES: usize = 256 * 1024;
/// Longest wait for the end of a stream whose reply is complete. A stream that is read to its end leaves its connection to the
/// next one.
const END: Duration = Duration::from_millis(200);

/// Where text goes, and whether some has gone.
pub(super) struct Telling<'a> {
    on_text: OnText<'a>,
    has_told: bool,
}

impl<'a> Telling<'a> {
    pub(super) fn new(on_text: OnText<'a>) -> Self {
        Self { on_text, has_told: false }
    }

    pub(super) fn has_told(&self) -> bool {
        self.has_told
    }

    fn tell(&mut self, piece: &str) {
        self.has_told = true;
        (self.on_text)(piece);
    }
}

/// Reads a reply to its end.
pub(super) async fn read(
    mut events: EventReceiver<Event, ConverseStreamOutputError>,
    telling: &mut Telling<'_>,
) -> Result<Reply, Failure> {
    let mut parts = Parts::default();
    while let Some(event) = events.recv().await.map_err(|it| Failure::of_stream(&it))? {
        if let Some(stop) = parts.take(event, telling) {
            // Whatever happens to the rest, which is the count of tokens: the reply is there.
            let _ = timeout(END, rest(&mut events)).await;
            return parts.reply(&stop);
        }
    }
    Err(Failure::broke_off())
}

/// Reads what comes after a reply.
async fn rest(events: &mut EventReceiver<Event, ConverseStreamOutputError>) {
    while let Ok(Some(event)) = events.recv().await {
        if let Event::Metadata(it) = event
            && let Some(usage) = it.usage
        {
            instruments::tokens_used(usage.input_tokens, usage.output_tokens);
        }
    }
}

/// What has arrived of a reply.
#[derive(Default)]
struct Parts {
    text: String,
    calls: Vec<Call>,
    bytes: usize,
}

/// A call whose input arrives in pieces.
struct Call {
    block: i32,
    id: String,
    name: String,
    input: String,
}

impl Parts {
    /// Adds what an event brings; the reason to stop if it was the last.
    fn take(&mut self, event: Event, telling: &mut Telling<'_>) -> Option<StopReason> {
        match event {
            Event::ContentBlockStart(it) => {
                if let Some(ContentBlockStart::ToolUse(call)) = it.start {
                    let (id, name) = (call.tool_use_id, call.name);
                    self.bytes += id.len() + name.len();
                    self.calls.push(Call { block: it.content_block_index, id, name, input: String::new() });
                }
            }
            Event::ContentBlockDelta(it) => match it.delta {
                Some(ContentBlockDelta::Text(piece)) if !piece.is_empty() => {
                    self.bytes += piece.len();
                    if !self.is_too_long() {
                        telling.tell(&piece);
                        self.text.push_str(&piece);
                    }
                }
                Some(ContentBlockDelta::ToolUse(piece)) => {
                    self.bytes += piece.input.len();
                    let call = self.calls.iter_mut().find(|call| call.block == it.content_block_index);
                    if let Some(call) = call {
                        call.input.push_str(&piece.input);
                    }
                }
                _ => {}
            },
            Event::MessageStop(it) => return Some(it.stop_reason),
            _ => {}
        }
        self.is_too_long().then_some(StopReason::MaxTokens)
    }

    fn is_too_long(&self) -> bool {
        self.bytes > MOST_BYTES
    }

    fn reply(self, stop: &StopReason) -> Result<Reply, Failure> {
        let is_empty = self.text.is_empty() && self.calls.is_empty();
        let stop = match stop {
            StopReason::MalformedModelOutput | StopReason::MalformedToolUse if is_empty => {
                return Err(Failure::malformed());
            }
            StopReason::MaxTokens | StopReason::ModelContextWindowExceeded => Stop::Length,
            StopReason::GuardrailIntervened | StopReason::ContentFiltered => Stop::Filtered,
            _ => Stop::Done,
        };
        let calls = self.calls.into_iter();
        let calls = calls.map(|it| ToolCall { id: it.id, name: it.name, input: input(it.input) }).collect();
        Ok(Reply { text: self.text, calls, stop })
    }
}

/// The input of a call. One that is no JSON stays the text that it is, so that the model can be told.
fn input(text: String) -> Value {
    if text.trim().is_empty() {
        return Value::Object(Map::new());
    }
    serde_json::from_str(&text).unwrap_or(Value::String(text))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_input_is_what_the_model_wrote() {
        for (text, expected) in [
            ("", json!({})),
            (r#"{"ownerId": 6}"#, json!({"ownerId": 6})),
            ("[6]", json!([6])),
            (r#"{"ownerId": "#, json!(r#"{"ownerId": "#)),
        ] {
            assert_eq!(input(text.to_owned()), expected);
        }
    }
}
