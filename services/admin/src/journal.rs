//! The journal of what happened to instances.

pub(crate) mod store;

use std::time::Duration;

use contract::routes::ListInstanceEvents;
use tokio::time::{MissedTickBehavior, interval};
use web::answer::{Answer, Outcome};
use web::call::Call;

use crate::{Admin, audit, notifications, sessions, usage};

/// The most events that are kept.
const MOST: i32 = 10_000;
/// How often what is beyond that is deleted, with old notifications, the sessions that have ended and the sums of long ago.
const EVERY: Duration = Duration::from_secs(10 * 60);

pub(crate) async fn list(state: Admin, call: Call<ListInstanceEvents>) -> Outcome<ListInstanceEvents> {
    Answer::json(&store::page(&state.db, call.query.page).await?)
}

/// Keeps the journals within their bounds. Never ends.
pub(crate) async fn keep_short(state: &Admin) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // The first tick comes at once; skips it, because the process is starting.
    ticks.tick().await;
    loop {
        ticks.tick().await;
        let shortened = async {
            store::keep(&state.db, MOST).await?;
            audit::store::keep(&state.db).await?;
            notifications::keep_short(state).await?;
            sessions::forget(state).await?;
            usage::forget(state).await
        };
        if let Err(error) = shortened.await {
            tracing::warn!(%error, "old entries of the journals were not deleted");
        }
    }
}
