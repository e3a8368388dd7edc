//! How many owners a search finds, remembered for a while: counting costs more than a page does.

use std::time::Duration;

use contract::owners::OwnerSearch;
use contract::paging::Page;
use db::Db;
use moka::future::Cache;

use crate::owners;

/// Searches whose total is remembered.
const BOUND: u64 = 1_000;
/// How long another process may count on an old total; this one forgets all when it adds or removes an owner or a pet.
const LIFETIME: Duration = Duration::from_secs(10);

pub(crate) struct Totals(Cache<String, u64>);

impl Default for Totals {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(BOUND).time_to_live(LIFETIME).build())
    }
}

impl Totals {
    pub(crate) async fn of(&self, db: &Db, search: &OwnerSearch) -> Result<u64, db::Error> {
        let terms = OwnerSearch { page: Page::default(), ..search.clone() };
        let key = format!("{terms:?}");
        if let Some(total) = self.0.get(&key).await {
            return Ok(total);
        }
        let total = owners::count(db, search).await?;
        self.0.insert(key, total).await;
        Ok(total)
    }

    pub(crate) fn forget(&self) {
        self.0.invalidate_all();
    }
}
