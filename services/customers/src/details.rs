//! Owner details, the only answer assembled from several services.

use std::collections::HashMap;

use contract::owners::{OwnerDetails, PetWithVisits, VisitDetails};
use contract::pets::PetTypeName;
use contract::routes::ShowOwnerDetails;
use contract::visits::Visit;
use web::answer::{Answer, Outcome};
use web::call::Call;

use crate::Customers;
use crate::owners::{load, pet_type};

/// Shows an owner with its pets and their visits. If the visits service does not answer, the visits are missing; that is no error.
pub(crate) async fn show(state: Customers, call: Call<ShowOwnerDetails>) -> Outcome<ShowOwnerDetails> {
    let found = load(&state, call.path.owner_id).await?;
    let types = state.pet_types.all(&state.db).await?;
    let pet_ids: Vec<_> = found.pets.iter().map(|it| it.id).collect();
    let visits = state.visits.of_pets(&pet_ids).await;
    let visits_complete = visits.is_ok();
    let mut visits = by_pet(visits.unwrap_or_else(|error| {
        tracing::debug!(%error, "owner details are without visits");
        Vec::new()
    }));
    let pets = found.pets.into_iter().map(|it| PetWithVisits {
        id: it.id,
        name: it.name,
        birth_date: it.birth_date,
        pet_type: PetTypeName { name: pet_type(&types, it.type_id).name },
        visits: visits.remove(&it.id).unwrap_or_default(),
    });
    Answer::json(&OwnerDetails {
        id: found.id,
        first_name: found.first_name,
        last_name: found.last_name,
        address: found.address,
        city: found.city,
        telephone: found.telephone,
        pets: pets.collect(),
        visits_complete,
    })
}

fn by_pet(visits: Vec<Visit>) -> HashMap<i32, Vec<VisitDetails>> {
    let mut by_pet: HashMap<i32, Vec<VisitDetails>> = HashMap::new();
    for visit in visits {
        by_pet.entry(visit.pet_id).or_default().push(visit.into());
    }
    by_pet
}
