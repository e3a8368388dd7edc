//! Appointments. A vet's time is taken under the lock of the vet's calendar, so no two appointments overlap unless someone asked for it.

mod changes;
pub(crate) mod of_owner;
mod slot;
pub(crate) mod slots;
pub(crate) mod store;

use std::collections::BTreeSet;

use contract::appointments::{
    Agenda, Appointment, AppointmentHistory, AppointmentStatus, ClinicClock, OwnerAndPet, StatusStep,
};
use contract::pets::PetPath;
use contract::problem::FieldError;
use contract::routes::{
    BookAppointment, EditAppointment, FindAppointment, ListAppointmentTypes, ListAppointments,
    SetAppointmentStatus, ShowAppointmentHistory, ShowClock,
};
use contract::visits::VisitFields;
use db::Tx;
use http::StatusCode;
use jiff::Timestamp;
use web::answer::{Answer, Outcome, Prepared};
use web::call::Call;
use web::database::idempotency;
use web::fault::Fault;
use web::preconditions::IfMatch;

use self::slot::Slot;
use self::store::Stored;
use crate::calendar::hours::{Days, Hours};
use crate::deaths::refuse_dead_pet;
use crate::{KEYS, Visits, calendar, news, ownership};

pub(crate) async fn list_types(
    state: Visits,
    _: Call<ListAppointmentTypes>,
) -> Outcome<ListAppointmentTypes> {
    Answer::json(&store::types(&state.db).await?)
}

pub(crate) async fn list(state: Visits, call: Call<ListAppointments>) -> Outcome<ListAppointments> {
    let mut appointments = store::agenda(&state.db, &call.query).await?;
    let has_more = appointments.len() > Agenda::MOST;
    appointments.truncate(Agenda::MOST);
    // Desks ask for a day again and again, and mostly nothing has changed.
    Ok(Answer::prepared(&Prepared::json(&Agenda { appointments, has_more })?))
}

pub(crate) async fn clock(state: Visits, _: Call<ShowClock>) -> Outcome<ShowClock> {
    let now = state.time_zone.to_datetime(state.clock.now());
    let time = now.with().subsec_nanosecond(0).build().map_err(Fault::internal)?;
    Answer::json(&ClinicClock { time_zone: slot::name(&state.time_zone).to_owned(), time })
}

pub(crate) async fn find(state: Visits, call: Call<FindAppointment>) -> Outcome<FindAppointment> {
    let found = existing(&state, call.path.appointment_id).await?;
    Ok(Answer::json(&found.appointment)?.version(found.version))
}

pub(crate) async fn history(
    state: Visits,
    call: Call<ShowAppointmentHistory>,
) -> Outcome<ShowAppointmentHistory> {
    let id = call.path.appointment_id;
    existing(&state, id).await?;
    Answer::json(&AppointmentHistory { changes: store::changes(&state.db, id).await? })
}

pub(crate) async fn book(state: Visits, call: Call<BookAppointment>) -> Outcome<BookAppointment> {
    // Whole seconds, as they are stored.
    let now = Timestamp::from_second(state.clock.seconds()).map_err(Fault::internal)?;
    let key = call.key.as_ref();
    if let Some(answer) = idempotency::answered(&state.db, &KEYS, key, now.as_second()).await? {
        return Ok(answer);
    }
    let new = &call.body;
    check_owner_and_pet(&state, new.of).await?;
    let starts_at = slot::instant(&state.time_zone, new.start)?;
    if let Some(vet) = new.vet_id {
        open_calendar(&state, vet).await?;
    }
    let booked = state.db.transaction(async |tx| {
        if let Some(answer) = idempotency::claim(tx, &KEYS, key, now.as_second()).await? {
            return Ok(answer);
        }
        let slot = Slot::new(&state.time_zone, starts_at, store::length(tx, new.type_id).await?)?;
        let overlap_reason = place(&state, tx, new.vet_id, &slot, 0, new.overlap_reason.clone()).await?;
        let mut appointment = Appointment {
            id: 0,
            type_id: new.type_id,
            owner_id: new.of.owner_id,
            pet_id: new.of.pet_id,
            vet_id: new.vet_id,
            start: slot.start,
            end: slot.end,
            time_zone: slot.time_zone.clone(),
            starts_at: slot.starts_at,
            ends_at: slot.ends_at,
            reason: new.reason.clone(),
            overlap_reason,
            booked_by: new.booked_by.clone(),
            booked_at: now,
            status: AppointmentStatus::Booked,
            checked_in_at: None,
            visit_id: None,
        };
        appointment.id = store::insert(tx, &appointment, slot.free_at).await?;
        refuse_removed_pet(tx, new.of).await?;
        refuse_dead_pet(tx, new.of.pet_id, slot.start.date()).await?;
        news::store::add(tx, Some(appointment.start.date()), now.as_second()).await?;
        let answer = Answer::json(&appointment)?.version(0);
        idempotency::keep(tx, &KEYS, key, &answer).await?;
        Ok(answer)
    });
    booked.await
}

pub(crate) async fn edit(state: Visits, call: Call<EditAppointment>) -> Outcome<EditAppointment> {
    let (id, now, change) = (call.path.appointment_id, state.clock.seconds(), &call.body);
    if let Some(of) = change.of {
        check_owner_and_pet(&state, of).await?;
    }
    let starts_at = change.start.map(|it| slot::instant(&state.time_zone, it)).transpose()?;
    if let Some(vet) = change.vet_id.flatten() {
        open_calendar(&state, vet).await?;
    }
    let version = state.db.transaction(async |tx| {
        let Stored { appointment: before, free_at, version } = lock(tx, id, &call.if_match).await?;
        if !before.status.is_open() {
            return Err(conflict(format!("appointment {id} is {}; undo that first", before.status.name())));
        }
        let mut after = before.clone();
        if let Some(of) = change.of {
            (after.owner_id, after.pet_id) = (of.owner_id, of.pet_id);
        }
        if after.pet_id != before.pet_id && before.visit_id.is_some() {
            return Err(conflict(format!("appointment {id} has a visit of its pet already")));
        }
        after.vet_id = change.vet_id.unwrap_or(before.vet_id);
        after.type_id = change.type_id.unwrap_or(before.type_id);
        if let Some(reason) = &change.reason {
            after.reason.clone_from(reason);
        }
        let mut slot = Slot::of(&before, free_at);
        if starts_at.is_some() || after.type_id != before.type_id {
            let zone = if starts_at.is_some() { state.time_zone.clone() } else { slot::zone(&before)? };
            let starts_at = starts_at.unwrap_or(before.starts_at);
            slot = Slot::new(&zone, starts_at, store::length(tx, after.type_id).await?)?;
        }
        if after.vet_id != before.vet_id || !slot.is_that_of(&before, free_at) {
            after.overlap_reason =
                place(&state, tx, after.vet_id, &slot, id, change.overlap_reason.clone()).await?;
        } else if before.overlap_reason.is_some() && change.overlap_reason.is_some() {
            after.overlap_reason.clone_from(&change.overlap_reason);
        }
        let free_at = slot.free_at;
        slot.give_to(&mut after);
        store::update(tx, &after, free_at).await?;
        store::record(tx, id, &changes::between(&before, &after), now).await?;
        for day in BTreeSet::from([before.start.date(), after.start.date()]) {
            news::store::add(tx, Some(day), now).await?;
        }
        if change.of.is_some() {
            refuse_removed_pet(tx, OwnerAndPet { owner_id: after.owner_id, pet_id: after.pet_id }).await?;
        }
        if change.of.is_some() || starts_at.is_some() {
            refuse_dead_pet(tx, after.pet_id, after.start.date()).await?;
        }
        Ok(version)
    });
    Ok(Answer::empty().version(version.await?))
}

pub(crate) async fn set_status(
    state: Visits,
    call: Call<SetAppointmentStatus>,
) -> Outcome<SetAppointmentStatus> {
    let id = call.path.appointment_id;
    let now = Timestamp::from_second(state.clock.seconds()).map_err(Fault::internal)?;
    let StatusStep { status, overlap_reason } = call.body;
    let seen = existing(&state, id).await?.appointment;
    // The visit of a pet that was recorded before stays the only one.
    let of =
        (status == AppointmentStatus::Completed && seen.visit_id.is_none()).then(|| pet(&seen)).flatten();
    let mut is_verified = false;
    if let Some(path) = of {
        let verified = state.ownership.check_new(path).await?;
        if let Some(verified) = verified {
            state.ownership.admit(path, verified, Some(seen.start.date())).await?;
        }
        is_verified = verified.is_some();
    }
    let version = state.db.transaction(async |tx| {
        let Stored { appointment: before, free_at, version } = lock(tx, id, &call.if_match).await?;
        if before.status == status {
            return Ok(version);
        }
        if !status.may_follow(before.status) {
            let (from, to) = (before.status.name(), status.name());
            return Err(conflict(format!("appointment {id} is {from} and cannot become {to}")));
        }
        if (pet(&before), before.start.date()) != (pet(&seen), seen.start.date()) {
            return Err(conflict(format!("appointment {id} was changed just now, please try again")));
        }
        let checked_in_at = match status {
            AppointmentStatus::Booked => None,
            AppointmentStatus::CheckedIn => before.checked_in_at.or(Some(now)),
            _ => before.checked_in_at,
        };
        let mut after = Appointment { status, checked_in_at, ..before.clone() };
        // Between two statuses that take the vet's time, nothing is taken that was free.
        if status.takes_time() && !before.status.takes_time() {
            after.overlap_reason =
                place(&state, tx, before.vet_id, &Slot::of(&before, free_at), id, overlap_reason).await?;
        }
        if let Some(path) = of.filter(|_| before.visit_id.is_none()) {
            let visit = VisitFields { date: Some(before.start.date()), description: before.reason.clone() };
            after.visit_id = Some(crate::store::insert(tx, path.pet_id, &visit, is_verified).await?);
            refuse_removed_pet(tx, OwnerAndPet { owner_id: before.owner_id, pet_id: before.pet_id }).await?;
        }
        store::update(tx, &after, free_at).await?;
        store::record(tx, id, &changes::between(&before, &after), now.as_second()).await?;
        // An animal that died here, between checking in and leaving, still has its visit.
        if status == AppointmentStatus::Booked || status.takes_time() && !before.status.takes_time() {
            refuse_dead_pet(tx, before.pet_id, before.start.date()).await?;
        }
        news::store::add(tx, Some(after.start.date()), now.as_second()).await?;
        Ok(version)
    });
    Ok(Answer::empty().version(version.await?))
}

/// Takes a slot, and the time of the vet if there is one. Returns why the appointment is there although something speaks against it, if
/// something does.
async fn place(
    state: &Visits,
    tx: &mut Tx,
    vet_id: Option<i32>,
    slot: &Slot,
    own_id: i32,
    overlap_reason: Option<String>,
) -> Result<Option<String>, Fault> {
    if let Some(vet_id) = vet_id {
        store::lock_calendar(tx, vet_id).await?;
    }
    let days = Days::of(&state.time_zone, slot.taken());
    let entries = calendar::store::of_days_in(tx, days.first, days.last).await?;
    let hours = Hours::new(&state.time_zone, days, &entries)?;
    let mut rule = hours.broken_by(vet_id, slot.place(), slot.taken());
    if let Some(vet_id) = vet_id.filter(|_| rule.is_none()) {
        rule = store::in_the_way(tx, vet_id, slot, own_id).await?.map(|it| {
            let (start, end) = (it.local_start.0, it.local_end.0);
            format!("overlaps appointment {} of vet {vet_id}, {start} to {end}", it.id)
        });
    }
    match rule {
        None => Ok(None),
        Some(_) if overlap_reason.is_some() => Ok(overlap_reason),
        Some(rule) => {
            let rule = format!("{rule}; an overlapReason allows it");
            Err(Fault::conflict(vec![FieldError::new("start", rule)]))
        }
    }
}

/// Locks an appointment by giving it its next version, which it returns. Checks that the change is based on the one before.
async fn lock(tx: &mut Tx, id: i32, if_match: &IfMatch) -> Result<Stored, Fault> {
    let locked = store::lock(tx, id).await?.ok_or_else(|| unknown(id))?;
    if if_match.admits(locked.version - 1) { Ok(locked) } else { Err(Fault::outdated()) }
}

async fn existing(state: &Visits, id: i32) -> Result<Stored, Fault> {
    store::find(&state.db, id).await?.ok_or_else(|| unknown(id))
}

/// Checks with the customers service that there are such an owner and such a pet.
async fn check_owner_and_pet(state: &Visits, of: OwnerAndPet) -> Result<(), Fault> {
    match (of.owner_id, of.pet_id) {
        (Some(owner_id), Some(pet_id)) => {
            state.ownership.check_new(PetPath { owner_id, pet_id }).await?;
            Ok(())
        }
        (Some(owner_id), None) => state.ownership.check_owner(owner_id).await,
        (None, _) => Ok(()),
    }
}

/// Checks with the vets service that there is such a vet, and gives it a calendar.
async fn open_calendar(state: &Visits, vet_id: i32) -> Result<(), Fault> {
    state.vets.check(vet_id, state.ownership.is_trusting()).await?;
    Ok(store::open_calendar(&state.db, vet_id).await?)
}

/// Call it after the write. A removal that is not visible here deletes the pet's appointments later: it waits for this one.
async fn refuse_removed_pet(tx: &mut Tx, of: OwnerAndPet) -> Result<(), Fault> {
    if let OwnerAndPet { owner_id: Some(owner_id), pet_id: Some(pet_id) } = of
        && crate::store::is_removed(tx, pet_id).await?
    {
        return Err(ownership::unknown(PetPath { owner_id, pet_id }));
    }
    Ok(())
}

fn pet(appointment: &Appointment) -> Option<PetPath> {
    Some(PetPath { owner_id: appointment.owner_id?, pet_id: appointment.pet_id? })
}

fn unknown(id: i32) -> Fault {
    Fault::unknown("appointment", id)
}

fn conflict(detail: String) -> Fault {
    Fault::refused(StatusCode::CONFLICT, detail)
}
