//! The client of the visits service.

use contract::appointments::{
    Agenda, AgendaQuery, Appointment, AppointmentType, FreeSlots, NewAppointmentRequest, SlotQuery,
};
use contract::params::NoParams;
use contract::pets::{PetDeath, PetPath};
use contract::routes::{
    AddVisit, BookAppointment, FindVisits, ForgetPet, ListAppointmentTypes, ListAppointments, ListFreeSlots,
    ListVisitsOfPets, NoteDeath,
};
use contract::visits::{FoundVisits, NewVisitRequest, PetIdPath, PetIds, Visit, VisitSearch};

use crate::call::{Sent, WriteOutcome};
use crate::customers::IDEMPOTENCY_KEY;
use crate::error::Error;
use crate::peers::Peers;

/// A client of the visits service.
#[derive(Clone)]
pub struct Visits(pub(crate) Peers);

impl Visits {
    /// The visits of pets, by pet, then by id. One call asks for at most
    /// [`PetIds::MOST`] pets; more pets take several calls, and no pets take none.
    pub async fn of_pets(&self, ids: &[i32]) -> Result<Vec<Visit>, Error> {
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        ids.dedup();
        let mut visits = Vec::new();
        // Sequential on purpose: of concurrent calls the breaker would admit one while it probes and refuse the others.
        for some in ids.chunks(PetIds::MOST) {
            let reply = self.0.call::<ListVisitsOfPets>(NoParams, &PetIds(some.to_vec())).await?;
            visits.extend(reply.read()?.items);
        }
        Ok(visits)
    }

    /// The visits that match a search, latest first.
    pub async fn find(&self, search: &VisitSearch) -> Result<FoundVisits, Error> {
        self.0.call::<FindVisits>(NoParams, search).await?.read()
    }

    /// The types of appointments, by id.
    pub async fn appointment_types(&self) -> Result<Vec<AppointmentType>, Error> {
        self.0.call::<ListAppointmentTypes>(NoParams, &NoParams).await?.read()
    }

    /// The free slots of some days.
    pub async fn free_slots(&self, query: &SlotQuery) -> Result<FreeSlots, Error> {
        self.0.call::<ListFreeSlots>(NoParams, query).await?.read()
    }

    /// The appointments of some days.
    pub async fn appointments(&self, query: &AgendaQuery) -> Result<Agenda, Error> {
        self.0.call::<ListAppointments>(NoParams, query).await?.read()
    }

    /// Books an appointment. The key makes repeats safe: it is booked once.
    pub async fn book(
        &self,
        appointment: &NewAppointmentRequest,
        key: &str,
    ) -> Result<WriteOutcome<Appointment>, Error> {
        let sent = Sent::json(appointment).header(IDEMPOTENCY_KEY, key);
        self.0.send::<BookAppointment>(NoParams, &NoParams, sent).await?.outcome()
    }

    /// Records a visit of a pet. The key makes repeats safe: the visit is recorded once.
    pub async fn add(
        &self,
        path: PetPath,
        visit: &NewVisitRequest,
        key: &str,
    ) -> Result<WriteOutcome<Visit>, Error> {
        let sent = Sent::json(visit).header(IDEMPOTENCY_KEY, key);
        self.0.send::<AddVisit>(path, &NoParams, sent).await?.outcome()
    }

    /// Removes every visit of a pet that no longer exists. Idempotent.
    pub async fn forget_pet(&self, pet_id: i32) -> Result<(), Error> {
        self.0.call::<ForgetPet>(PetIdPath { pet_id }, &NoParams).await?.read()
    }

    /// Calls off what is booked for a pet that has died, or takes such a death back. Idempotent.
    pub async fn note_death(&self, pet_id: i32, death: PetDeath) -> Result<(), Error> {
        let sent = Sent::json(&death);
        self.0.send::<NoteDeath>(PetIdPath { pet_id }, &NoParams, sent).await?.read()
    }
}
