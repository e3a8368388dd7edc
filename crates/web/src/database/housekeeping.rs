//! The housekeeping that a service with a database does between requests.

use std::time::Duration;

use db::Db;
use db::idempotency::{HONOURED, KeyTable};
use tokio::time::interval;

use crate::clock::Clock;

const EVERY: Duration = Duration::from_secs(60 * 60);

/// Deletes idempotency keys once they are no longer honoured. Never ends.
pub async fn expire_keys(db: &Db, keys: &KeyTable, clock: &Clock) {
    let mut ticks = interval(EVERY);
    // The first tick is at once, and start-up has better things to do.
    ticks.tick().await;
    loop {
        ticks.tick().await;
        if let Err(error) = keys.expire(db, clock.seconds() - HONOURED).await {
            tracing::warn!(%error, "old idempotency keys were not deleted");
        }
    }
}
