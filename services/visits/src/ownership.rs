//! Whether an owner has a pet, as the customers service says.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use contract::pets::PetPath;
use http::StatusCode;
use moka::future::Cache;
use web::cache::CacheStatistics;
use web::fault::Fault;

/// Pets that are remembered.
const BOUND: u64 = 10_000;
const LIFETIME: Duration = Duration::from_secs(60);

/// Asks the customers service and remembers each yes for a while.
pub(crate) struct Ownership {
    customers: peers::Customers,
    known: Cache<PetPath, ()>,
    statistics: CacheStatistics,
    /// Whether a visit is accepted while nobody can be asked.
    allows_unverified: AtomicBool,
}

impl Ownership {
    pub(crate) fn new(customers: peers::Customers) -> Self {
        let known = Cache::builder().max_capacity(BOUND).time_to_live(LIFETIME).build();
        let (statistics, allows_unverified) = (CacheStatistics::new("ownership"), AtomicBool::new(true));
        Self { customers, known, statistics, allows_unverified }
    }

    pub(crate) fn allow_unverified(&self, allowed: bool) {
        self.allows_unverified.store(allowed, Ordering::Relaxed);
    }

    pub(crate) fn record_gauges(&self) {
        self.statistics.set_size(self.known.entry_count());
    }

    /// 404 where the owner has no such pet. Says whether that is certain: where nobody can be asked, it is taken on trust.
    pub(crate) async fn check(&self, path: PetPath) -> Result<bool, Fault> {
        if self.statistics.note(self.known.get(&path).await).is_some() {
            return Ok(true);
        }
        match self.customers.pet_exists(path).await {
            Ok(true) => {
                self.known.insert(path, ()).await;
                Ok(true)
            }
            Ok(false) => Err(unknown(path)),
            Err(error) => {
                tracing::debug!(%error, "a pet was taken on trust");
                Ok(false)
            }
        }
    }

    /// As [`check`](Self::check) for a new visit: 503 where nobody can be asked and that is not to be taken on trust.
    pub(crate) async fn check_new(&self, path: PetPath) -> Result<bool, Fault> {
        if self.allows_unverified.load(Ordering::Relaxed) {
            return self.check(path).await;
        }
        self.insist(path).await.map(|()| true)
    }

    /// As [`check`](Self::check), but 503 where nobody can be asked: what is there already is not changed on trust.
    pub(crate) async fn insist(&self, path: PetPath) -> Result<(), Fault> {
        if self.check(path).await? {
            return Ok(());
        }
        let detail = "whether the owner has this pet cannot be checked right now, please try again";
        Err(Fault::refused(StatusCode::SERVICE_UNAVAILABLE, detail))
    }
}

pub(crate) fn unknown(path: PetPath) -> Fault {
    let detail = format!("owner {} has no pet {}", path.owner_id, path.pet_id);
    Fault::refused(StatusCode::NOT_FOUND, detail)
}
