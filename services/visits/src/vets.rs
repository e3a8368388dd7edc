//! The vets that there are, as the vets service lists them.

use std::sync::Arc;

use contract::endpoint::Endpoint;
use contract::problem::FieldError;
use contract::routes::ListVets;
use contract::vets::Vet;
use moka::future::Cache;
use web::cache::CacheStatistics;
use web::fault::Fault;

/// Asks the vets service and caches its list for as long as the service itself does.
pub(crate) struct KnownVets {
    vets: peers::Vets,
    list: Cache<(), Arc<Vec<Vet>>>,
    statistics: CacheStatistics,
}

impl KnownVets {
    pub(crate) fn new(vets: peers::Vets) -> Self {
        let lifetime = ListVets::ROUTE.cacheable.unwrap_or_default();
        let list = Cache::builder().max_capacity(1).time_to_live(lifetime).build();
        Self { vets, list, statistics: CacheStatistics::new("known_vets") }
    }

    pub(crate) fn record_gauges(&self) {
        self.statistics.set_size(self.list.entry_count());
    }

    /// Fails with 400 if there is no such vet; for the rest as [`has`](Self::has).
    pub(crate) async fn check(&self, vet_id: i32, is_trusting: bool) -> Result<(), Fault> {
        if self.has(vet_id, is_trusting).await? {
            return Ok(());
        }
        Err(Fault::invalid(vec![FieldError::new("vetId", "must be the id of a vet")]))
    }

    /// Whether there is such a vet. If the vets service does not answer, takes the vet on trust, or fails with 503.
    pub(crate) async fn has(&self, vet_id: i32, is_trusting: bool) -> Result<bool, Fault> {
        let has = |list: &[Vet]| list.iter().any(|it| it.id == vet_id);
        let cached = self.statistics.note(self.list.get(&()).await);
        if cached.is_some_and(|it| has(&it)) {
            return Ok(true);
        }
        // The vet may be new.
        match self.ask().await {
            Ok(list) => Ok(has(&list)),
            Err(error) if is_trusting => {
                tracing::debug!(%error, "a vet was taken on trust");
                Ok(true)
            }
            Err(error) => Err(Fault::unavailable(error)),
        }
    }

    /// The vets with an id and a specialty, or all. Fails with 400 if there is no vet with the id; with 503 if the vets service does not
    /// answer, or takes the one vet on trust.
    pub(crate) async fn of(
        &self,
        vet_id: Option<i32>,
        specialty_id: Option<i32>,
        is_trusting: bool,
    ) -> Result<Vec<i32>, Fault> {
        if let Some(vet_id) = vet_id {
            self.check(vet_id, is_trusting).await?;
            if specialty_id.is_none() {
                return Ok(vec![vet_id]);
            }
        }
        let list = match self.list.get(&()).await {
            Some(list) => list,
            None => self.ask().await.map_err(Fault::unavailable)?,
        };
        let has = |vet: &&Vet| {
            vet_id.is_none_or(|it| it == vet.id)
                && specialty_id.is_none_or(|id| vet.specialties.iter().any(|it| it.id == id))
        };
        Ok(list.iter().filter(has).map(|it| it.id).collect())
    }

    async fn ask(&self) -> Result<Arc<Vec<Vet>>, peers::Error> {
        let list = Arc::new(self.vets.all().await?);
        self.list.insert((), list.clone()).await;
        Ok(list)
    }
}
