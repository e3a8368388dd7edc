//! The customers service: owners, their pets, the types of pet, and owner details with visits.
//!
//! It must not know where visits are stored; it asks the visits service for them, and notifies it of pets that are gone.

mod details;
mod figures;
mod outbox;
mod owners;
mod pet_types;
mod pets;
mod totals;

use std::sync::Arc;

use axum::Router;
use contract::routes;
use db::Db;
use db::idempotency::KeyTable;
use peers::Peers;
use web::clock::{Clock, Context};
use web::mount::Mount;

use crate::outbox::Outbox;
use crate::pet_types::PetTypes;
use crate::totals::Totals;

const KEYS: KeyTable = db::key_table!("customers_idempotency_keys");

/// The service, ready to be served. Clones share everything.
#[derive(Clone)]
pub struct Customers(Arc<Shared>);

struct Shared {
    db: Db,
    visits: peers::Visits,
    clock: Clock,
    pet_types: PetTypes,
    totals: Totals,
    outbox: Outbox,
}

impl Customers {
    /// The service over its database and its peers.
    pub fn new(db: Db, peers: &Peers, clock: Clock) -> Self {
        Self(Arc::new(Shared {
            db,
            visits: peers.visits(),
            clock,
            pet_types: PetTypes::default(),
            totals: Totals::default(),
            outbox: Outbox::default(),
        }))
    }

    /// All its routes.
    pub fn router(&self) -> Router {
        let for_peers = Router::new()
            .mount(routes::FindPets, pets::search)
            .mount(routes::CountCustomers, figures::count)
            .with_state(self.clone());
        self.public_router().merge(for_peers)
    }

    /// Its routes but for those that only its peers may call.
    pub fn public_router(&self) -> Router {
        Router::new()
            .mount(routes::ListOwners, owners::list)
            .mount(routes::AddOwner, owners::add)
            .mount(routes::FindOwner, owners::find)
            .mount(routes::EditOwner, owners::edit)
            .mount(routes::RemoveOwner, owners::remove)
            .mount(routes::ShowOwnerDetails, details::show)
            .mount(routes::ListPetTypes, pet_types::list)
            .mount(routes::AddPet, pets::add)
            .mount(routes::FindPet, pets::find)
            .mount(routes::EditPet, pets::edit)
            .mount(routes::RemovePet, pets::remove)
            .with_state(self.clone())
    }

    /// Brings its gauges up to date.
    pub fn record_gauges(&self) {
        self.0.pet_types.record_gauges();
    }

    /// Its work between requests, which never ends: delivers what the outbox holds, forgets old idempotency keys.
    pub async fn work(self) {
        // Boxed: the compiler follows calls to peers within calls only so deep.
        let deliver = Box::pin(outbox::deliver(&self));
        tokio::join!(deliver, web::upkeep::expire_keys(&self.0.db, &KEYS, &self.0.clock));
    }
}

impl Context for Customers {
    fn clock(&self) -> &Clock {
        &self.0.clock
    }
}

/// Every statement, for a test that reads their query plans.
#[doc(hidden)]
pub fn statements() -> Vec<db::Statements> {
    vec![
        owners::statements(),
        pets::statements(),
        figures::statements(),
        outbox::statements(),
        KEYS.statements(),
    ]
}
