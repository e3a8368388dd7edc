//! Checks with the customers service that an owner has a pet.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use contract::pets::PetPath;
use http::StatusCode;
use moka::future::Cache;
use web::cache::CacheStatistics;
use web::fault::Fault;

/// Maximum number of cached pets.
const BOUND: u64 = 10_000;
const LIFETIME: Duration = Duration::from_secs(60);

/// Asks the customers service and caches positive answers.
pub(crate) struct Ownership {
    customers: peers::Customers,
    known: Cache<PetPath, ()>,
    statistics: CacheStatistics,
    /// Whether a visit is accepted while the customers service does not answer.
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

    /// Fails with 404 if the owner has no such pet. Returns whether the pet is verified: if the customers service does not answer,
    /// the pet is taken on trust.
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

    /// As [`check`](Self::check), for a new visit. Fails with 503 if the customers service does not answer and the setting forbids
    /// trust.
    pub(crate) async fn check_new(&self, path: PetPath) -> Result<bool, Fault> {
        if self.allows_unverified.load(Ordering::Relaxed) {
            return self.check(path).await;
        }
        self.insist(path).await.map(|()| true)
    }

    /// As [`check`](Self::check), but fails with 503 if the customers service does not answer: no change of existing data rests on
    /// trust.
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
