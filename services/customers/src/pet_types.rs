//! The types of pet: reference data, cached so that no statement needs to join it.

use std::sync::Arc;

use contract::endpoint::Endpoint;
use contract::pets::PetType;
use contract::routes::ListPetTypes;
use db::Db;
use moka::future::Cache;
use web::answer::{Answer, Outcome};
use web::cache::CacheStatistics;
use web::call::Call;

use crate::Customers;
use crate::pets::store;

/// Lists them by name.
pub(crate) async fn list(state: Customers, _: Call<ListPetTypes>) -> Outcome<ListPetTypes> {
    let types = state.pet_types.all(&state.db).await?;
    Answer::json(&*types)
}

/// The types as last read.
pub(crate) struct PetTypes {
    cache: Cache<(), Arc<Vec<PetType>>>,
    statistics: CacheStatistics,
}

impl Default for PetTypes {
    fn default() -> Self {
        let lifetime = ListPetTypes::ROUTE.cacheable.unwrap_or_default();
        let cache = Cache::builder().max_capacity(1).time_to_live(lifetime).build();
        Self { cache, statistics: CacheStatistics::new("petTypes") }
    }
}

impl PetTypes {
    /// All of them, by name.
    pub(crate) async fn all(&self, db: &Db) -> Result<Arc<Vec<PetType>>, db::Error> {
        if let Some(types) = self.statistics.note(self.cache.get(&()).await) {
            return Ok(types);
        }
        let types = Arc::new(store::types(db).await?);
        self.cache.insert((), types.clone()).await;
        Ok(types)
    }

    /// The type with this id. A type missing from the cache may be new, so the database decides.
    pub(crate) async fn find(&self, db: &Db, id: i32) -> Result<Option<PetType>, db::Error> {
        let known = |types: &[PetType]| types.iter().find(|it| it.id == id).cloned();
        if let Some(found) = known(&self.all(db).await?) {
            return Ok(Some(found));
        }
        self.cache.invalidate(&()).await;
        Ok(known(&self.all(db).await?))
    }

    pub(crate) fn record_gauges(&self) {
        self.statistics.set_size(self.cache.entry_count());
    }
}
