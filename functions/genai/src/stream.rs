//! An answer as server-sent events, sent while the model makes it.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::Body;
use axum::response::IntoResponse;
use axum::response::sse::{self, KeepAlive, Sse};
use contract::genai::Asked;
use futures_util::stream;
use serde::Serialize;
use serde_json::json;
use telemetry::context::RequestContext;
use tokio::sync::mpsc::{self, Receiver, Sender};
use web::places::Place;

use crate::Assistant;
use crate::conversation::Memory;
use crate::turn::{Event, TurnFailure};

/// Maximum events in the queue for a slow reader. It misses further ones, but the last event has the whole answer.
const WAITING: usize = 1024;

/// Interval of keep-alive comments, so that no proxy gives up on a silent stream.
const ALIVE: Duration = Duration::from_secs(10);

/// The events of an answer. A separate task produces the answer, and ends when the reader hangs up.
pub(crate) fn body(assistant: Assistant, asked: Asked, memory: Memory, place: Place) -> Body {
    let (events, listened) = mpsc::channel(WAITING);
    let answering = async move {
        let _place = place;
        tokio::select! {
            () = answer(&assistant, asked, memory, events.clone()) => {}
            () = events.closed() => {}
        }
    };
    match RequestContext::current() {
        Some(context) => drop(tokio::spawn(context.scope(answering))),
        None => drop(tokio::spawn(answering)),
    }
    let events = stream::unfold(listened, |mut listened: Receiver<sse::Event>| async {
        listened.recv().await.map(|event| (Ok::<_, Infallible>(event), listened))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(ALIVE)).into_response().into_body()
}

async fn answer(assistant: &Assistant, asked: Asked, memory: Memory, events: Sender<sse::Event>) {
    let mut on_event = |event| {
        // A full queue drops the event; the reader still gets the whole answer at the end.
        let _ = events.try_send(match event {
            Event::Text(text) => written("token", &json!({ "text": text })),
            Event::Tool { name, state } => written("tool", &json!({ "name": name, "state": state })),
        });
    };
    let last = match assistant.answer(asked, memory, &mut on_event).await {
        Ok(reply) => {
            if let Some(confirmation) = &reply.confirmation {
                let _ = events.send(written("confirmation", confirmation)).await;
            }
            written("end", &reply)
        }
        Err(failure) => {
            tracing::warn!(cause = %failure.cause(), "an answer was not completed");
            written("error", &json!({ "message": failure.said() }))
        }
    };
    let _ = events.send(last).await;
}

fn written(name: &str, data: &impl Serialize) -> sse::Event {
    let event = sse::Event::default().event(name);
    event.json_data(data).unwrap_or_else(|_| sse::Event::default().event("error").data("{}"))
}

impl TurnFailure {
    /// The message for the person.
    fn said(&self) -> &'static str {
        match self {
            Self::Decided => "That change no longer waits for your consent. Please ask again.",
            Self::Fault(_) | Self::Model(_) => {
                "The assistant is currently unavailable. Please try again later."
            }
        }
    }
}
