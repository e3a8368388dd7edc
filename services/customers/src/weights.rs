//! What pets weighed over time.

mod store;

use contract::pets::{PetPath, PetWeight, PetWeights};
use contract::problem::FieldError;
use contract::routes::{AddPetWeight, ListPetWeights, RemovePetWeight};
use http::StatusCode;
use web::answer::{Answer, Outcome};
use web::call::Call;
use web::database::idempotency;
use web::fault::Fault;

use crate::pets::{store as pet_store, unknown};
use crate::{Customers, KEYS};

pub(crate) use store::statements;

pub(crate) async fn list(state: Customers, call: Call<ListPetWeights>) -> Outcome<ListPetWeights> {
    pet_store::find(&state.db, call.path).await?.ok_or_else(|| unknown(call.path))?;
    Answer::json(&PetWeights { weights: store::of(&state.db, call.path.pet_id).await? })
}

pub(crate) async fn add(state: Customers, call: Call<AddPetWeight>) -> Outcome<AddPetWeight> {
    let (key, now, new) = (call.key.as_ref(), state.clock.seconds(), call.body);
    let added = state.db.transaction(async |tx| {
        if let Some(answer) = idempotency::claim(tx, &KEYS, key, now).await? {
            return Ok(answer);
        }
        // Locks the pet without a new version: a weight is no part of what has one.
        if !pet_store::hold(tx, call.path).await? {
            return Err(unknown(call.path));
        }
        let life = pet_store::life(tx, call.path.pet_id).await?;
        if let Some(born) = life.born().filter(|it| new.measured_on < *it) {
            let rule = format!("must not be before the pet's birth, {born}");
            return Err(Fault::invalid(vec![FieldError::new("measuredOn", rule)]));
        }
        if store::count(tx, call.path.pet_id).await? >= PetWeights::MOST {
            let detail = format!("the pet has {} weights; remove some first", PetWeights::MOST);
            return Err(Fault::refused(StatusCode::CONFLICT, detail));
        }
        let id = store::insert(tx, call.path.pet_id, new).await?;
        let answer = Answer::json(&PetWeight { id, measured_on: new.measured_on, grams: new.grams })?;
        idempotency::keep(tx, &KEYS, key, &answer).await?;
        Ok::<_, Fault>(answer)
    });
    added.await
}

pub(crate) async fn remove(state: Customers, call: Call<RemovePetWeight>) -> Outcome<RemovePetWeight> {
    let path = PetPath { owner_id: call.path.owner_id, pet_id: call.path.pet_id };
    let removed = state.db.transaction(async |tx| {
        if !pet_store::hold(tx, path).await? {
            return Err(unknown(path));
        }
        Ok::<_, Fault>(store::delete(tx, call.path).await?)
    });
    if removed.await? {
        Ok(Answer::empty())
    } else {
        let detail = format!("pet {} has no weight {}", call.path.pet_id, call.path.weight_id);
        Err(Fault::refused(StatusCode::NOT_FOUND, detail))
    }
}
