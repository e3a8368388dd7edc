//! The visits service: the visits of pets.
//!
//! It must not know of owners and pets more than their ids; whether an owner has a pet it asks the customers service.

mod ownership;
mod store;
mod visits;

use std::ops::Deref;
use std::sync::Arc;

use boot::{Assembled, Description};
use contract::routes;
use contract::service::Service;
use db::Db;
use db::idempotency::KeyTable;
use peers::Peers;
use web::clock::{Clock, Context};
use web::mount::Routes;

use crate::ownership::Ownership;

const KEYS: KeyTable = db::key_table!("visits_idempotency_keys");

/// The service, and how it is assembled.
pub fn description() -> Description {
    Description::with_database(Service::Visits, env!("CARGO_PKG_VERSION"), |db, parts| {
        let visits = Visits::new(db, &parts.peers, parts.clock);
        let tuned = visits.clone();
        Assembled::new(visits.routes())
            .background(visits.clone().background())
            .tune(move |settings| tuned.allow_unverified(settings.features.unverified_visits))
            .gauges(move || visits.record_gauges())
    })
}

/// The service, ready to be served. Clones share everything.
#[derive(Clone)]
pub(crate) struct Visits(Arc<Shared>);

/// What the clones share.
pub(crate) struct Shared {
    db: Db,
    clock: Clock,
    ownership: Ownership,
}

impl Visits {
    /// The service over its database and its peers.
    pub(crate) fn new(db: Db, peers: &Peers, clock: Clock) -> Self {
        Self(Arc::new(Shared { db, clock, ownership: Ownership::new(peers.customers()) }))
    }

    /// Its routes.
    pub(crate) fn routes(&self) -> Routes {
        Routes::new()
            .mount(routes::ListVisits, visits::list)
            .mount(routes::AddVisit, visits::add)
            .mount(routes::FindVisit, visits::find)
            .mount(routes::EditVisit, visits::edit)
            .mount(routes::RemoveVisit, visits::remove)
            .mount(routes::ListVisitsOfPets, visits::list_of_pets)
            .mount(routes::ForgetPet, visits::forget_pet)
            .mount(routes::FindVisits, visits::search)
            .with_state(self.clone())
    }

    /// Says whether a visit is accepted, and marked as not verified, while the customers service cannot be asked whether
    /// the owner has the pet; it is unless this says otherwise. Takes effect at once.
    pub(crate) fn allow_unverified(&self, allowed: bool) {
        self.ownership.allow_unverified(allowed);
    }

    /// Brings its gauges up to date.
    pub(crate) fn record_gauges(&self) {
        self.ownership.record_gauges();
    }

    /// Its background task, which never ends: forgets old idempotency keys.
    pub(crate) async fn background(self) {
        web::database::expire_keys(&self.db, &KEYS, &self.clock).await;
    }
}

impl Deref for Visits {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl Context for Visits {
    fn clock(&self) -> &Clock {
        &self.clock
    }
}

/// Every statement, for a test that reads their query plans.
#[doc(hidden)]
pub fn statements() -> Vec<db::Statements> {
    vec![store::statements(), KEYS.statements()]
}
