//! Tells those who listen what happens to instances, whichever process noticed it.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI32, Ordering};
use std::time::Duration;

use contract::routes::FollowInstances;
use tokio::time::{MissedTickBehavior, interval};
use web::answer::{Answer, Outcome};
use web::call::Call;
use web::listeners::{Listeners, event};

use crate::Admin;
use crate::journal::store;

/// Most listeners.
const LISTENERS: u32 = 32;
/// Most events that wait for a slow listener; one that misses some is closed, and reads the journal when it comes back.
const WAITING: usize = 512;
/// How often a process looks for new events.
const EVERY: Duration = Duration::from_secs(1);
/// How many looks later listeners hear that all is well.
const ALIVE: u32 = 15;
/// How far back a look goes, in seconds: longer than a transaction takes, since its events are seen only once it has committed.
const BACK: i64 = 30;

/// The listeners of this process.
pub(crate) struct Changes {
    listeners: Listeners,
    /// The latest event when the first listener came.
    latest: AtomicI32,
}

impl Changes {
    pub(crate) fn new() -> Self {
        Self { listeners: Listeners::new(LISTENERS, WAITING, None), latest: AtomicI32::new(0) }
    }
}

pub(crate) async fn follow(state: Admin, call: Call<FollowInstances>) -> Outcome<FollowInstances> {
    let detail = "as many listen to the journal as can, please read it from time to time instead";
    let body = state.changes.listeners.add(detail, call.draining())?;
    if state.changes.listeners.count() == 1 {
        let latest = store::latest(&state.db).await?;
        state.changes.latest.store(latest, Ordering::Relaxed);
    }
    Ok(Answer::events(body))
}

/// Tells listeners what is new in the journal. Never ends.
pub(crate) async fn tell(state: &Admin) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut told, mut looks) = (None::<BTreeSet<i32>>, 0);
    loop {
        ticks.tick().await;
        if state.changes.listeners.count() == 0 {
            (told, looks) = (None, 0);
            continue;
        }
        match store::since(&state.db, state.clock.seconds() - BACK).await {
            Ok(events) => {
                let latest = state.changes.latest.load(Ordering::Relaxed);
                let is_new = |id: i32| told.as_ref().map_or(id > latest, |told| !told.contains(&id));
                for new in events.iter().filter(|it| is_new(it.id)) {
                    state.changes.listeners.tell(event("changed", new));
                }
                told = Some(events.iter().map(|it| it.id).collect());
                looks += 1;
                if looks % ALIVE == 0 {
                    state.changes.listeners.tell_alive();
                }
            }
            // Listeners notice that nothing comes.
            Err(error) => tracing::debug!(%error, "the journal cannot be read"),
        }
    }
}
