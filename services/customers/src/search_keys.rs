//! Makes the stored search keys anew after a release that makes other keys than the one before it.
//!
//! The release before may still run beside this one and write its keys. Rows that it adds are found at the next start.

pub(crate) mod store;

use std::time::Duration;

use backoff::Backoff;
use db::Db;
use tokio::sync::OnceCell;
use tokio::time::sleep;

use crate::Customers;

pub(crate) use store::statements;

/// The pauses after failures.
const PAUSES: Backoff = Backoff::new(Duration::from_millis(100), Duration::from_secs(10));

/// Whether the stored keys are those of this release.
#[derive(Default)]
pub(crate) struct SearchKeys(OnceCell<()>);

impl SearchKeys {
    /// Returns once they are, so that no search misses a row.
    pub(crate) async fn ready(&self, db: &Db) -> Result<(), db::Error> {
        self.0.get_or_try_init(|| renew(db)).await.map(|&()| ())
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

/// Renews the keys of rows of earlier releases, some at a time. Whoever is cut off leaves the rest to the next.
async fn renew(db: &Db) -> Result<(), db::Error> {
    let mut renewed = 0;
    loop {
        let rows = store::renew_owners(db).await? + store::renew_pets(db).await?;
        if rows == 0 {
            break;
        }
        renewed += rows;
    }
    if renewed > 0 {
        tracing::info!(rows = renewed, "search keys renewed");
    }
    Ok(())
}
