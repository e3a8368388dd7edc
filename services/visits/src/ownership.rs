//! Checks with the customers service that an owner has a pet, and when the pet was born.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use contract::owners::OwnerPath;
use contract::pets::PetPath;
use contract::problem::FieldError;
use http::StatusCode;
use jiff::civil::Date;
use moka::future::Cache;
use web::cache::CacheStatistics;
use web::fault::Fault;

/// Maximum number of cached pets.
const BOUND: u64 = 10_000;
const LIFETIME: Duration = Duration::from_secs(60);

/// A pet that the customers service knows.
#[derive(Clone, Copy)]
pub(crate) struct Verified {
    born: Option<Date>,
}

impl Verified {
    /// The pet's day of birth, if `date` is before it.
    fn born_after(self, date: Option<Date>) -> Option<Date> {
        self.born.filter(|born| date.is_some_and(|it| it < *born))
    }
}

/// Asks the customers service and caches positive answers.
pub(crate) struct Ownership {
    customers: peers::Customers,
    known: Cache<PetPath, Verified>,
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

    /// Whether what a neighbour cannot confirm is taken on trust.
    pub(crate) fn is_trusting(&self) -> bool {
        self.allows_unverified.load(Ordering::Relaxed)
    }

    pub(crate) fn record_gauges(&self) {
        self.statistics.set_size(self.known.entry_count());
    }

    /// Fails with 404 if the owner has no such pet. `None` if the customers service does not answer: the pet is then taken on trust.
    pub(crate) async fn check(&self, path: PetPath) -> Result<Option<Verified>, Fault> {
        if let Some(known) = self.statistics.note(self.known.get(&path).await) {
            return Ok(Some(known));
        }
        match self.customers.pet(path).await {
            Ok(Some(pet)) => {
                let verified = Verified { born: pet.birth_date };
                self.known.insert(path, verified).await;
                Ok(Some(verified))
            }
            Ok(None) => Err(unknown(path)),
            Err(error) => {
                tracing::debug!(%error, "a pet was taken on trust");
                Ok(None)
            }
        }
    }

    /// Refuses a visit before the pet's birth.
    pub(crate) async fn admit(&self, path: PetPath, pet: Verified, date: Option<Date>) -> Result<(), Fault> {
        if pet.born_after(date).is_none() {
            return Ok(());
        }
        // What is cached may have been corrected for the sake of this visit.
        self.known.invalidate(&path).await;
        let pet = self.check(path).await?;
        match pet.and_then(|it| it.born_after(date)) {
            Some(born) => {
                let rule = format!("must not be before the pet's birth, {born}");
                Err(Fault::invalid(vec![FieldError::new("date", rule)]))
            }
            None => Ok(()),
        }
    }

    /// As [`check`](Self::check), for a new visit. Fails with 503 if the customers service does not answer and the setting forbids
    /// trust.
    pub(crate) async fn check_new(&self, path: PetPath) -> Result<Option<Verified>, Fault> {
        if self.is_trusting() {
            return self.check(path).await;
        }
        self.insist(path).await.map(Some)
    }

    /// Fails with 404 if there is no such owner. If the customers service does not answer, the owner is taken on trust, unless the
    /// setting forbids it (503).
    pub(crate) async fn check_owner(&self, owner_id: i32) -> Result<(), Fault> {
        match self.customers.owner(OwnerPath { owner_id }).await {
            Ok(Some(_)) => Ok(()),
            Ok(None) => Err(Fault::unknown("owner", owner_id)),
            Err(error) if self.is_trusting() => {
                tracing::debug!(%error, "an owner was taken on trust");
                Ok(())
            }
            Err(error) => Err(Fault::unavailable(error)),
        }
    }

    /// As [`check`](Self::check), but fails with 503 if the customers service does not answer: no change of existing data rests on
    /// trust.
    pub(crate) async fn insist(&self, path: PetPath) -> Result<Verified, Fault> {
        self.check(path).await?.ok_or_else(|| {
            let detail = "whether the owner has this pet cannot be checked right now, please try again";
            Fault::refused(StatusCode::SERVICE_UNAVAILABLE, detail)
        })
    }
}

pub(crate) fn unknown(path: PetPath) -> Fault {
    let detail = format!("owner {} has no pet {}", path.owner_id, path.pet_id);
    Fault::refused(StatusCode::NOT_FOUND, detail)
}
