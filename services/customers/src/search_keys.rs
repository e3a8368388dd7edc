//! Makes the stored search keys anew after a release that makes other keys than the one before it.
//!
//! During an upgrade the release before still runs and writes its keys. Rows that it adds are renewed at the next start. A row whose name
//! or telephone it changes keeps the old key until this release changes the row.

mod sound;
pub(crate) mod store;

use std::time::Duration;

use backoff::Backoff;
use db::Db;
use tokio::sync::OnceCell;
use tokio::time::sleep;

use crate::Customers;

pub(crate) use sound::sound;
pub(crate) use store::statements;

/// The pauses after failures.
const PAUSES: Backoff = Backoff::new(Duration::from_millis(100), Duration::from_secs(10));

/// How often rows are read again that others change at the same time.
const ATTEMPTS: u32 = 10;

/// Whether the stored keys are those of this release.
#[derive(Default)]
pub(crate) struct SearchKeys {
    renewed: OnceCell<()>,
}

impl SearchKeys {
    /// Returns once they are, so that no search misses a row.
    pub(crate) async fn ready(&self, db: &Db) -> Result<(), db::Error> {
        self.renewed.get_or_try_init(|| renew(db)).await.map(|&()| ())
    }
}

/// Renews the keys without a search that waits for it.
pub(crate) async fn prepare(state: &Customers) {
    let mut failures = 0_u32;
    while let Err(error) = state.search_keys.ready(&state.db).await {
        tracing::warn!(%error, "search keys were not renewed");
        sleep(PAUSES.pause(failures)).await;
        failures = failures.saturating_add(1);
    }
}

/// Renews the keys of rows of earlier releases, some at a time. An interrupted run leaves the remaining rows to the next one.
async fn renew(db: &Db) -> Result<(), db::Error> {
    let (mut rows, mut failures) = (0, 0);
    loop {
        let (owners, pets) = (store::renew_owners(db).await?, store::renew_pets(db).await?);
        if owners.found + pets.found == 0 {
            break;
        }
        let renewed = owners.renewed + pets.renewed;
        rows += renewed;
        failures = if renewed == 0 { failures + 1 } else { 0 };
        if failures == ATTEMPTS {
            tracing::warn!(
                "search keys of some rows are left as they are, since the rows change all the time"
            );
            break;
        }
    }
    if rows > 0 {
        tracing::info!(rows, "search keys renewed");
    }
    Ok(())
}
