//! A cache for the number of owners that a search finds, since counting costs more than reading a page.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use contract::owners::OwnerSearch;
use contract::paging::Page;
use db::Db;
use moka::future::Cache;
use tokio::time::Instant;

use crate::owners;

/// Maximum number of searches with a cached total.
const BOUND: u64 = 1_000;
/// Lifetime of a cached total, which another process may have made out of date. This process applies its own changes at once.
const LIFETIME: Duration = Duration::from_secs(10);

pub(crate) struct Totals {
    all: Mutex<All>,
    searches: Cache<String, u64>,
}

/// The total of all owners.
#[derive(Default)]
struct All {
    known: Option<(Instant, u64)>,
    /// The number of changes of owners or pets. A count that began before a change is out of date after it.
    changes: u64,
}

impl Default for Totals {
    fn default() -> Self {
        let searches = Cache::builder().max_capacity(BOUND).time_to_live(LIFETIME).build();
        Self { all: Mutex::default(), searches }
    }
}

impl Totals {
    /// The number of owners that a search finds on all its pages.
    pub(crate) async fn of(&self, db: &Db, search: &OwnerSearch) -> Result<u64, db::Error> {
        let terms = OwnerSearch { page: Page::default(), ..search.clone() };
        if terms == OwnerSearch::default() {
            return self.of_all(db).await;
        }
        let key = format!("{terms:?}");
        if let Some(total) = self.searches.get(&key).await {
            return Ok(total);
        }
        let changes = self.with_all(|it| it.changes);
        let total = owners::count(db, search).await?;
        self.searches.insert(key.clone(), total).await;
        if self.with_all(|it| it.changes) != changes {
            self.searches.invalidate(&key).await;
        }
        Ok(total)
    }

    async fn of_all(&self, db: &Db) -> Result<u64, db::Error> {
        let (known, changes) = self.with_all(|it| (it.known, it.changes));
        if let Some((counted, total)) = known
            && counted.elapsed() < LIFETIME
        {
            return Ok(total);
        }
        let total = owners::count(db, &OwnerSearch::default()).await?;
        self.with_all(|it| {
            if it.changes == changes {
                it.known = Some((Instant::now(), total));
            }
        });
        Ok(total)
    }

    /// Adjusts the cached total of all owners by `more` after a change of owners or pets, and drops the totals of searches.
    pub(crate) fn changed(&self, more: i64) {
        self.with_all(|it| {
            it.changes += 1;
            if let Some((_, total)) = &mut it.known {
                *total = total.saturating_add_signed(more);
            }
        });
        self.searches.invalidate_all();
    }

    fn with_all<T>(&self, what: impl FnOnce(&mut All) -> T) -> T {
        what(&mut self.all.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
