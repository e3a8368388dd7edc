//! The outbox: announces removed pets to the visits service until it confirms.
//!
//! The transaction that deletes a pet writes a row. The delivery deletes the row once the visits service has answered.
//! Delivering a row twice has no further effect, so neither a lost answer nor a second process does harm.

pub(crate) mod store;

use std::time::Duration;

use backoff::Backoff;
use tokio::sync::Notify;
use tokio::time::{sleep, timeout};

use crate::Customers;

pub(crate) use store::statements;

/// The interval of reads without a wake-up, since another process may have ended and left rows.
const LOOK_AGAIN: Duration = Duration::from_secs(30);
/// The pauses after failed rounds.
const PAUSES: Backoff = Backoff::new(Duration::from_millis(100), Duration::from_secs(10));

/// Wakes the delivery.
#[derive(Default)]
pub(crate) struct Outbox(Notify);

impl Outbox {
    pub(crate) fn wake(&self) {
        self.0.notify_one();
    }
}

/// Delivers rows. Never ends.
pub(crate) async fn deliver(state: &Customers) {
    let mut failures = 0_u32;
    loop {
        if round(state).await {
            failures = 0;
            let _ = timeout(LOOK_AGAIN, state.outbox.0.notified()).await;
        } else {
            sleep(PAUSES.pause(failures)).await;
            failures = failures.saturating_add(1);
        }
    }
}

/// Tries to deliver every row once; returns whether all deliveries succeeded.
async fn round(state: &Customers) -> bool {
    let db = &state.db;
    let mut after = 0;
    let mut all = true;
    loop {
        let rows = match store::next(db, after).await {
            Ok(rows) => rows,
            Err(error) => {
                tracing::warn!(%error, "the outbox was not read");
                return false;
            }
        };
        let Some(last) = rows.last() else { return all };
        after = last.id;
        for row in &rows {
            if let Err(error) = state.visits.forget_pet(row.pet_id).await {
                tracing::debug!(%error, pet_id = row.pet_id, "the visits of a pet that is gone are still there");
                all = false;
            } else if let Err(error) = store::delete(db, row.id).await {
                tracing::warn!(%error, "a delivered row stays in the outbox and will be delivered again");
                all = false;
            }
        }
    }
}
