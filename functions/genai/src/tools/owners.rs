//! Looks owners up.

use contract::owner_query::{FoundOwners, OwnerOrder, OwnerQuery};
use contract::owners::OwnerPath;
use serde_json::{Value, json};

use super::pets::with_record;
use super::{Refusal, SHOWN, Toolbox, inputs, known_to_be_right};

impl Toolbox {
    pub(super) async fn find_owners(&self, input: inputs::FindOwners) -> Result<Value, Refusal> {
        let query = OwnerQuery {
            last_name: input.last_name,
            first_name: input.first_name,
            pet: input.pet_name,
            exact: input.whole_names,
            telephone: input.telephone,
            address: input.address,
            cities: input.cities,
            not_cities: input.not_cities,
            types: self.pet_type_ids(&input.types).await?,
            all_types: self.pet_type_ids(&input.all_types).await?,
            not_types: self.pet_type_ids(&input.not_types).await?,
            min_pets: input.min_pets,
            max_pets: input.max_pets,
            order: match input.order {
                inputs::OwnerOrder::Id => OwnerOrder::Id,
                inputs::OwnerOrder::MostPets => OwnerOrder::MostPets,
                inputs::OwnerOrder::FewestPets => OwnerOrder::FewestPets,
            },
            size: SHOWN,
        };
        let FoundOwners { owners, total } = self.customers.owners(known_to_be_right(&query)?).await?;
        let shown = owners.len();
        let owners: Vec<_> = owners
            .into_iter()
            .map(|it| {
                let pets: Vec<_> = it
                    .pets
                    .iter()
                    .map(|pet| json!({ "id": pet.id, "name": pet.name, "type": pet.pet_type.name, "birthDate": pet.birth_date }))
                    .collect();
                json!({
                    "id": it.id, "firstName": it.first_name, "lastName": it.last_name, "address": it.address,
                    "city": it.city, "telephone": it.telephone, "pets": pets,
                })
            })
            .collect();
        Ok(json!({ "owners": owners, "total": total, "shown": shown }))
    }

    pub(super) async fn owner_details(&self, input: inputs::OwnerDetails) -> Result<Value, Refusal> {
        let owner_id = input.owner_id;
        let path = OwnerPath { owner_id };
        let owner = self.customers.owner_details(path).await?.ok_or_else(|| unknown(owner_id))?;
        let records = self.pet_records(owner.pets.iter().map(|it| it.id)).await?;
        let pets: Vec<_> = owner
            .pets
            .iter()
            .map(|pet| {
                let visits: Vec<_> = pet
                    .visits
                    .iter()
                    .map(|it| json!({ "id": it.id, "date": it.date, "description": it.description }))
                    .collect();
                let id = pet.id;
                let pet = json!({
                    "id": id, "name": pet.name, "type": pet.pet_type.name, "birthDate": pet.birth_date,
                    "visits": visits,
                });
                with_record(pet, &records, id)
            })
            .collect();
        Ok(json!({
            "owner": {
                "id": owner.id, "firstName": owner.first_name, "lastName": owner.last_name,
                "address": owner.address, "city": owner.city, "telephone": owner.telephone, "pets": pets,
            },
            "visitsComplete": owner.visits_complete,
        }))
    }
}

pub(super) fn unknown(owner_id: i32) -> Refusal {
    Refusal::new(format!("no owner has the id {owner_id}"))
}
