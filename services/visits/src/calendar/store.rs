//! The clinic's calendar in the database.

use contract::calendar::{
    CalendarEntry, CalendarEntryFields, CalendarEntryKind, CalendarQuery, DayOfWeek, TimeOfDay,
};
use db::{Day, Db, Error, Tx};
use jiff::civil::Date;

db::statements! {
    LIST(bool) = list_sql, such as of_all_or_one_vet;
    FIND = "
        select id, kind, vet_id, weekday, first_day, last_day, from_minute, to_minute, reason, version
        from calendar_entries where id = ?";
    OF_DAYS = "
        select id, kind, vet_id, weekday, first_day, last_day, from_minute, to_minute, reason, version
        from calendar_entries where last_day >= ? and first_day <= ?";
    COUNT_FROM = "select count(*) from calendar_entries where last_day >= ?";
    INSERT = "
        insert into calendar_entries (kind, vet_id, weekday, first_day, last_day, from_minute, to_minute, reason, version)
        values (?, ?, ?, ?, ?, ?, ?, ?, 0)";
    LOCK = "update calendar_entries set version = version + 1 where id = ?";
    VERSION = "select version from calendar_entries where id = ?";
    UPDATE = "
        update calendar_entries set kind = ?, vet_id = ?, weekday = ?, first_day = ?, last_day = ?, from_minute = ?, to_minute = ?,
            reason = ?
        where id = ?";
    DELETE = "delete from calendar_entries where id = ?";
}

/// The last day of what has no end: the latest that both databases hold.
const NO_END: Date = Date::constant(9999, 12, 31);

db::row! {
    struct Row {
        id: i32,
        kind: String,
        vet_id: Option<i32>,
        weekday: Option<i32>,
        first_day: Day,
        last_day: Day,
        from_minute: i32,
        to_minute: i32,
        reason: Option<String>,
        version: i32,
    }
}

impl TryFrom<Row> for CalendarEntry {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let bad = || Error::Failed(format!("calendar entry {} cannot be read", row.id).into());
        Ok(Self {
            id: row.id,
            kind: CalendarEntryKind::named(&row.kind).ok_or_else(bad)?,
            vet_id: row.vet_id,
            weekday: row.weekday.map(|it| DayOfWeek::numbered(it).ok_or_else(bad)).transpose()?,
            first_day: row.first_day.0,
            last_day: Some(row.last_day.0).filter(|it| *it < NO_END),
            from: TimeOfDay::from_minutes(row.from_minute).ok_or_else(bad)?,
            to: TimeOfDay::from_minutes(row.to_minute).ok_or_else(bad)?,
            reason: row.reason,
        })
    }
}

/// A page of the entries, by id, and one more if there is one.
pub(crate) async fn list(db: &Db, query: &CalendarQuery) -> Result<Vec<CalendarEntry>, Error> {
    let from = Day(query.from.unwrap_or(Date::constant(1000, 1, 1)));
    let to = Day(query.to.unwrap_or(NO_END));
    let most = i64::from(query.page.size) + 1;
    let is_of_one_vet = query.vet_id.is_some();
    let rows = db::fetch!(db.replica(), all Row, LIST.fill(&is_of_one_vet), ..query.vet_id.as_slice(), query.page.after, from, to, most)?;
    rows.into_iter().map(CalendarEntry::try_from).collect()
}

fn list_sql(is_of_one_vet: &bool) -> String {
    let of_vet = if *is_of_one_vet { "vet_id = ? and " } else { "" };
    format!(
        "select id, kind, vet_id, weekday, first_day, last_day, from_minute, to_minute, reason, version
         from calendar_entries where {of_vet}id > ? and last_day >= ? and first_day <= ? order by id limit ?"
    )
}

fn of_all_or_one_vet() -> Vec<bool> {
    vec![false, true]
}

/// An entry and its version.
pub(crate) async fn find(db: &Db, id: i32) -> Result<Option<(CalendarEntry, i32)>, Error> {
    let Some(row) = db::fetch!(db, optional Row, FIND, id)? else { return Ok(None) };
    let version = row.version;
    Ok(Some((row.try_into()?, version)))
}

/// The entries that are valid on one of these days, in no order: sorted, they would be found without the index.
pub(crate) async fn of_days(db: &Db, first: Date, last: Date) -> Result<Vec<CalendarEntry>, Error> {
    let rows = db::fetch!(db.replica(), all Row, OF_DAYS, Day(first), Day(last))?;
    rows.into_iter().map(CalendarEntry::try_from).collect()
}

/// As [`of_days`], in a transaction.
pub(crate) async fn of_days_in(tx: &mut Tx, first: Date, last: Date) -> Result<Vec<CalendarEntry>, Error> {
    let rows = db::fetch_in!(tx, all Row, OF_DAYS, Day(first), Day(last))?;
    rows.into_iter().map(CalendarEntry::try_from).collect()
}

/// How many entries are valid on this day or later.
pub(crate) async fn count_from(tx: &mut Tx, day: Date) -> Result<i64, Error> {
    db::fetch_in!(tx, value i64, COUNT_FROM, Day(day))
}

/// Adds an entry and gives its id.
pub(crate) async fn insert(tx: &mut Tx, it: &CalendarEntryFields) -> Result<i32, Error> {
    let done = db::execute!(
        tx,
        INSERT,
        it.kind.name(),
        it.vet_id,
        it.weekday.map(DayOfWeek::number),
        Day(it.first_day),
        Day(it.last_day.unwrap_or(NO_END)),
        it.from.minutes(),
        it.to.minutes(),
        &it.reason
    )?;
    Ok(done.id)
}

/// Locks an entry by giving it its next version, which it returns.
pub(crate) async fn lock(tx: &mut Tx, id: i32) -> Result<Option<i32>, Error> {
    if db::execute!(tx, LOCK, id)?.rows == 0 {
        return Ok(None);
    }
    db::fetch_in!(tx, value i32, VERSION, id).map(Some)
}

/// Replaces a locked entry.
pub(crate) async fn update(tx: &mut Tx, id: i32, it: &CalendarEntryFields) -> Result<(), Error> {
    db::execute!(
        tx,
        UPDATE,
        it.kind.name(),
        it.vet_id,
        it.weekday.map(DayOfWeek::number),
        Day(it.first_day),
        Day(it.last_day.unwrap_or(NO_END)),
        it.from.minutes(),
        it.to.minutes(),
        &it.reason,
        id
    )?;
    Ok(())
}

/// Deletes a locked entry.
pub(crate) async fn delete(tx: &mut Tx, id: i32) -> Result<(), Error> {
    db::execute!(tx, DELETE, id)?;
    Ok(())
}
