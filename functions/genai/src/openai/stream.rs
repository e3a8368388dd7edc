//! A reply from the chunks of a stream.

use std::time::Duration;

use assistant_model::{Reply, Stop};
use http::header::CONTENT_TYPE;
use reqwest::Response;
use serde_json::Value;
use tokio::time::timeout;

use super::embeddings::whole;
use super::events::Events;
use super::failure;
use crate::instruments;
use crate::provider::{AttemptFailure, ReplyParts, Telling};

/// Most bytes of a stream: a chunk brings some 300 bytes for every few letters of the reply.
const MOST_BYTES: usize = 16 * 1024 * 1024;
/// Most bytes of a reply in one piece.
const MOST_BYTES_WHOLE: usize = 1024 * 1024;
/// Longest wait for the end of a stream whose reply is complete. Only a stream that is read to its end leaves its connection to the
/// next request.
const END: Duration = Duration::from_millis(200);
/// The data after the last chunk.
const DONE: &str = "[DONE]";

/// Reads a reply to its end.
pub(super) async fn read(mut response: Response, telling: &mut Telling<'_>) -> Result<Reply, AttemptFailure> {
    let mut reply = Incoming::default();
    let kind = response.headers().get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
    if kind.is_some_and(|it| it.starts_with("application/json")) {
        // Some servers do not stream.
        let body = whole(response, MOST_BYTES_WHOLE).await?;
        reply.take_chunk(&body, telling)?;
        return reply.finish();
    }
    while let Some(bytes) = response.chunk().await.map_err(|_| AttemptFailure::broke_off())? {
        reply.take(&bytes, telling)?;
        if reply.is_complete() {
            // The reply is complete. The rest only adds the token count, so its failure does not matter.
            let _ = timeout(END, rest(response, &mut reply, telling)).await;
            return reply.finish();
        }
    }
    reply.end(telling)?;
    reply.finish()
}

async fn rest(mut response: Response, reply: &mut Incoming, telling: &mut Telling<'_>) {
    while !reply.is_too_long() {
        match response.chunk().await {
            Ok(Some(bytes)) if reply.take(&bytes, telling).is_ok() => {}
            _ => return,
        }
    }
}

/// A reply that is arriving.
#[derive(Default)]
struct Incoming {
    events: Events,
    parts: ReplyParts,
    bytes: usize,
    /// Why the model stopped.
    stop: Option<Stop>,
    /// Whether the model itself failed, and not the connection.
    has_failed: bool,
    has_chunks: bool,
    is_done: bool,
}

impl Incoming {
    /// Takes the next bytes of the stream.
    fn take(&mut self, bytes: &[u8], telling: &mut Telling<'_>) -> Result<(), AttemptFailure> {
        self.bytes += bytes.len();
        for data in self.events.take(bytes)? {
            self.take_data(&data, telling)?;
        }
        Ok(())
    }

    /// Takes the end of the stream.
    fn end(&mut self, telling: &mut Telling<'_>) -> Result<(), AttemptFailure> {
        let last = self.events.end();
        last.map_or(Ok(()), |data| self.take_data(&data, telling))
    }

    fn take_data(&mut self, data: &str, telling: &mut Telling<'_>) -> Result<(), AttemptFailure> {
        if data.trim() == DONE {
            self.is_done = true;
            return Ok(());
        }
        let chunk = serde_json::from_str(data).map_err(|_| AttemptFailure::not_understood())?;
        self.take_chunk(&chunk, telling)
    }

    /// Adds a chunk. Fields that are missing or of another type than expected count as absent.
    fn take_chunk(&mut self, chunk: &Value, telling: &mut Telling<'_>) -> Result<(), AttemptFailure> {
        if !chunk["error"].is_null() {
            return Err(failure::of_event(&chunk["error"]));
        }
        self.has_chunks |= chunk["choices"].is_array();
        let tokens = |name: &str| chunk["usage"][name].as_i64();
        if let (Some(input), Some(output)) = (tokens("prompt_tokens"), tokens("completion_tokens")) {
            instruments::tokens_used(input, output);
        }
        // After the reason to stop, only the token count matters.
        if self.stop.is_some() {
            return Ok(());
        }
        let choice = &chunk["choices"][0];
        // A stream brings pieces, an answer in one piece a message.
        let delta = if choice["delta"].is_object() { &choice["delta"] } else { &choice["message"] };
        for field in ["content", "refusal"] {
            self.parts.add_text(delta[field].as_str().unwrap_or_default(), telling);
        }
        for call in delta["tool_calls"].as_array().into_iter().flatten() {
            self.take_call(call);
        }
        self.stop = choice["finish_reason"].as_str().map(|reason| self.stop_of(reason));
        Ok(())
    }

    /// Adds a piece of a call. By the documentation `index` says which call it belongs to, and the first piece has its id. Some servers
    /// leave the index out, or say 0 of every call; there another id begins another call.
    fn take_call(&mut self, piece: &Value) {
        let id = piece["id"].as_str().unwrap_or_default();
        let said = piece["index"].as_i64();
        let index = said.or_else(|| self.parts.last_index()).unwrap_or_default();
        let is_next = match self.parts.call_at(index) {
            None => true,
            Some(known) => !id.is_empty() && id != known,
        };
        let function = &piece["function"];
        if is_next {
            // Some servers give no ids; results must find their calls all the same.
            let id = if id.is_empty() { format!("call_{}", self.parts.calls()) } else { id.to_owned() };
            let name = function["name"].as_str().unwrap_or_default();
            self.parts.add_call(index, id, name.to_owned());
        }
        match &function["arguments"] {
            Value::String(piece) => self.parts.add_input(index, piece),
            Value::Null => {}
            // An object, where the documentation has its text.
            whole => self.parts.add_input(index, &whole.to_string()),
        }
    }

    fn stop_of(&mut self, reason: &str) -> Stop {
        match reason {
            "length" => Stop::Length,
            "content_filter" => Stop::Filtered,
            "error" => {
                self.has_failed = true;
                Stop::Done
            }
            _ => Stop::Done,
        }
    }

    fn is_too_long(&self) -> bool {
        self.parts.is_too_long() || self.bytes > MOST_BYTES
    }

    /// Whether nothing that follows changes the reply.
    fn is_complete(&self) -> bool {
        self.stop.is_some() || self.is_done || self.is_too_long()
    }

    fn finish(self) -> Result<Reply, AttemptFailure> {
        let is_too_long = self.is_too_long();
        match self.stop {
            Some(_) if self.has_failed && self.parts.is_empty() => Err(AttemptFailure::malformed()),
            Some(stop) => Ok(self.parts.reply(stop)),
            None if is_too_long => Ok(self.parts.reply(Stop::Length)),
            // Some servers leave the reason out.
            None if self.is_done && !self.parts.is_empty() => Ok(self.parts.reply(Stop::Done)),
            None if self.has_chunks => Err(AttemptFailure::broke_off()),
            None => Err(AttemptFailure::not_understood()),
        }
    }
}

#[cfg(test)]
mod tests;
