//! The visits service: the visits of pets.
//!
//! It must not know of owners and pets more than their ids; whether an owner has a pet it asks the customers service.

mod ownership;
mod store;
mod visits;

use std::sync::Arc;

use axum::Router;
use contract::routes;
use db::Db;
use db::idempotency::KeyTable;
use peers::Peers;
use web::clock::{Clock, Context};
use web::mount::Mount;

use crate::ownership::Ownership;

const KEYS: KeyTable = db::key_table!("visits_idempotency_keys");

/// The service, ready to be served. Clones share everything.
#[derive(Clone)]
pub struct Visits(Arc<Shared>);

struct Shared {
    db: Db,
    clock: Clock,
    ownership: Ownership,
}

impl Visits {
    /// The service over its database and its peers.
    pub fn new(db: Db, peers: &Peers, clock: Clock) -> Self {
        Self(Arc::new(Shared { db, clock, ownership: Ownership::new(peers.customers()) }))
    }

    /// All its routes.
    pub fn router(&self) -> Router {
        let for_peers = Router::new()
            .mount(routes::ForgetPet, visits::forget_pet)
            .mount(routes::FindVisits, visits::search)
            .with_state(self.clone());
        self.public_router().merge(for_peers)
    }

    /// Its routes but for those that only its peers may call.
    pub fn public_router(&self) -> Router {
        Router::new()
            .mount(routes::ListVisits, visits::list)
            .mount(routes::AddVisit, visits::add)
            .mount(routes::FindVisit, visits::find)
            .mount(routes::EditVisit, visits::edit)
            .mount(routes::RemoveVisit, visits::remove)
            .mount(routes::ListVisitsOfPets, visits::list_of_pets)
            .with_state(self.clone())
    }

    /// Says whether a visit is accepted, and marked as not verified, while the customers service cannot be asked whether
    /// the owner has the pet; it is unless this says otherwise. Takes effect at once.
    pub fn allow_unverified(&self, allowed: bool) {
        self.0.ownership.allow_unverified(allowed);
    }

    /// Brings its gauges up to date.
    pub fn record_gauges(&self) {
        self.0.ownership.record_gauges();
    }

    /// Its work between requests, which never ends: forgets old idempotency keys.
    pub async fn work(self) {
        web::upkeep::expire_keys(&self.0.db, &KEYS, &self.0.clock).await;
    }
}

impl Context for Visits {
    fn clock(&self) -> &Clock {
        &self.0.clock
    }
}

/// Every statement, for a test that reads their query plans.
#[doc(hidden)]
pub fn statements() -> Vec<db::Statements> {
    vec![store::statements(), KEYS.statements()]
}
