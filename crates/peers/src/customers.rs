//! The customers service as its peers see it.

use contract::params::NoParams;
use contract::pets::PetPath;
use contract::routes::FindPet;

use crate::error::Error;
use crate::peers::Peers;

/// A client of the customers service.
#[derive(Clone)]
pub struct Customers(pub(crate) Peers);

impl Customers {
    /// Whether the owner has the pet. An error means that it is not known.
    pub async fn pet_exists(&self, path: PetPath) -> Result<bool, Error> {
        let reply = self.0.call::<FindPet>(path, &NoParams).await?;
        match reply.status() {
            200 => Ok(true),
            404 => Ok(false),
            _ => Err(reply.refused()),
        }
    }
}
