//! Looks vets up by name, by specialty and by meaning.

use contract::search_key::search_key;
use contract::vets::Vet;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{Refusal, Toolbox, inputs};

/// The number of vets that a search by meaning returns.
const BEST: usize = 5;

impl Toolbox {
    pub(super) async fn list_vets(&self, input: inputs::ListVets) -> Result<Value, Refusal> {
        let inputs::ListVets { specialty, name } = input;
        let vets = self.vets.all().await?;
        let has_specialty = |vet: &Vet| match specialty.as_deref().map(search_key).as_deref() {
            None => true,
            Some("none") => vet.specialties.is_empty(),
            Some(wanted) => vet.specialties.iter().any(|it| search_key(&it.name) == wanted),
        };
        let has_name = |vet: &Vet| {
            let full = search_key(&format!("{} {}", vet.first_name, vet.last_name));
            name.as_deref().is_none_or(|it| full.contains(&search_key(it)))
        };
        let found: Vec<_> = vets.iter().filter(|it| has_specialty(it) && has_name(it)).map(shown).collect();
        Ok(json!({ "total": found.len(), "vets": found }))
    }

    pub(super) async fn match_vets(
        &self,
        input: inputs::MatchVets,
        deadline: Instant,
    ) -> Result<Value, Refusal> {
        let vets = self.vets.all().await?;
        let ranked = self.finder.rank(&input.need, &vets, deadline).await?;
        let best: Vec<_> = ranked
            .into_iter()
            .take(BEST)
            .map(|(vet, score)| {
                let mut found = shown(vet);
                found["score"] = json!((f64::from(score) * 100.0).round() / 100.0);
                found
            })
            .collect();
        Ok(json!({ "vets": best }))
    }
}

fn shown(vet: &Vet) -> Value {
    let specialties: Vec<_> = vet.specialties.iter().map(|it| it.name.as_str()).collect();
    json!({ "id": vet.id, "firstName": vet.first_name, "lastName": vet.last_name, "specialties": specialties })
}
