//! Looks visits up.

use std::collections::BTreeSet;

use contract::visits::{VisitOrder, VisitSearch};
use serde_json::{Value, json};

use super::{Refusal, SHOWN, Toolbox, inputs, known_to_be_right};

impl Toolbox {
    pub(super) async fn find_visits(&self, input: inputs::FindVisits) -> Result<Value, Refusal> {
        let inputs::FindVisits { from, to, pet_ids: pets, texts, order } = input;
        if let (Some(from), Some(to)) = (from, to)
            && from > to
        {
            return Err(Refusal::new("from must not be after to"));
        }
        let order = match order {
            inputs::VisitOrder::Latest => VisitOrder::Latest,
            inputs::VisitOrder::Earliest => VisitOrder::Earliest,
        };
        let search = VisitSearch { from, to, pets, texts, order, size: SHOWN };
        let found = self.visits.find(known_to_be_right(&search)?).await?;
        let visits = found.visits;
        let ids: BTreeSet<_> = visits.iter().map(|it| it.pet_id).collect();
        let pets = self.pets_by_id(ids.into_iter().collect()).await?;
        let visits: Vec<_> = visits
            .iter()
            .map(|it| {
                let pet = pets.iter().find(|pet| pet.id == it.pet_id);
                json!({
                    "id": it.id, "date": it.date, "description": it.description, "petId": it.pet_id,
                    "petName": pet.map(|it| &it.name), "ownerName": pet.map(|it| &it.owner_name),
                })
            })
            .collect();
        Ok(json!({ "visits": visits, "total": found.total, "shown": visits.len() }))
    }
}
