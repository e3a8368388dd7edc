//! Those who follow what a process tells as server-sent events, and their limit.

use std::convert::Infallible;
use std::pin::Pin;

use axum::body::Body;
use axum::response::IntoResponse;
use axum::response::sse::{Event, Sse};
use futures_util::{StreamExt, stream};
use serde::Serialize;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::broadcast::{self, Receiver, Sender};

use crate::fault::Fault;
use crate::places::{Place, Places};

/// The listeners of a process.
#[derive(Debug)]
pub struct Listeners {
    events: Sender<Event>,
    places: Places,
    most: u32,
    missed: Option<Event>,
}

impl Listeners {
    /// None yet, and at most `most`. So many events as `waiting` wait for a slow listener. One that misses some gets `missed` in their
    /// place; without that its stream ends.
    #[must_use]
    pub fn new(most: u32, waiting: usize, missed: Option<Event>) -> Self {
        Self { events: broadcast::channel(waiting).0, places: Places::default(), most, missed }
    }

    /// Adds a listener, who gets the body of this answer: `alive` at once, then what is told until `draining` ends.
    ///
    /// # Errors
    /// 503 with this detail if there are as many as may be.
    pub fn add(
        &self,
        detail: &'static str,
        draining: impl Future<Output = ()> + Send + 'static,
    ) -> Result<Body, Fault> {
        let listener = Listener {
            _place: self.places.take(self.most, detail)?,
            events: self.events.subscribe(),
            missed: self.missed.clone(),
            draining: Box::pin(draining),
        };
        let first = stream::iter([Ok::<_, Infallible>(alive())]);
        let events = first.chain(stream::unfold(listener, Listener::next));
        Ok(Sse::new(events).into_response().into_body())
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.events.receiver_count()
    }

    /// Tells them something.
    pub fn tell(&self, event: Event) {
        // Without a listener nobody misses it.
        let _ = self.events.send(event);
    }

    /// Tells them that all is well, which also keeps proxies from giving up.
    pub fn tell_alive(&self) {
        self.tell(alive());
    }
}

/// An event of this name, with JSON as its data.
pub fn event(name: &str, data: &impl Serialize) -> Event {
    let event = Event::default().event(name);
    event.json_data(data).unwrap_or_else(|_| alive())
}

fn alive() -> Event {
    Event::default().event("alive").data("{}")
}

struct Listener {
    events: Receiver<Event>,
    missed: Option<Event>,
    draining: Pin<Box<dyn Future<Output = ()> + Send>>,
    _place: Place,
}

impl Listener {
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        let event = tokio::select! {
            event = self.events.recv() => event,
            () = &mut self.draining => return None,
        };
        match event {
            Ok(event) => Some((Ok(event), self)),
            Err(RecvError::Lagged(_)) => Some((Ok(self.missed.clone()?), self)),
            Err(RecvError::Closed) => None,
        }
    }
}
