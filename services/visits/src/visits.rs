//! Visits, each under its own pet.

use contract::pets::PetPath;
use contract::routes::{
    AddVisit, EditVisit, FindVisit, FindVisits, ForgetPet, ListVisits, ListVisitsOfPets, RemoveVisit,
};
use contract::visits::{Visit, VisitList, VisitPath};
use db::Tx;
use web::answer::{Answer, Outcome};
use web::call::Call;
use web::database::idempotency;
use web::fault::Fault;
use web::preconditions::IfMatch;

use crate::{KEYS, Visits, appointments, news, ownership, store};

pub(crate) async fn list(state: Visits, call: Call<ListVisits>) -> Outcome<ListVisits> {
    state.ownership.check(call.path).await?;
    Answer::json(&store::of_pets(&state.db, &[call.path.pet_id]).await?)
}

pub(crate) async fn list_of_pets(state: Visits, call: Call<ListVisitsOfPets>) -> Outcome<ListVisitsOfPets> {
    let items = store::of_pets(&state.db, &call.query.0).await?;
    Answer::json(&VisitList { items })
}

pub(crate) async fn search(state: Visits, call: Call<FindVisits>) -> Outcome<FindVisits> {
    Answer::json(&store::search(&state.db, &call.query).await?)
}

pub(crate) async fn add(state: Visits, call: Call<AddVisit>) -> Outcome<AddVisit> {
    let (key, now) = (call.key.as_ref(), state.clock.seconds());
    if let Some(answer) = idempotency::answered(&state.db, &KEYS, key, now).await? {
        return Ok(answer);
    }
    let verified = state.ownership.check_new(call.path).await?;
    if let Some(pet) = verified {
        state.ownership.admit(call.path, pet, call.body.date).await?;
    }
    let pet_id = call.path.pet_id;
    let added = state.db.transaction(async |tx| {
        if let Some(answer) = idempotency::claim(tx, &KEYS, key, now).await? {
            return Ok(answer);
        }
        let id = store::insert(tx, pet_id, &call.body, verified.is_some()).await?;
        // Checked after the insert. A removal that is not visible here deletes the visits later: it waits for this visit and finds it.
        if store::is_removed(tx, pet_id).await? {
            return Err(ownership::unknown(call.path));
        }
        let visit = Visit { id, date: call.body.date, description: call.body.description, pet_id };
        let answer = Answer::json(&visit)?.version(0);
        idempotency::keep(tx, &KEYS, key, &answer).await?;
        Ok(answer)
    });
    added.await
}

pub(crate) async fn find(state: Visits, call: Call<FindVisit>) -> Outcome<FindVisit> {
    state.ownership.check(pet(call.path)).await?;
    let found = store::find(&state.db, call.path).await?;
    let found = found.ok_or_else(|| unknown(call.path))?;
    Ok(Answer::json(&found.visit)?.version(found.version))
}

pub(crate) async fn edit(state: Visits, call: Call<EditVisit>) -> Outcome<EditVisit> {
    let verified = state.ownership.insist(pet(call.path)).await?;
    state.ownership.admit(pet(call.path), verified, call.body.date.flatten()).await?;
    let before = state.db.transaction(async |tx| {
        let before = lock(tx, call.path, &call.if_match).await?;
        store::update(tx, call.path, &call.body).await?;
        Ok::<_, Fault>(before)
    });
    Ok(Answer::empty().version(before.await? + 1))
}

pub(crate) async fn remove(state: Visits, call: Call<RemoveVisit>) -> Outcome<RemoveVisit> {
    state.ownership.insist(pet(call.path)).await?;
    let removed = state.db.transaction(async |tx| {
        lock(tx, call.path, &call.if_match).await?;
        Ok::<_, Fault>(store::delete(tx, call.path).await?)
    });
    removed.await?;
    Ok(Answer::empty())
}

/// Locks a visit and returns its version. Checks that it exists and that the change is based on this version.
async fn lock(tx: &mut Tx, path: VisitPath, if_match: &IfMatch) -> Result<i32, Fault> {
    match store::lock(tx, path).await? {
        None => Err(unknown(path)),
        Some(before) if if_match.admits(before) => Ok(before),
        Some(_) => Err(Fault::outdated()),
    }
}

pub(crate) async fn forget_pet(state: Visits, call: Call<ForgetPet>) -> Outcome<ForgetPet> {
    let pet_id = call.path.pet_id;
    // Two transactions, so that neither holds a lock that a new visit waits for. A visit or an appointment that does not
    // see the first one was inserted before the second began, so the second waits for it and deletes it.
    let now = state.clock.seconds();
    state.db.transaction(async |tx| store::remember_removed(tx, pet_id, now).await).await?;
    let deleted = state.db.transaction(async |tx| {
        store::delete_of_pet(tx, pet_id).await?;
        news::store::add_of_pet(tx, pet_id, now).await?;
        appointments::store::delete_of_pet(tx, pet_id).await
    });
    deleted.await?;
    Ok(Answer::empty())
}

fn pet(path: VisitPath) -> PetPath {
    PetPath { owner_id: path.owner_id, pet_id: path.pet_id }
}

fn unknown(path: VisitPath) -> Fault {
    let detail = format!("pet {} has no visit {}", path.pet_id, path.visit_id);
    Fault::refused(http::StatusCode::NOT_FOUND, detail)
}
