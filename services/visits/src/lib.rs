//! The visits service: the visits of pets.
//!
//! It must know only the ids of owners and pets. It asks the customers service whether an owner has a pet.

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
use web::clock::{Clock, HandlerState};
use web::mount::Routes;

use crate::ownership::Ownership;

const KEYS: KeyTable = db::key_table!("visits_idempotency_keys");

/// Describes the service and how to assemble it.
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

/// The service, ready to serve. Clones share everything.
#[derive(Clone)]
pub(crate) struct Visits(Arc<Shared>);

/// The state that all clones share.
pub(crate) struct Shared {
    db: Db,
    clock: Clock,
    ownership: Ownership,
}

impl Visits {
    /// Creates the service over its database and its peers.
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

    /// Sets whether the service accepts a visit while the customers service cannot confirm that the owner has the pet. Such a visit
    /// is marked as not verified. The default is to accept. Takes effect at once.
    pub(crate) fn allow_unverified(&self, allowed: bool) {
        self.ownership.allow_unverified(allowed);
    }

    /// Updates its gauges.
    pub(crate) fn record_gauges(&self) {
        self.ownership.record_gauges();
    }

    /// Its background task: deletes old idempotency keys. Never ends.
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

impl HandlerState for Visits {
    fn clock(&self) -> &Clock {
        &self.clock
    }
}

/// Every statement, for a test that reads their query plans.
#[doc(hidden)]
pub fn statements() -> Vec<db::Statements> {
    vec![store::statements(), KEYS.statements()]
}
