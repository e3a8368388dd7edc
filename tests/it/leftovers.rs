//! Finds work that a test leaves undone.

use std::thread;

use db::Db;
use tokio::runtime::Handle;
use tokio::task::block_in_place;

use crate::harness::eventually;
use crate::sql;

/// The outboxes of all services.
const OUTBOXES: [&str; 2] = ["customers_death_outbox", "customers_outbox"];

/// Fails the test if, when this is dropped, the database's outboxes do not become empty.
pub(crate) struct Leftovers {
    db: Db,
    may_be: bool,
}

impl Leftovers {
    pub(crate) fn of(db: &Db) -> Self {
        Self { db: db.clone(), may_be: false }
    }

    /// Permits the test to leave work undone.
    pub(crate) fn may_be(&mut self) {
        self.may_be = true;
    }
}

impl Drop for Leftovers {
    fn drop(&mut self) {
        if self.may_be || thread::panicking() {
            return;
        }
        let done = async || {
            for outbox in OUTBOXES {
                eventually(&format!("{outbox} is empty"), async || sql::rows(&self.db, outbox).await == 0)
                    .await;
            }
        };
        // The services continue on the other threads.
        block_in_place(|| Handle::current().block_on(done()));
    }
}

#[test]
fn every_outbox_is_known() {
    let mut found: Vec<_> = crate::tidy::sources("migrations", "sql")
        .iter()
        .flat_map(|(_, text)| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .filter(|word| word.ends_with("_outbox"))
        .collect();
    found.sort();
    found.dedup();
    assert_eq!(found, OUTBOXES);
}
