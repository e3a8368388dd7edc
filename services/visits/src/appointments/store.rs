//! Appointments in the database.

use contract::appointments::{
    Agenda, AgendaQuery, Appointment, AppointmentChange, AppointmentHistory, AppointmentStatus,
    AppointmentType,
};
use db::{Db, Error, LocalTime, Tx};
use jiff::Timestamp;

use super::changes::Change;
use super::slot::{LONGEST, Length, Slot};
use crate::calendar::spans::Span;

db::statements! {
    TYPES = "select id, name, minutes, buffer_minutes from appointment_types order by id";
    LENGTH = "select minutes, buffer_minutes from appointment_types where id = ?";
    HAS_CALENDAR = "select vet_id from vet_calendars where vet_id = ?";
    ADD_CALENDAR = "insert into vet_calendars (vet_id, version) values (?, 0)";
    LOCK_CALENDAR = "update vet_calendars set version = version + 1 where vet_id = ?";
    IN_THE_WAY = "
        select id, local_start, local_end from appointments
        where vet_id = ? and starts_at > ? and starts_at < ? and free_at > ? and id <> ?
            and status in ('booked', 'checkedIn', 'completed')
        order by starts_at limit 1";
    TAKEN(usize) = taken_sql, such as list_lengths;
    INSERT = "
        insert into appointments (type_id, owner_id, pet_id, vet_id, local_start, local_end, time_zone, starts_at, ends_at, free_at,
            reason, overlap_reason, booked_by, booked_at, status, version)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)";
    LOCK = "update appointments set version = version + 1 where id = ?";
    FIND = "
        select id, type_id, owner_id, pet_id, vet_id, local_start, local_end, time_zone, starts_at, ends_at, free_at, reason,
            overlap_reason, booked_by, booked_at, status, checked_in_at, visit_id, version
        from appointments where id = ?";
    UPDATE = "
        update appointments set type_id = ?, owner_id = ?, pet_id = ?, vet_id = ?, local_start = ?, local_end = ?, time_zone = ?,
            starts_at = ?, ends_at = ?, free_at = ?, reason = ?, overlap_reason = ?, status = ?, checked_in_at = ?, visit_id = ?
        where id = ?";
    DELETE_OF_PET = "delete from appointments where pet_id = ?";
    AGENDA(bool) = agenda_sql, such as of_all_or_one_vet;
    ADD_CHANGE = "
        insert into appointment_changes (appointment_id, field, value_before, value_after, changed_at)
        values (?, ?, ?, ?, ?)";
    CHANGES = "
        select field, value_before, value_after, changed_at from appointment_changes
        where appointment_id = ? order by id desc limit ?";
}

db::row! {
    pub(crate) struct Row {
        id: i32,
        type_id: i32,
        owner_id: Option<i32>,
        pet_id: Option<i32>,
        vet_id: Option<i32>,
        local_start: LocalTime,
        local_end: LocalTime,
        time_zone: String,
        starts_at: i64,
        ends_at: i64,
        free_at: i64,
        reason: Option<String>,
        overlap_reason: Option<String>,
        booked_by: String,
        booked_at: i64,
        status: String,
        checked_in_at: Option<i64>,
        visit_id: Option<i32>,
        version: i32,
    }
}

/// An appointment as it is stored.
pub(crate) struct Stored {
    pub(crate) appointment: Appointment,
    /// When the vet is free again.
    pub(crate) free_at: Timestamp,
    pub(crate) version: i32,
}

impl TryFrom<Row> for Stored {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let status = AppointmentStatus::named(&row.status)
            .ok_or_else(|| Error::Failed(format!("appointment {} has an unknown status", row.id).into()))?;
        let appointment = Appointment {
            id: row.id,
            type_id: row.type_id,
            owner_id: row.owner_id,
            pet_id: row.pet_id,
            vet_id: row.vet_id,
            start: row.local_start.0,
            end: row.local_end.0,
            time_zone: row.time_zone,
            starts_at: instant(row.starts_at)?,
            ends_at: instant(row.ends_at)?,
            reason: row.reason,
            overlap_reason: row.overlap_reason,
            booked_by: row.booked_by,
            booked_at: instant(row.booked_at)?,
            status,
            checked_in_at: row.checked_in_at.map(instant).transpose()?,
            visit_id: row.visit_id,
        };
        Ok(Self { appointment, free_at: instant(row.free_at)?, version: row.version })
    }
}

fn instant(seconds: i64) -> Result<Timestamp, Error> {
    Timestamp::from_second(seconds).map_err(|error| Error::Failed(error.into()))
}

/// Every type of appointment, by id.
pub(crate) async fn types(db: &Db) -> Result<Vec<AppointmentType>, Error> {
    db::row! {
        struct Row {
            id: i32,
            name: String,
            minutes: i32,
            buffer_minutes: i32,
        }
    }
    let rows = db::fetch!(db.replica(), all Row, TYPES)?;
    let types = rows.into_iter().map(|Row { id, name, minutes, buffer_minutes }| AppointmentType {
        id,
        name,
        minutes,
        buffer_minutes,
    });
    Ok(types.collect())
}

db::row! {
    struct LengthRow {
        minutes: i32,
        buffer_minutes: i32,
    }
}

impl From<LengthRow> for Length {
    fn from(LengthRow { minutes, buffer_minutes }: LengthRow) -> Self {
        Self { minutes, buffer_minutes }
    }
}

/// How long an appointment of a type takes.
pub(crate) async fn length(tx: &mut Tx, type_id: i32) -> Result<Option<Length>, Error> {
    Ok(db::fetch_in!(tx, optional LengthRow, LENGTH, type_id)?.map(Length::from))
}

/// As [`length`], outside of transactions.
pub(crate) async fn length_of(db: &Db, type_id: i32) -> Result<Option<Length>, Error> {
    Ok(db::fetch!(db.replica(), optional LengthRow, LENGTH, type_id)?.map(Length::from))
}

/// Makes sure that a vet has a calendar to lock. In a transaction of its own: a refused insert would leave a shared lock on the row, and
/// two such locks that both want to become exclusive are a deadlock.
pub(crate) async fn open_calendar(db: &Db, vet_id: i32) -> Result<(), Error> {
    if db::fetch!(db, optional_value i32, HAS_CALENDAR, vet_id)?.is_some() {
        return Ok(());
    }
    match db.transaction(async |tx| db::execute!(tx, ADD_CALENDAR, vet_id)).await {
        Ok(_) | Err(Error::UniqueViolation) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Locks a vet's calendar until the transaction ends.
pub(crate) async fn lock_calendar(tx: &mut Tx, vet_id: i32) -> Result<(), Error> {
    match db::execute!(tx, LOCK_CALENDAR, vet_id)?.rows {
        0 => Err(Error::Failed(format!("vet {vet_id} has no calendar").into())),
        _ => Ok(()),
    }
}

db::row! {
    /// An appointment that takes a vet's time.
    pub(crate) struct InTheWay {
        pub(crate) id: i32,
        pub(crate) local_start: LocalTime,
        pub(crate) local_end: LocalTime,
    }
}

/// The first appointment of a vet, other than `own_id`, that takes some of this time. The vet's calendar is locked.
pub(crate) async fn in_the_way(
    tx: &mut Tx,
    vet_id: i32,
    slot: &Slot,
    own_id: i32,
) -> Result<Option<InTheWay>, Error> {
    let (from, until) = (slot.starts_at.as_second(), slot.free_at.as_second());
    db::fetch_in!(tx, optional InTheWay, IN_THE_WAY, vet_id, from - LONGEST, until, from, own_id)
}

/// When the time of vets is taken.
pub(crate) struct Taken {
    /// Each with its vet.
    pub(crate) spans: Vec<(i32, Span)>,
    /// Until when that is all; `None` if it is all.
    pub(crate) known_until: Option<Timestamp>,
}

/// The most vets that one statement asks for.
pub(crate) const MOST_VETS: usize = 512;

/// When the time of vets, at most [`MOST_VETS`], is taken within some time by appointments other than `own_id`.
pub(crate) async fn taken(db: &Db, vet_ids: &[i32], within: Span, own_id: i32) -> Result<Taken, Error> {
    const MOST: usize = 20_000;
    db::row! {
        struct Row {
            vet_id: i32,
            starts_at: i64,
            free_at: i64,
        }
    }
    let Some(&last) = vet_ids.last() else { return Ok(Taken { spans: Vec::new(), known_until: None }) };
    // Padded for the same reason as the lists of pets.
    let length = vet_ids.len().next_power_of_two();
    let padded = || vet_ids.iter().copied().chain(std::iter::repeat(last)).take(length);
    let (from, until) = (within.from.as_second(), within.until.as_second());
    let most = i64::try_from(MOST).unwrap_or(i64::MAX);
    let rows = db::fetch!(db.replica(), all Row, TAKEN.fill(&length),
        ..padded(), from - LONGEST, until, from, own_id, most)?;
    let span = |it: &Row| {
        let span = Span { from: instant(it.starts_at)?, until: instant(it.free_at)? };
        Ok::<_, Error>((it.vet_id, span))
    };
    let spans: Vec<_> = rows.iter().map(span).collect::<Result<_, _>>()?;
    let known_until = spans.last().filter(|_| spans.len() == MOST).map(|(_, it)| it.from);
    Ok(Taken { spans, known_until })
}

fn taken_sql(length: &usize) -> String {
    let places = vec!["?"; *length].join(", ");
    format!(
        "select vet_id, starts_at, free_at from appointments
         where vet_id in ({places}) and starts_at > ? and starts_at < ? and free_at > ? and id <> ?
             and status in ('booked', 'checkedIn', 'completed')
         order by starts_at limit ?"
    )
}

fn list_lengths() -> Vec<usize> {
    vec![1, 4]
}

/// Adds an appointment and gives its id.
pub(crate) async fn insert(tx: &mut Tx, new: &Appointment, free_at: Timestamp) -> Result<i32, Error> {
    let done = db::execute!(
        tx,
        INSERT,
        new.type_id,
        new.owner_id,
        new.pet_id,
        new.vet_id,
        LocalTime(new.start),
        LocalTime(new.end),
        &new.time_zone,
        new.starts_at.as_second(),
        new.ends_at.as_second(),
        free_at.as_second(),
        &new.reason,
        &new.overlap_reason,
        &new.booked_by,
        new.booked_at.as_second(),
        new.status.name()
    )?;
    Ok(done.id)
}

/// An appointment.
pub(crate) async fn find(db: &Db, id: i32) -> Result<Option<Stored>, Error> {
    db::fetch!(db, optional Row, FIND, id)?.map(Stored::try_from).transpose()
}

/// Locks an appointment by giving it its next version, which it has in the answer.
pub(crate) async fn lock(tx: &mut Tx, id: i32) -> Result<Option<Stored>, Error> {
    if db::execute!(tx, LOCK, id)?.rows == 0 {
        return Ok(None);
    }
    db::fetch_in!(tx, one Row, FIND, id)?.try_into().map(Some)
}

/// Changes a locked appointment.
pub(crate) async fn update(tx: &mut Tx, it: &Appointment, free_at: Timestamp) -> Result<(), Error> {
    db::execute!(
        tx,
        UPDATE,
        it.type_id,
        it.owner_id,
        it.pet_id,
        it.vet_id,
        LocalTime(it.start),
        LocalTime(it.end),
        &it.time_zone,
        it.starts_at.as_second(),
        it.ends_at.as_second(),
        free_at.as_second(),
        &it.reason,
        &it.overlap_reason,
        it.status.name(),
        it.checked_in_at.map(Timestamp::as_second),
        it.visit_id,
        it.id
    )?;
    Ok(())
}

/// Deletes every appointment of a pet, with its history.
pub(crate) async fn delete_of_pet(tx: &mut Tx, pet_id: i32) -> Result<(), Error> {
    db::execute!(tx, DELETE_OF_PET, pet_id)?;
    Ok(())
}

/// The appointments of some days, by start, then by id: one more than an agenda has at most, if there are as many.
pub(crate) async fn agenda(db: &Db, query: &AgendaQuery) -> Result<Vec<Appointment>, Error> {
    let from = LocalTime(query.from.at(0, 0, 0, 0));
    let until = LocalTime(query.to.at(23, 59, 59, 0));
    let most = i64::try_from(Agenda::MOST).unwrap_or(i64::MAX).saturating_add(1);
    let rows = db::fetch!(db.replica(), all Row, AGENDA.fill(&query.vet_id.is_some()), ..query.vet_id.as_slice(), from, until, most)?;
    rows.into_iter().map(|it| Ok(Stored::try_from(it)?.appointment)).collect()
}

fn agenda_sql(is_of_one_vet: &bool) -> String {
    let of_vet = if *is_of_one_vet { "vet_id = ? and " } else { "" };
    format!(
        "select id, type_id, owner_id, pet_id, vet_id, local_start, local_end, time_zone, starts_at, ends_at, free_at, reason,
             overlap_reason, booked_by, booked_at, status, checked_in_at, visit_id, version
         from appointments where {of_vet}local_start >= ? and local_start <= ? order by local_start, id limit ?"
    )
}

fn of_all_or_one_vet() -> Vec<bool> {
    vec![false, true]
}

/// Adds to an appointment's history.
pub(crate) async fn record(tx: &mut Tx, id: i32, changes: &[Change], now: i64) -> Result<(), Error> {
    for Change { field, before, after } in changes {
        db::execute!(tx, ADD_CHANGE, id, *field, before, after, now)?;
    }
    Ok(())
}

/// The latest changes of an appointment, the latest first.
pub(crate) async fn changes(db: &Db, id: i32) -> Result<Vec<AppointmentChange>, Error> {
    db::row! {
        struct Row {
            field: String,
            value_before: Option<String>,
            value_after: Option<String>,
            changed_at: i64,
        }
    }
    let rows = db::fetch!(db, all Row, CHANGES, id, AppointmentHistory::MOST)?;
    let change = |Row { field, value_before: before, value_after: after, changed_at }| {
        Ok(AppointmentChange { field, before, after, changed_at: instant(changed_at)? })
    };
    rows.into_iter().map(change).collect()
}
