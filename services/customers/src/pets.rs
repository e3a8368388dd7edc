//! Pets, each under its own owner.

pub(crate) mod store;

use contract::pets::{FoundPet, FoundPets, Pet, PetDetails, PetPath};
use contract::problem::FieldError;
use contract::routes::{AddPet, EditPet, FindPet, FindPets, RemovePet};
use jiff::civil::Date;
use web::answer::{Answer, Outcome};
use web::call::Call;
use web::database::idempotency;
use web::fault::Fault;
use web::preconditions::IfMatch;

use crate::owners::{self, pet_type};
use crate::{Customers, KEYS};

pub(crate) use store::statements;

pub(crate) async fn find(state: Customers, call: Call<FindPet>) -> Outcome<FindPet> {
    let found = store::find(&state.db, call.path).await?.ok_or_else(|| unknown(call.path))?;
    let types = state.pet_types.all(&state.db).await?;
    let details = PetDetails {
        id: call.path.pet_id,
        name: found.name,
        owner: format!("{} {}", found.owner_first_name, found.owner_last_name),
        birth_date: found.birth_date.map(Date::from),
        pet_type: pet_type(&types, found.type_id),
    };
    Ok(Answer::json(&details)?.version(found.version))
}

pub(crate) async fn search(state: Customers, call: Call<FindPets>) -> Outcome<FindPets> {
    state.search_keys.ready(&state.db).await?;
    let types = state.pet_types.all(&state.db).await?;
    let page = store::search(&state.db, &call.query).await?;
    let pets = page.pets.into_iter().map(|it| FoundPet {
        id: it.id,
        name: it.name,
        birth_date: it.birth_date.map(Date::from),
        pet_type: pet_type(&types, it.type_id),
        owner_id: it.owner_id,
        owner_name: format!("{} {}", it.owner_first_name, it.owner_last_name),
    });
    Answer::json(&FoundPets { pets: pets.collect(), total: page.total })
}

pub(crate) async fn add(state: Customers, call: Call<AddPet>) -> Outcome<AddPet> {
    let (key, now) = (call.key.as_ref(), state.clock.seconds());
    if let Some(answer) = idempotency::answered(&state.db, &KEYS, key, now).await? {
        return Ok(answer);
    }
    let owner_id = call.path.owner_id;
    let Some(pet_type) = state.pet_types.find(&state.db, call.body.type_id).await? else {
        return Err(unknown_type());
    };
    let answer = state.db.transaction(async |tx| {
        if let Some(answer) = idempotency::claim(tx, &KEYS, key, now).await? {
            return Ok(answer);
        }
        if !owners::store::lock(tx, owner_id, None).await? {
            return Err(Fault::unknown("owner", owner_id));
        }
        let id = store::insert(tx, owner_id, &call.body).await?;
        let pet = Pet { id, name: call.body.name, birth_date: call.body.birth_date, pet_type };
        let answer = Answer::json(&pet)?.version(0);
        idempotency::keep(tx, &KEYS, key, &answer).await?;
        Ok(answer)
    });
    let answer = answer.await?;
    state.totals.changed(0);
    Ok(answer)
}

pub(crate) async fn edit(state: Customers, call: Call<EditPet>) -> Outcome<EditPet> {
    if let Some(id) = call.body.type_id
        && state.pet_types.find(&state.db, id).await?.is_none()
    {
        return Err(unknown_type());
    }
    let before = state.db.transaction(async |tx| {
        let before = lock(tx, call.path, &call.if_match).await?;
        if let Some(Some(born)) = call.body.birth_date
            && let Some(died) = store::life(tx, call.path.pet_id).await?.died().filter(|it| *it < born)
        {
            let rule = format!("must not be after the pet's death, {died}");
            return Err(Fault::invalid(vec![FieldError::new("birthDate", rule)]));
        }
        store::update(tx, call.path, &call.body).await?;
        Ok::<_, Fault>(before)
    });
    let before = before.await?;
    state.totals.changed(0);
    Ok(Answer::empty().version(before + 1))
}

pub(crate) async fn remove(state: Customers, call: Call<RemovePet>) -> Outcome<RemovePet> {
    let removed = state.db.transaction(async |tx| {
        lock(tx, call.path, &call.if_match).await?;
        store::delete(tx, call.path, state.clock.seconds()).await?;
        Ok::<_, Fault>(())
    });
    removed.await?;
    state.totals.changed(0);
    state.outbox.wake();
    Ok(Answer::empty())
}

/// Locks a pet by locking its owner, and returns the pet's version. Checks that the pet exists and that the change is based on this
/// version.
pub(crate) async fn lock(tx: &mut db::Tx, path: PetPath, if_match: &IfMatch) -> Result<i32, Fault> {
    let there = owners::store::lock(tx, path.owner_id, None).await?;
    let version = if there { store::version(tx, path).await? } else { None };
    match version {
        None => Err(unknown(path)),
        Some(version) if if_match.admits(version) => Ok(version),
        Some(_) => Err(Fault::outdated()),
    }
}

pub(crate) fn unknown(path: PetPath) -> Fault {
    let detail = format!("owner {} has no pet {}", path.owner_id, path.pet_id);
    Fault::refused(http::StatusCode::NOT_FOUND, detail)
}

fn unknown_type() -> Fault {
    Fault::invalid(vec![FieldError::new("typeId", "must be the id of a pet type")])
}
