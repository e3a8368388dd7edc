//! The visits service as its peers see it.

use contract::params::NoParams;
use contract::pets::PetPath;
use contract::routes::{AddVisit, FindVisits, ForgetPet, ListVisitsOfPets};
use contract::visits::{FoundVisits, NewVisitRequest, PetIds, RemovedPetPath, Visit, VisitSearch};

use crate::call::{Outcome, Sent};
use crate::customers::IDEMPOTENCY_KEY;
use crate::error::Error;
use crate::peers::Peers;

/// A client of the visits service.
#[derive(Clone)]
pub struct Visits(pub(crate) Peers);

impl Visits {
    /// The visits of pets, by pet, then by id. More than [`PetIds::MOST`] pets take several calls, none take none.
    pub async fn of_pets(&self, ids: &[i32]) -> Result<Vec<Visit>, Error> {
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        ids.dedup();
        let mut visits = Vec::new();
        // One after the other: calls at the same time would refuse each other while one of them probes.
        for some in ids.chunks(PetIds::MOST) {
            let reply = self.0.call::<ListVisitsOfPets>(NoParams, &PetIds(some.to_vec())).await?;
            visits.extend(reply.read()?.items);
        }
        Ok(visits)
    }

    /// The visits that a search finds, latest first.
    pub async fn find(&self, search: &VisitSearch) -> Result<FoundVisits, Error> {
        self.0.call::<FindVisits>(NoParams, search).await?.read()
    }

    /// Records a visit of a pet. With the same key it is done once, however often it is called.
    pub async fn add(
        &self,
        path: PetPath,
        visit: &NewVisitRequest,
        key: &str,
    ) -> Result<Outcome<Visit>, Error> {
        let sent = Sent::json(visit).header(IDEMPOTENCY_KEY, key);
        self.0.send::<AddVisit>(path, &NoParams, sent).await?.outcome()
    }

    /// Removes every visit of a pet that is gone. Doing it again changes nothing.
    pub async fn forget_pet(&self, pet_id: i32) -> Result<(), Error> {
        self.0.call::<ForgetPet>(RemovedPetPath { pet_id }, &NoParams).await?.read()
    }
}
