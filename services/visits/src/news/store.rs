//! Notes of changes in the database.

use db::{Day, Db, Error, Tx};
use jiff::civil::Date;

db::statements! {
    ADD = "insert into agenda_changes (local_day, changed_at) values (?, ?)";
    ADD_OF_PET = "
        insert into agenda_changes (local_day, changed_at)
        select distinct date(local_start), ? from appointments where pet_id = ?";
    SINCE = "select id, local_day from agenda_changes where changed_at >= ? limit ?";
    DELETE = "delete from agenda_changes where changed_at < ?";
}

/// The most notes that a look finds.
pub(crate) const MOST: usize = 1_000;

/// A note that something changed.
pub(crate) struct Note {
    pub(crate) id: i32,
    /// The day of an appointment; `None` for an entry of the calendar.
    pub(crate) day: Option<Date>,
}

/// Notes that an appointment on a day changed, or, without a day, an entry of the calendar.
pub(crate) async fn add(tx: &mut Tx, day: Option<Date>, now: i64) -> Result<(), Error> {
    db::execute!(tx, ADD, day.map(Day), now)?;
    Ok(())
}

/// Notes that the appointments of a pet change.
pub(crate) async fn add_of_pet(tx: &mut Tx, pet_id: i32, now: i64) -> Result<(), Error> {
    db::execute!(tx, ADD_OF_PET, now, pet_id)?;
    Ok(())
}

/// The notes since an instant, in no order: at most [`MOST`].
pub(crate) async fn since(db: &Db, at: i64) -> Result<Vec<Note>, Error> {
    db::row! {
        struct Row {
            id: i32,
            local_day: Option<Day>,
        }
    }
    let most = i64::try_from(MOST).unwrap_or(i64::MAX);
    let rows = db::fetch!(db.replica(), all Row, SINCE, at, most)?;
    Ok(rows.into_iter().map(|it| Note { id: it.id, day: it.local_day.map(Date::from) }).collect())
}

/// Deletes notes from before an instant.
pub(crate) async fn delete(tx: &mut Tx, before: i64) -> Result<(), Error> {
    db::execute!(tx, DELETE, before)?;
    Ok(())
}
