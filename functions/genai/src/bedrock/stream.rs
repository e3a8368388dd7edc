//! A reply from the events of a Converse stream.

use std::time::Duration;

use assistant_model::{Reply, Stop};
use aws_sdk_bedrockruntime::primitives::event_stream::EventReceiver;
use aws_sdk_bedrockruntime::types::error::ConverseStreamOutputError;
use aws_sdk_bedrockruntime::types::{
    ContentBlockDelta, ContentBlockStart, ConverseStreamOutput as Event, StopReason,
};
use tokio::time::timeout;

use super::failure;
use crate::instruments;
use crate::provider::{AttemptFailure, ReplyParts, Telling};

/// Longest wait for the end of a stream whose reply is complete. Only a stream that is read to its end leaves its connection to the
/// next request.
const END: Duration = Duration::from_millis(200);

/// Reads a reply to its end.
pub(super) async fn read(
    mut events: EventReceiver<Event, ConverseStreamOutputError>,
    telling: &mut Telling<'_>,
) -> Result<Reply, AttemptFailure> {
    let mut parts = ReplyParts::default();
    while let Some(event) = events.recv().await.map_err(|it| failure::of_stream(&it))? {
        if let Some(stop) = take(&mut parts, event, telling) {
            // The reply is complete. The rest only adds the token count, so its failure does not matter.
            let _ = timeout(END, rest(&mut events)).await;
            return finish(parts, &stop);
        }
    }
    Err(AttemptFailure::broke_off())
}

/// Reads the events after a reply.
async fn rest(events: &mut EventReceiver<Event, ConverseStreamOutputError>) {
    while let Ok(Some(event)) = events.recv().await {
        if let Event::Metadata(it) = event
            && let Some(usage) = it.usage
        {
            instruments::tokens_used(usage.input_tokens.into(), usage.output_tokens.into());
        }
    }
}

/// Adds an event's piece; returns the reason to stop after the last one.
fn take(parts: &mut ReplyParts, event: Event, telling: &mut Telling<'_>) -> Option<StopReason> {
    match event {
        Event::ContentBlockStart(it) => {
            if let Some(ContentBlockStart::ToolUse(call)) = it.start {
                parts.add_call(it.content_block_index.into(), call.tool_use_id, call.name);
            }
        }
        Event::ContentBlockDelta(it) => match it.delta {
            Some(ContentBlockDelta::Text(piece)) => parts.add_text(&piece, telling),
            Some(ContentBlockDelta::ToolUse(piece)) => {
                parts.add_input(it.content_block_index.into(), &piece.input);
            }
            _ => {}
        },
        Event::MessageStop(it) => return Some(it.stop_reason),
        _ => {}
    }
    parts.is_too_long().then_some(StopReason::MaxTokens)
}

fn finish(parts: ReplyParts, stop: &StopReason) -> Result<Reply, AttemptFailure> {
    let stop = match stop {
        StopReason::MalformedModelOutput | StopReason::MalformedToolUse if parts.is_empty() => {
            return Err(AttemptFailure::malformed());
        }
        StopReason::MaxTokens | StopReason::ModelContextWindowExceeded => Stop::Length,
        StopReason::GuardrailIntervened | StopReason::ContentFiltered => Stop::Filtered,
        _ => Stop::Done,
    };
    Ok(parts.reply(stop))
}
