//! The vets service: the list of vets with their specialties.

mod store;

use std::ops::Deref;
use std::sync::Arc;

use boot::{Assembled, Description};
use contract::endpoint::Endpoint;
use contract::routes::ListVets;
use contract::service::Service;
use db::Db;
use moka::future::Cache;
use web::answer::{Answer, Outcome, Prepared};
use web::cache::CacheStatistics;
use web::call::Call;
use web::clock::{Clock, HandlerState};
use web::fault::Fault;
use web::mount::Routes;

/// Describes the service and how to assemble it.
pub fn description() -> Description {
    Description::with_database(Service::Vets, env!("CARGO_PKG_VERSION"), |db, parts| {
        let vets = Vets::new(db, parts.clock);
        Assembled::new(vets.routes()).gauges(move || vets.record_gauges())
    })
}

/// The service, ready to serve. Clones share everything.
#[derive(Clone)]
pub(crate) struct Vets(Arc<Shared>);

/// The state that all clones share.
pub(crate) struct Shared {
    db: Db,
    clock: Clock,
    list: Cache<(), Prepared>,
    statistics: CacheStatistics,
}

impl Vets {
    /// Creates the service over its database.
    pub(crate) fn new(db: Db, clock: Clock) -> Self {
        let lifetime = ListVets::ROUTE.cacheable.unwrap_or_default();
        let list = Cache::builder().max_capacity(1).time_to_live(lifetime).build();
        Self(Arc::new(Shared { db, clock, list, statistics: CacheStatistics::new("vets") }))
    }

    /// Its routes.
    pub(crate) fn routes(&self) -> Routes {
        Routes::new().mount(ListVets, list).with_state(self.clone())
    }

    /// Updates its gauges.
    pub(crate) fn record_gauges(&self) {
        self.statistics.set_size(self.list.entry_count());
    }
}

impl Deref for Vets {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl HandlerState for Vets {
    fn clock(&self) -> &Clock {
        &self.clock
    }
}

async fn list(state: Vets, _: Call<ListVets>) -> Outcome<ListVets> {
    if let Some(list) = state.statistics.note(state.list.get(&()).await) {
        return Ok(Answer::prepared(&list));
    }
    // Concurrent requests share one query.
    let read = async { Prepared::json(&store::all(&state.db).await?) };
    let list = state.list.try_get_with((), read).await.map_err(|fault: Arc<Fault>| (*fault).clone())?;
    Ok(Answer::prepared(&list))
}

/// Every statement, for a test that reads their query plans.
#[doc(hidden)]
pub fn statements() -> Vec<db::Statements> {
    vec![store::statements()]
}
