//! The customers service: owners, their pets, the types of pet, and owner details with visits.
//!
//! It must not know where visits are stored. It requests them from the visits service, and notifies that service of pets
//! that were removed or have died.

mod contact;
mod details;
mod duplicates;
mod outbox;
mod owner_query;
mod owners;
mod pet_record;
mod pet_types;
mod pets;
mod search_keys;
mod statistics;
mod totals;
mod weights;

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

use crate::outbox::Outbox;
use crate::pet_types::PetTypes;
use crate::search_keys::SearchKeys;
use crate::totals::Totals;

const KEYS: KeyTable = db::key_table!("customers_idempotency_keys");

/// Describes the service and how to assemble it.
pub fn description() -> Description {
    Description::with_database(Service::Customers, env!("CARGO_PKG_VERSION"), |db, parts| {
        let customers = Customers::new(db, &parts.peers, parts.clock);
        Assembled::new(customers.routes())
            .background(customers.clone().background())
            .gauges(move || customers.record_gauges())
    })
}

/// The service, ready to serve. Clones share everything.
#[derive(Clone)]
pub(crate) struct Customers(Arc<Shared>);

/// The state that all clones share.
pub(crate) struct Shared {
    db: Db,
    visits: peers::Visits,
    clock: Clock,
    pet_types: PetTypes,
    search_keys: SearchKeys,
    totals: Totals,
    outbox: Outbox,
}

impl Customers {
    /// Creates the service over its database and its peers.
    pub(crate) fn new(db: Db, peers: &Peers, clock: Clock) -> Self {
        Self(Arc::new(Shared {
            db,
            visits: peers.visits(),
            clock,
            pet_types: PetTypes::default(),
            search_keys: SearchKeys::default(),
            totals: Totals::default(),
            outbox: Outbox::default(),
        }))
    }

    /// Its routes.
    pub(crate) fn routes(&self) -> Routes {
        Routes::new()
            .mount(routes::ListOwners, owners::list)
            .mount(routes::ListOwnersById, owners::list_by_id)
            .mount(routes::ListAllOwners, owners::list_all)
            .mount(routes::AddOwner, owners::add)
            .mount(routes::FindDuplicates, duplicates::find)
            .mount(routes::FindOwner, owners::find)
            .mount(routes::EditOwner, owners::edit)
            .mount(routes::RemoveOwner, owners::remove)
            .mount(routes::ShowOwnerDetails, details::show)
            .mount(routes::FindOwnerContact, contact::find)
            .mount(routes::EditOwnerContact, contact::edit)
            .mount(routes::ListPetTypes, pet_types::list)
            .mount(routes::AddPet, pets::add)
            .mount(routes::FindPet, pets::find)
            .mount(routes::EditPet, pets::edit)
            .mount(routes::RemovePet, pets::remove)
            .mount(routes::FindPetRecord, pet_record::find)
            .mount(routes::EditPetRecord, pet_record::edit)
            .mount(routes::ListPetRecords, pet_record::list)
            .mount(routes::ListPetWeights, weights::list)
            .mount(routes::AddPetWeight, weights::add)
            .mount(routes::RemovePetWeight, weights::remove)
            .mount(routes::FindOwners, owner_query::find)
            .mount(routes::FindPets, pets::search)
            .mount(routes::CountCustomers, statistics::count)
            .with_state(self.clone())
    }

    /// Updates its gauges.
    pub(crate) fn record_gauges(&self) {
        self.pet_types.record_gauges();
    }

    /// Its background tasks: renews search keys, delivers the outbox, and deletes old idempotency keys. Never ends.
    pub(crate) async fn background(self) {
        // Boxed because the nested future types of peer calls exceed the compiler's depth limit.
        let deliver = Box::pin(outbox::deliver(&self));
        search_keys::prepare(&self).await;
        tokio::join!(deliver, web::database::expire_keys(&self.db, &KEYS, &self.clock));
    }
}

impl Deref for Customers {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl HandlerState for Customers {
    fn clock(&self) -> &Clock {
        &self.clock
    }
}

/// Every statement, for a test that reads their query plans.
#[doc(hidden)]
pub fn statements() -> Vec<db::Statements> {
    vec![
        owners::statements(),
        contact::statements(),
        duplicates::statements(),
        owner_query::statements(),
        pets::statements(),
        pet_record::statements(),
        weights::statements(),
        statistics::statements(),
        outbox::statements(),
        search_keys::statements(),
        KEYS.statements(),
    ]
}
