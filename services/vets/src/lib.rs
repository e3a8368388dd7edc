//! The vets service: the list of vets with their specialties.

mod store;

use std::sync::Arc;

use boot::{Assembled, Description};
use contract::endpoint::Endpoint;
use contract::routes::ListVets;
use contract::service::Service;
use db::Db;
use moka::future::Cache;
use web::answer::{Answer, Outcome, Prepared};
use web::cache::CacheFigures;
use web::call::Call;
use web::clock::{Clock, Context};
use web::fault::Fault;
use web::mount::Routes;

/// The service, and how it is assembled.
pub fn description() -> Description {
    Description::with_database(Service::Vets, env!("CARGO_PKG_VERSION"), |db, parts| {
        let vets = Vets::new(db, parts.clock);
        Assembled::new(vets.routes()).gauges(move || vets.record_gauges())
    })
}

/// The service, ready to be served. Clones share everything.
#[derive(Clone)]
pub struct Vets(Arc<Shared>);

struct Shared {
    db: Db,
    clock: Clock,
    list: Cache<(), Prepared>,
    figures: CacheFigures,
}

impl Vets {
    /// The service over its database.
    pub fn new(db: Db, clock: Clock) -> Self {
        let lifetime = ListVets::ROUTE.cacheable.unwrap_or_default();
        let list = Cache::builder().max_capacity(1).time_to_live(lifetime).build();
        Self(Arc::new(Shared { db, clock, list, figures: CacheFigures::new("vets") }))
    }

    /// Its routes.
    pub fn routes(&self) -> Routes {
        Routes::new().mount(ListVets, list).with_state(self.clone())
    }

    /// Brings its gauges up to date.
    pub fn record_gauges(&self) {
        self.0.figures.set_size(self.0.list.entry_count());
    }
}

impl Context for Vets {
    fn clock(&self) -> &Clock {
        &self.0.clock
    }
}

async fn list(clinic: Vets, _: Call<ListVets>) -> Outcome<ListVets> {
    if let Some(list) = clinic.0.figures.note(clinic.0.list.get(&()).await) {
        return Ok(Answer::prepared(&list));
    }
    // However many ask at once, the database is asked once.
    let read = async { Prepared::json(&store::all(&clinic.0.db).await?) };
    let list = clinic.0.list.try_get_with((), read).await.map_err(|fault: Arc<Fault>| (*fault).clone())?;
    Ok(Answer::prepared(&list))
}

/// Every statement, for a test that reads their query plans.
#[doc(hidden)]
pub fn statements() -> Vec<db::Statements> {
    vec![store::statements()]
}
