//! Counts the clinic's data.

use std::collections::BTreeMap;

use contract::visits::VisitSearch;
use serde_json::{Value, json};

use super::{Refusal, Toolbox, inputs};

impl Toolbox {
    pub(super) async fn statistics(&self, _: inputs::Nothing) -> Result<Value, Refusal> {
        // Only the total matters.
        let visits = VisitSearch { size: 1, ..VisitSearch::default() };
        let (customers, vets, visits) =
            tokio::join!(self.customers.statistics(), self.vets.all(), self.visits.find(&visits));
        let (customers, vets, visits) = (customers?, vets?, visits?);
        let mut by_specialty = BTreeMap::<_, u32>::new();
        for specialty in vets.iter().flat_map(|it| &it.specialties) {
            *by_specialty.entry(specialty.name.as_str()).or_default() += 1;
        }
        let by_specialty: Vec<_> = by_specialty
            .into_iter()
            .map(|(specialty, count)| json!({ "specialty": specialty, "count": count }))
            .collect();
        Ok(json!({
            "owners": customers.owners,
            "ownersWithoutPets": customers.owners_without_pets,
            "pets": customers.pets,
            "petsByType": customers.pets_by_type,
            "cities": customers.cities,
            "ownersByCity": customers.owners_by_city,
            "vets": vets.len(),
            "vetsBySpecialty": by_specialty,
            "vetsWithoutSpecialty": vets.iter().filter(|it| it.specialties.is_empty()).count(),
            "visits": visits.total,
        }))
    }
}
