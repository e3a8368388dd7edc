//! The client of the customers service.

use contract::owner_query::{FoundOwners, OwnerQuery};
use contract::owners::{NewOwnerRequest, Owner, OwnerDetails, OwnerPath, OwnerRequest};
use contract::params::NoParams;
use contract::pets::{FoundPets, NewPetRequest, Pet, PetDetails, PetPath, PetRecord, PetSearch, PetType};
use contract::routes::{
    AddOwner, AddPet, CountCustomers, EditOwner, FindOwner, FindOwners, FindPet, FindPets, ListPetRecords,
    ListPetTypes, ShowOwnerDetails,
};
use contract::statistics::CustomerStatistics;
use contract::visits::PetIds;
use reqwest::header::{HeaderName, IF_MATCH};

use crate::call::{Sent, WriteOutcome};
use crate::error::Error;
use crate::peers::Peers;

pub(crate) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// A client of the customers service.
#[derive(Clone)]
pub struct Customers(pub(crate) Peers);

impl Customers {
    /// A pet of an owner; `None` if the owner has no such pet. On an error this is unknown.
    pub async fn pet(&self, path: PetPath) -> Result<Option<PetDetails>, Error> {
        let reply = self.0.call::<FindPet>(path, &NoParams).await?;
        if reply.status() == 404 { Ok(None) } else { reply.read().map(Some) }
    }

    /// The owners that match a query.
    pub async fn owners(&self, query: &OwnerQuery) -> Result<FoundOwners, Error> {
        self.0.call::<FindOwners>(NoParams, query).await?.read()
    }

    /// An owner and its version, for a conditional change; `None` if there is no such owner.
    pub async fn owner(&self, path: OwnerPath) -> Result<Option<(Owner, String)>, Error> {
        let reply = self.0.call::<FindOwner>(path, &NoParams).await?;
        if reply.status() == 404 {
            return Ok(None);
        }
        let version = reply.header("etag").unwrap_or("*").to_owned();
        Ok(Some((reply.read()?, version)))
    }

    /// An owner with pets and their visits; `None` if there is no such owner.
    pub async fn owner_details(&self, path: OwnerPath) -> Result<Option<OwnerDetails>, Error> {
        let reply = self.0.call::<ShowOwnerDetails>(path, &NoParams).await?;
        if reply.status() == 404 { Ok(None) } else { reply.read().map(Some) }
    }

    /// The pets that match a search.
    pub async fn pets(&self, search: &PetSearch) -> Result<FoundPets, Error> {
        self.0.call::<FindPets>(NoParams, search).await?.read()
    }

    /// What the clinic records about pets, by pet; at most [`PetIds::MOST`] at a time.
    pub async fn pet_records(&self, ids: Vec<i32>) -> Result<Vec<PetRecord>, Error> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        Ok(self.0.call::<ListPetRecords>(NoParams, &PetIds(ids)).await?.read()?.records)
    }

    /// The pet types, by name.
    pub async fn pet_types(&self) -> Result<Vec<PetType>, Error> {
        self.0.call::<ListPetTypes>(NoParams, &NoParams).await?.read()
    }

    /// The number of owners and of pets.
    pub async fn statistics(&self) -> Result<CustomerStatistics, Error> {
        self.0.call::<CountCustomers>(NoParams, &NoParams).await?.read()
    }

    /// Registers an owner. The key makes repeats safe: the owner is registered once.
    pub async fn add_owner(&self, owner: &NewOwnerRequest, key: &str) -> Result<WriteOutcome<Owner>, Error> {
        let sent = Sent::json(owner).header(IDEMPOTENCY_KEY, key);
        self.0.send::<AddOwner>(NoParams, &NoParams, sent).await?.outcome()
    }

    /// Changes an owner unless its version has changed.
    pub async fn edit_owner(
        &self,
        path: OwnerPath,
        owner: &OwnerRequest,
        version: &str,
    ) -> Result<WriteOutcome<()>, Error> {
        let sent = Sent::json(owner).header(IF_MATCH, version);
        self.0.send::<EditOwner>(path, &NoParams, sent).await?.outcome()
    }

    /// Adds a pet to an owner. The key makes repeats safe: the pet is added once.
    pub async fn add_pet(
        &self,
        path: OwnerPath,
        pet: &NewPetRequest,
        key: &str,
    ) -> Result<WriteOutcome<Pet>, Error> {
        let sent = Sent::json(pet).header(IDEMPOTENCY_KEY, key);
        self.0.send::<AddPet>(path, &NoParams, sent).await?.outcome()
    }
}
