//! Housekeeping in the database, as a background task.

use std::time::Duration;

use db::Db;
use db::idempotency::{HONOURED, KeyTable};
use tokio::time::interval;

use crate::clock::Clock;

const EVERY: Duration = Duration::from_secs(60 * 60);

/// Deletes expired idempotency keys. Never ends.
pub async fn expire_keys(db: &Db, keys: &KeyTable, clock: &Clock) {
    let mut ticks = interval(EVERY);
    // The first tick comes at once; skip it, so that start-up is not delayed.
    ticks.tick().await;
    loop {
        ticks.tick().await;
        if let Err(error) = keys.expire(db, clock.seconds() - HONOURED).await {
            tracing::warn!(%error, "old idempotency keys were not deleted");
        }
    }
}
