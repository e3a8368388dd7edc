//! Tells those who listen what happens to instances, whichever process noticed it.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::atomic::{AtomicI32, Ordering};
use std::time::Duration;

use axum::response::IntoResponse;
use axum::response::sse::{Event, Sse};
use contract::routes::FollowInstances;
use futures_util::{StreamExt, stream};
use serde::Serialize;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::broadcast::{self, Receiver, Sender};
use tokio::time::{MissedTickBehavior, interval};
use web::answer::{Answer, Outcome};
use web::call::Call;
use web::places::{Place, Places};

use crate::Admin;
use crate::journal::store;

/// Most listeners.
const LISTENERS: u32 = 32;
/// Most events that wait for a slow listener; one that misses some is closed, and reads the journal when it comes back.
const WAITING: usize = 512;
/// How often a process looks for new events.
const EVERY: Duration = Duration::from_secs(1);
/// How many looks later listeners hear that all is well, which also keeps proxies from giving up.
const ALIVE: u32 = 15;
/// How far back a look goes, in seconds: longer than a transaction takes, since its events are seen only once it has committed.
const BACK: i64 = 30;

/// The listeners of this process.
pub(crate) struct Changes {
    events: Sender<Event>,
    places: Places,
    /// The latest event when the first listener came.
    latest: AtomicI32,
}

impl Changes {
    pub(crate) fn new() -> Self {
        Self { events: broadcast::channel(WAITING).0, places: Places::default(), latest: AtomicI32::new(0) }
    }
}

pub(crate) async fn follow(state: Admin, call: Call<FollowInstances>) -> Outcome<FollowInstances> {
    let detail = "as many listen to the journal as can, please read it from time to time instead";
    let listener = Listener {
        _place: state.changes.places.take(LISTENERS, detail)?,
        events: state.changes.events.subscribe(),
        draining: Box::pin(call.draining()),
    };
    if state.changes.events.receiver_count() == 1 {
        let latest = store::latest(&state.db).await?;
        state.changes.latest.store(latest, Ordering::Relaxed);
    }
    let first = stream::iter([Ok::<_, Infallible>(alive())]);
    let events = first.chain(stream::unfold(listener, Listener::next));
    Ok(Answer::events(Sse::new(events).into_response().into_body()))
}

/// Someone who follows the journal.
struct Listener {
    events: Receiver<Event>,
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
            Err(RecvError::Lagged(_) | RecvError::Closed) => None,
        }
    }
}

/// Tells listeners what is new in the journal. Never ends.
pub(crate) async fn tell(state: &Admin) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut told, mut looks) = (None::<BTreeSet<i32>>, 0);
    loop {
        ticks.tick().await;
        if state.changes.events.receiver_count() == 0 {
            (told, looks) = (None, 0);
            continue;
        }
        match store::since(&state.db, state.clock.seconds() - BACK).await {
            Ok(events) => {
                let latest = state.changes.latest.load(Ordering::Relaxed);
                let is_new = |id: i32| told.as_ref().map_or(id > latest, |told| !told.contains(&id));
                for event in events.iter().filter(|it| is_new(it.id)) {
                    let _ = state.changes.events.send(named("changed", event));
                }
                told = Some(events.iter().map(|it| it.id).collect());
                looks += 1;
                if looks % ALIVE == 0 {
                    let _ = state.changes.events.send(alive());
                }
            }
            // Listeners notice that nothing comes.
            Err(error) => tracing::debug!(%error, "the journal cannot be read"),
        }
    }
}

fn alive() -> Event {
    named("alive", &serde_json::Map::new())
}

fn named(name: &str, data: &impl Serialize) -> Event {
    let event = Event::default().event(name);
    event.json_data(data).unwrap_or_else(|_| Event::default().event("alive").data("{}"))
}
