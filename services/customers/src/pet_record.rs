//! What the clinic records about pets, beside the classic JSON. It shares the pet's version.

mod store;

use contract::pets::PetRecords;
use contract::problem::FieldError;
use contract::routes::{EditPetRecord, FindPetRecord, ListPetRecords};
use web::answer::{Answer, Outcome};
use web::call::Call;
use web::fault::Fault;

use crate::{Customers, pets};

pub(crate) use store::statements;

pub(crate) async fn find(state: Customers, call: Call<FindPetRecord>) -> Outcome<FindPetRecord> {
    let found = store::of(&state.db, &[call.path.pet_id]).await?.pop();
    match found.filter(|it| it.owner_id == call.path.owner_id) {
        Some(found) => Ok(Answer::json(&found.record)?.version(found.version)),
        None => Err(pets::unknown(call.path)),
    }
}

pub(crate) async fn list(state: Customers, call: Call<ListPetRecords>) -> Outcome<ListPetRecords> {
    let found = store::of(&state.db, &call.query.0).await?;
    Answer::json(&PetRecords { records: found.into_iter().map(|it| it.record).collect() })
}

pub(crate) async fn edit(state: Customers, call: Call<EditPetRecord>) -> Outcome<EditPetRecord> {
    let pet_id = call.path.pet_id;
    let changed = state.db.transaction(async |tx| {
        let version = pets::lock(tx, call.path, &call.if_match).await? + 1;
        let life = pets::store::life(tx, pet_id).await?;
        if let (Some(born), Some(Some(died))) = (life.born(), call.body.died_on)
            && died < born
        {
            let rule = format!("must not be before the pet's birth, {born}");
            return Err(Fault::invalid(vec![FieldError::new("diedOn", rule)]));
        }
        store::update(tx, pet_id, &call.body).await.map_err(|error| match error {
            db::Error::UniqueViolation => {
                Fault::conflict(vec![FieldError::new("microchip", "belongs to another pet")])
            }
            error => error.into(),
        })?;
        let died_on = call.body.died_on.filter(|it| *it != life.died());
        if let Some(died_on) = died_on {
            store::announce(tx, pet_id, died_on, version, state.clock.seconds()).await?;
        }
        Ok((version, died_on.is_some()))
    });
    let (version, is_announced) = changed.await?;
    if is_announced {
        state.outbox.wake();
    }
    Ok(Answer::empty().version(version))
}
