//! Looks pets and their types up.

use contract::paging::Page;
use contract::pets::{FoundPet, PetOrder, PetRecord, PetSearch, PetType, Sex};
use contract::visits::PetIds;
use serde_json::{Value, json};

use super::{Refusal, SHOWN, Toolbox, inputs, known_to_be_right};

impl Toolbox {
    pub(super) async fn find_pets(&self, input: inputs::FindPets) -> Result<Value, Refusal> {
        let search = PetSearch {
            name: input.name,
            exact: input.whole_name,
            cities: input.cities,
            born_from: input.born_from,
            born_to: input.born_to,
            types: self.pet_type_ids(&input.types).await?,
            not_types: self.pet_type_ids(&input.not_types).await?,
            owner_id: input.owner_id,
            order: match input.order {
                inputs::PetOrder::Id => PetOrder::Id,
                inputs::PetOrder::Oldest => PetOrder::Oldest,
                inputs::PetOrder::Youngest => PetOrder::Youngest,
            },
            page: Page { size: SHOWN, after: 0 },
            ..PetSearch::default()
        };
        let found = self.customers.pets(known_to_be_right(&search)?).await?;
        let records = self.pet_records(found.pets.iter().map(|it| it.id)).await?;
        let pets: Vec<_> = found
            .pets
            .iter()
            .map(|it| {
                let pet = json!({
                    "id": it.id, "name": it.name, "type": it.pet_type.name, "birthDate": it.birth_date,
                    "ownerId": it.owner_id, "ownerName": it.owner_name,
                });
                with_record(pet, &records, it.id)
            })
            .collect();
        Ok(json!({ "pets": pets, "total": found.total, "shown": found.pets.len() }))
    }

    pub(super) async fn pet_types(&self, _: inputs::Nothing) -> Result<Value, Refusal> {
        Ok(json!({ "types": self.customers.pet_types().await? }))
    }

    /// What the clinic records about these pets.
    pub(super) async fn pet_records(
        &self,
        ids: impl Iterator<Item = i32>,
    ) -> Result<Vec<PetRecord>, Refusal> {
        Ok(self.customers.pet_records(ids.take(PetIds::MOST).collect()).await?)
    }

    /// The type with this name.
    pub(super) async fn pet_type(&self, name: &str) -> Result<PetType, Refusal> {
        let types = self.customers.pet_types().await?;
        let found = types.iter().find(|it| it.name.eq_ignore_ascii_case(name.trim()));
        found.cloned().ok_or_else(|| {
            let names: Vec<_> = types.iter().map(|it| it.name.as_str()).collect();
            Refusal::new(format!("no pet type is called '{name}'; there are {}", names.join(", ")))
        })
    }

    /// The ids of the types with these names.
    pub(super) async fn pet_type_ids(&self, names: &[String]) -> Result<Vec<i32>, Refusal> {
        let mut ids = Vec::new();
        for name in names {
            ids.push(self.pet_type(name).await?.id);
        }
        Ok(ids)
    }

    /// The existing pets among these ids.
    pub(super) async fn pets_by_id(&self, ids: Vec<i32>) -> Result<Vec<FoundPet>, Refusal> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let page = Page { size: 500, after: 0 };
        Ok(self.customers.pets(&PetSearch { ids, page, ..PetSearch::default() }).await?.pets)
    }

    /// The pet with this id.
    pub(super) async fn pet(&self, id: i32) -> Result<FoundPet, Refusal> {
        if id < 1 {
            return Err(Refusal::new("petId must be a whole number from 1"));
        }
        self.pets_by_id(vec![id]).await?.pop().ok_or_else(|| Refusal::new(format!("no pet has the id {id}")))
    }
}

/// A pet with what the clinic records about it, as far as anything is.
pub(super) fn with_record(mut pet: Value, records: &[PetRecord], id: i32) -> Value {
    let found = records.iter().find(|it| it.pet_id == id);
    if let (Some(record), Some(pet)) = (found, pet.as_object_mut()) {
        let alerts = (!record.alerts.is_empty()).then(|| json!(record.alerts));
        let sex = (record.sex != Sex::Unknown).then(|| json!(record.sex));
        let known = [
            ("sex", sex),
            ("isNeutered", record.is_neutered.map(Value::from)),
            ("alerts", alerts),
            ("diedOn", record.died_on.map(|it| json!(it))),
        ];
        pet.extend(known.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    }
    pet
}
