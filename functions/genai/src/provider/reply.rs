//! Assembles a reply from the pieces of a stream.

use assistant_model::{OnText, Reply, Stop, ToolCall};
use serde_json::{Map, Value};

/// Longest reply, text and inputs together, in bytes: far beyond any limit of tokens.
const MOST_BYTES: usize = 256 * 1024;
/// Most calls in a reply: a turn carries out fewer.
const MOST_CALLS: usize = 32;

/// Passes text on to the person, and knows whether it has passed on any.
pub(crate) struct Telling<'a> {
    on_text: OnText<'a>,
    has_told: bool,
}

impl<'a> Telling<'a> {
    pub(crate) fn new(on_text: OnText<'a>) -> Self {
        Self { on_text, has_told: false }
    }

    pub(crate) fn has_told(&self) -> bool {
        self.has_told
    }

    fn tell(&mut self, piece: &str) {
        self.has_told = true;
        (self.on_text)(piece);
    }
}

/// The pieces of a reply that have arrived.
#[derive(Default)]
pub(crate) struct ReplyParts {
    text: String,
    calls: Vec<Call>,
    bytes: usize,
}

/// A call. Its input arrives in pieces.
struct Call {
    /// The place in the reply by which the stream refers to the call.
    index: i64,
    id: String,
    name: String,
    input: String,
}

impl ReplyParts {
    /// Adds text.
    pub(crate) fn add_text(&mut self, piece: &str, telling: &mut Telling<'_>) {
        self.bytes += piece.len();
        if !piece.is_empty() && !self.is_too_long() {
            telling.tell(piece);
            self.text.push_str(piece);
        }
    }

    /// Adds a call. Its input is still to come.
    pub(crate) fn add_call(&mut self, index: i64, id: String, name: String) {
        self.bytes += id.len() + name.len();
        self.calls.push(Call { index, id, name, input: String::new() });
    }

    /// Adds a piece of the input of the latest call at an index; without such a call the piece is lost.
    pub(crate) fn add_input(&mut self, index: i64, piece: &str) {
        self.bytes += piece.len();
        let is_too_long = self.is_too_long();
        if let Some(call) = self.calls.iter_mut().rev().find(|it| it.index == index && !is_too_long) {
            call.input.push_str(piece);
        }
    }

    /// The id of the latest call at an index.
    pub(crate) fn call_at(&self, index: i64) -> Option<&str> {
        self.calls.iter().rev().find(|it| it.index == index).map(|it| it.id.as_str())
    }

    /// The index of the latest call.
    pub(crate) fn last_index(&self) -> Option<i64> {
        self.calls.last().map(|it| it.index)
    }

    pub(crate) fn calls(&self) -> usize {
        self.calls.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty() && self.calls.is_empty()
    }

    /// Whether the reply exceeds a bound, so that the rest is not worth reading.
    pub(crate) fn is_too_long(&self) -> bool {
        self.bytes > MOST_BYTES || self.calls.len() > MOST_CALLS
    }

    /// The reply, for a reason to stop.
    pub(crate) fn reply(self, stop: Stop) -> Reply {
        let calls = self.calls.into_iter().take(MOST_CALLS);
        let calls = calls.map(|it| ToolCall { id: it.id, name: it.name, input: input(it.input) }).collect();
        Reply { text: self.text, calls, stop }
    }
}

/// The input of a call. Text that is not valid JSON stays text, so that the model learns of its mistake.
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
    fn an_input_is_the_json_that_the_model_wrote_or_else_its_text() {
        for (text, expected) in [
            ("", json!({})),
            (r#"{"ownerId": 6}"#, json!({"ownerId": 6})),
            ("[6]", json!([6])),
            (r#"{"ownerId": "#, json!(r#"{"ownerId": "#)),
        ] {
            assert_eq!(input(text.to_owned()), expected);
        }
    }

    #[test]
    fn a_reply_keeps_no_more_than_its_bounds() {
        let mut told = 0;
        let mut on_text = |it: &str| told += it.len();
        let mut telling = Telling::new(&mut on_text);
        let mut parts = ReplyParts::default();
        for index in 0..1000 {
            parts.add_call(index, "id".to_owned(), "name".to_owned());
            parts.add_input(index, &"x".repeat(1000));
            parts.add_text(&"y".repeat(1000), &mut telling);
        }
        assert!(parts.is_too_long());
        let reply = parts.reply(Stop::Length);
        let inputs: usize = reply.calls.iter().map(|it| it.input.to_string().len()).sum();
        assert!(reply.calls.len() == MOST_CALLS && inputs + reply.text.len() <= MOST_BYTES);
        assert_eq!(told, reply.text.len());
    }
}
