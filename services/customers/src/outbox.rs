//! The outbox: announces removed pets, and those that have died, to the visits service until it confirms.
//!
//! The transaction that deletes a pet or changes the day of its death writes a row. The delivery deletes the row once the visits service
//! has answered. Delivering a row twice has no further effect, so neither a lost answer nor a second process does harm.

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
    // A pet that is gone needs no word of its death, but such word does no harm.
    let (removals, deaths) = (removals(state).await, deaths(state).await);
    removals && deaths
}

async fn removals(state: &Customers) -> bool {
    let mut after = 0;
    let mut all = true;
    loop {
        let Some(rows) = read(store::removals(&state.db, after).await) else { return false };
        let Some(last) = rows.last() else { return all };
        after = last.id;
        for row in &rows {
            if let Err(error) = state.visits.forget_pet(row.pet_id).await {
                tracing::debug!(%error, pet_id = row.pet_id, "the visits of a pet that is gone are still there");
                all = false;
            } else {
                all &= is_deleted(store::delete_removal(&state.db, row.id).await);
            }
        }
    }
}

async fn deaths(state: &Customers) -> bool {
    let mut after = 0;
    let mut all = true;
    loop {
        let Some(rows) = read(store::deaths(&state.db, after).await) else { return false };
        let Some(last) = rows.last() else { return all };
        after = last.id;
        for row in &rows {
            if let Err(error) = state.visits.note_death(row.pet_id, row.death()).await {
                tracing::debug!(%error, pet_id = row.pet_id, "the visits service does not know of a death yet");
                all = false;
            } else {
                all &= is_deleted(store::delete_death(&state.db, row.id).await);
            }
        }
    }
}

fn read<T>(rows: Result<Vec<T>, db::Error>) -> Option<Vec<T>> {
    rows.inspect_err(|error| tracing::warn!(%error, "the outbox was not read")).ok()
}

fn is_deleted(deleted: Result<(), db::Error>) -> bool {
    let warn = |error: &db::Error| {
        tracing::warn!(%error, "a delivered row stays in the outbox and will be delivered again");
    };
    deleted.inspect_err(warn).is_ok()
}
