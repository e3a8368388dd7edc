//! Looks owners up.

use contract::owners::{OwnerPath, OwnerSearch};
use contract::paging::Page;
use serde_json::{Value, json};

use super::{Refusal, SHOWN, Toolbox, inputs};

impl Toolbox {
    pub(super) async fn find_owners(&self, input: inputs::FindOwners) -> Result<Value, Refusal> {
        let inputs::FindOwners { last_name, first_name, city, telephone, pet_name: pet } = input;
        let page = Page { size: SHOWN, after: 0 };
        let search = OwnerSearch { last_name, first_name, city, telephone, pet, page };
        let (owners, total) = self.customers.owners(&search).await?;
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
        let pets: Vec<_> = owner
            .pets
            .iter()
            .map(|pet| {
                let visits: Vec<_> = pet
                    .visits
                    .iter()
                    .map(|it| json!({ "id": it.id, "date": it.date, "description": it.description }))
                    .collect();
                json!({
                    "id": pet.id, "name": pet.name, "type": pet.pet_type.name, "birthDate": pet.birth_date,
                    "visits": visits,
                })
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
