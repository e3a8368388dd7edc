//! The clinic's calendar: opening hours, one-off openings, closures, and the leaves and blocks of vets.

pub(crate) mod hours;
pub(crate) mod spans;
pub(crate) mod store;

use contract::calendar::{CalendarEntries, CalendarEntry, CalendarEntryFields, MOST_ENTRIES};
use contract::routes::{
    AddCalendarEntry, EditCalendarEntry, FindCalendarEntry, ListCalendarEntries, RemoveCalendarEntry,
};
use db::Tx;
use http::StatusCode;
use jiff::ToSpan;
use web::answer::{Answer, Outcome};
use web::call::Call;
use web::database::idempotency;
use web::fault::Fault;
use web::preconditions::IfMatch;

use crate::{KEYS, Visits, news};

pub(crate) async fn list(state: Visits, call: Call<ListCalendarEntries>) -> Outcome<ListCalendarEntries> {
    let size = usize::from(call.query.page.size);
    let mut entries = store::list(&state.db, &call.query).await?;
    let has_more = entries.len() > size;
    entries.truncate(size);
    Answer::json(&CalendarEntries { entries, has_more })
}

pub(crate) async fn find(state: Visits, call: Call<FindCalendarEntry>) -> Outcome<FindCalendarEntry> {
    let id = call.path.entry_id;
    let (entry, version) = store::find(&state.db, id).await?.ok_or_else(|| unknown(id))?;
    Ok(Answer::json(&entry)?.version(version))
}

pub(crate) async fn add(state: Visits, call: Call<AddCalendarEntry>) -> Outcome<AddCalendarEntry> {
    let (key, now) = (call.key.as_ref(), state.clock.seconds());
    if let Some(answer) = idempotency::answered(&state.db, &KEYS, key, now).await? {
        return Ok(answer);
    }
    check_vet(&state, &call.body).await?;
    let added = state.db.transaction(async |tx| {
        if let Some(answer) = idempotency::claim(tx, &KEYS, key, now).await? {
            return Ok(answer);
        }
        let id = store::insert(tx, &call.body).await?;
        refuse_too_many(&state, tx).await?;
        news::store::add(tx, None, now).await?;
        let answer = Answer::json(&entry(id, call.body.clone()))?.version(0);
        idempotency::keep(tx, &KEYS, key, &answer).await?;
        Ok(answer)
    });
    added.await
}

pub(crate) async fn edit(state: Visits, call: Call<EditCalendarEntry>) -> Outcome<EditCalendarEntry> {
    let id = call.path.entry_id;
    check_vet(&state, &call.body).await?;
    let version = state.db.transaction(async |tx| {
        let version = lock(tx, id, &call.if_match).await?;
        store::update(tx, id, &call.body).await?;
        refuse_too_many(&state, tx).await?;
        news::store::add(tx, None, state.clock.seconds()).await?;
        Ok::<_, Fault>(version)
    });
    Ok(Answer::empty().version(version.await?))
}

pub(crate) async fn remove(state: Visits, call: Call<RemoveCalendarEntry>) -> Outcome<RemoveCalendarEntry> {
    let id = call.path.entry_id;
    let removed = state.db.transaction(async |tx| {
        lock(tx, id, &call.if_match).await?;
        store::delete(tx, id).await?;
        Ok::<_, Fault>(news::store::add(tx, None, state.clock.seconds()).await?)
    });
    removed.await?;
    Ok(Answer::empty())
}

/// Locks an entry and returns its next version. Checks that the change is based on the one before.
async fn lock(tx: &mut Tx, id: i32, if_match: &IfMatch) -> Result<i32, Fault> {
    let version = store::lock(tx, id).await?.ok_or_else(|| unknown(id))?;
    if if_match.admits(version - 1) { Ok(version) } else { Err(Fault::outdated()) }
}

async fn check_vet(state: &Visits, fields: &CalendarEntryFields) -> Result<(), Fault> {
    match fields.vet_id {
        Some(vet_id) => state.vets.check(vet_id, state.ownership.is_trusting()).await,
        None => Ok(()),
    }
}

/// Every booking reads the entries that have not ended.
async fn refuse_too_many(state: &Visits, tx: &mut Tx) -> Result<(), Fault> {
    let yesterday = state.clock.today().saturating_sub(1.day());
    if store::count_from(tx, yesterday).await? > MOST_ENTRIES {
        let detail =
            format!("there are {MOST_ENTRIES} entries that have not ended; remove or end some first");
        return Err(Fault::refused(StatusCode::CONFLICT, detail));
    }
    Ok(())
}

fn entry(id: i32, fields: CalendarEntryFields) -> CalendarEntry {
    let CalendarEntryFields { kind, vet_id, weekday, first_day, last_day, from, to, reason } = fields;
    CalendarEntry { id, kind, vet_id, weekday, first_day, last_day, from, to, reason }
}

fn unknown(id: i32) -> Fault {
    Fault::unknown("calendar entry", id)
}
