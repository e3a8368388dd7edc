//! Feeds in the database, and what they show.

use contract::appointments::AppointmentStatus;
use db::{Db, Error, Tx};
use jiff::Timestamp;

use super::ical::Event;

db::statements! {
    REPLACE = "update calendar_feeds set token_digest = ?, made_at = ? where vet_id = ?";
    INSERT = "insert into calendar_feeds (token_digest, made_at, vet_id) values (?, ?, ?)";
    DELETE = "delete from calendar_feeds where vet_id = ?";
    VET = "select vet_id from calendar_feeds where token_digest = ?";
    EVENTS = "
        select id, (select name from appointment_types where id = type_id) as type_name, pet_id, starts_at, ends_at, booked_at, status,
            version, (select max(changed_at) from appointment_changes where appointment_id = appointments.id) as changed_at
        from appointments where vet_id = ? and starts_at > ? and starts_at < ? order by starts_at limit ?";
}

/// The most appointments that a feed shows.
const MOST: i64 = 2_000;

/// Gives a vet's feed its token, in place of an earlier one.
pub(crate) async fn put(tx: &mut Tx, vet_id: i32, digest: &str, now: i64) -> Result<(), Error> {
    if db::execute!(tx, REPLACE, digest, now, vet_id)?.rows == 0 {
        db::execute!(tx, INSERT, digest, now, vet_id)?;
    }
    Ok(())
}

/// Deletes a vet's feed. Says whether there was one.
pub(crate) async fn delete(tx: &mut Tx, vet_id: i32) -> Result<bool, Error> {
    Ok(db::execute!(tx, DELETE, vet_id)?.rows > 0)
}

/// The vet whose feed has this token.
pub(crate) async fn vet(db: &Db, digest: &str) -> Result<Option<i32>, Error> {
    db::fetch!(db, optional_value i32, VET, digest)
}

/// The appointments of a vet that start between two instants: the first of them.
pub(crate) async fn events(
    db: &Db,
    vet_id: i32,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Event>, Error> {
    db::row! {
        struct Row {
            id: i32,
            type_name: String,
            pet_id: Option<i32>,
            starts_at: i64,
            ends_at: i64,
            booked_at: i64,
            status: String,
            version: i32,
            changed_at: Option<i64>,
        }
    }
    let rows = db::fetch!(db.replica(), all Row, EVENTS, vet_id, from.as_second(), to.as_second(), MOST)?;
    let at = |seconds| Timestamp::from_second(seconds).map_err(|error| Error::Failed(error.into()));
    let event = |row: Row| {
        let status = AppointmentStatus::named(&row.status)
            .ok_or_else(|| Error::Failed(format!("appointment {} has an unknown status", row.id).into()))?;
        Ok(Event {
            appointment_id: row.id,
            type_name: row.type_name,
            pet_id: row.pet_id,
            starts_at: at(row.starts_at)?,
            ends_at: at(row.ends_at)?,
            booked_at: at(row.booked_at)?,
            changed_at: at(row.changed_at.unwrap_or(row.booked_at))?,
            version: row.version,
            status,
        })
    };
    rows.into_iter().map(event).collect()
}
