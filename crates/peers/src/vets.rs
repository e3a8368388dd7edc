//! The client of the vets service.

use contract::params::NoParams;
use contract::routes::ListVets;
use contract::vets::Vet;

use crate::error::Error;
use crate::peers::Peers;

/// A client of the vets service.
#[derive(Clone)]
pub struct Vets(pub(crate) Peers);

impl Vets {
    /// Every vet with its specialties.
    pub async fn all(&self) -> Result<Vec<Vet>, Error> {
        self.0.call::<ListVets>(NoParams, &NoParams).await?.read()
    }
}
