//! The visits service: appointments, and the visits of pets.
//!
//! It must know only the ids of owners, pets and vets. It asks the customers service whether an owner has a pet, and the vets service
//! which vets there are.

mod appointments;
mod calendar;
mod deaths;
mod feed;
mod news;
mod ownership;
mod store;
mod vets;
mod visits;

use std::ops::Deref;
use std::sync::Arc;

use boot::{Assembled, Description};
use contract::routes;
use contract::service::Service;
use db::Db;
use db::idempotency::KeyTable;
use jiff::tz::TimeZone;
use peers::Peers;
use web::clock::{Clock, HandlerState};
use web::listeners::Listeners;
use web::mount::Routes;

use crate::ownership::Ownership;
use crate::vets::KnownVets;

const KEYS: KeyTable = db::key_table!("visits_idempotency_keys");

/// Describes the service and how to assemble it.
pub fn description() -> Description {
    Description::with_database(Service::Visits, env!("CARGO_PKG_VERSION"), |db, parts| {
        let visits = Visits::new(db, &parts.peers, parts.clock, parts.settings.clinic.time_zone.clone());
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
    /// The zone of the clock on the clinic's wall.
    time_zone: TimeZone,
    ownership: Ownership,
    vets: KnownVets,
    listeners: Listeners,
}

impl Visits {
    /// Creates the service over its database and its peers.
    pub(crate) fn new(db: Db, peers: &Peers, clock: Clock, time_zone: TimeZone) -> Self {
        let (ownership, vets) = (Ownership::new(peers.customers()), KnownVets::new(peers.vets()));
        Self(Arc::new(Shared { db, clock, time_zone, ownership, vets, listeners: news::listeners() }))
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
            .mount(routes::NoteDeath, deaths::note)
            .mount(routes::FindVisits, visits::search)
            .mount(routes::ListAppointmentTypes, appointments::list_types)
            .mount(routes::ListFreeSlots, appointments::slots::list)
            .mount(routes::ListAppointments, appointments::list)
            .mount(routes::FollowAgenda, news::follow)
            .mount(routes::ShowClock, appointments::clock)
            .mount(routes::ListAppointmentsOfOwner, appointments::of_owner::list)
            .mount(routes::BookAppointment, appointments::book)
            .mount(routes::FindAppointment, appointments::find)
            .mount(routes::EditAppointment, appointments::edit)
            .mount(routes::SetAppointmentStatus, appointments::set_status)
            .mount(routes::ShowAppointmentHistory, appointments::history)
            .mount(routes::ListCalendarEntries, calendar::list)
            .mount(routes::AddCalendarEntry, calendar::add)
            .mount(routes::FindCalendarEntry, calendar::find)
            .mount(routes::EditCalendarEntry, calendar::edit)
            .mount(routes::RemoveCalendarEntry, calendar::remove)
            .mount(routes::MakeVetFeed, feed::make)
            .mount(routes::RevokeVetFeed, feed::revoke)
            .mount(routes::ReadFeed, feed::read)
            .with_state(self.clone())
    }

    /// Sets whether the service accepts visits and appointments while customers cannot confirm that the owner has the pet, or vets that
    /// there is such a vet. Such a visit is marked as not verified. The default is to accept. Takes effect at once.
    pub(crate) fn allow_unverified(&self, allowed: bool) {
        self.ownership.allow_unverified(allowed);
    }

    /// Updates its gauges.
    pub(crate) fn record_gauges(&self) {
        self.ownership.record_gauges();
        self.vets.record_gauges();
    }

    /// Its background tasks: deletes old idempotency keys, and tells who listens of changes. Never ends.
    pub(crate) async fn background(self) {
        let keys = web::database::expire_keys(&self.db, &KEYS, &self.clock);
        tokio::join!(keys, news::tell(&self), news::forget(&self));
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
    vec![
        store::statements(),
        appointments::store::statements(),
        appointments::of_owner::store::statements(),
        calendar::store::statements(),
        deaths::store::statements(),
        feed::store::statements(),
        news::store::statements(),
        KEYS.statements(),
    ]
}
