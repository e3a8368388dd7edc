//! The appointments of an owner in the database.

use contract::appointments::{Appointment, OwnerAppointmentQuery};
use db::{Db, Error, LocalTime};
use jiff::civil::DateTime;

use crate::appointments::store::{Row, Stored};

db::statements! {
    START = "select local_start from appointments where id = ? and owner_id = ?";
    LIST(bool) = list_sql, such as open_or_all;
}

/// When an appointment of an owner starts.
pub(crate) async fn start(db: &Db, owner_id: i32, id: i32) -> Result<Option<DateTime>, Error> {
    db::row! {
        struct Row {
            local_start: LocalTime,
        }
    }
    Ok(db::fetch!(db, optional Row, START, id, owner_id)?.map(|it| it.local_start.0))
}

/// The appointments that start within some time, those at its beginning after the last one of the page before; and one more than a
/// page has, if there is one.
pub(crate) async fn list(
    db: &Db,
    owner_id: i32,
    from: DateTime,
    until: DateTime,
    query: &OwnerAppointmentQuery,
) -> Result<Vec<Appointment>, Error> {
    let (from, until, most) = (LocalTime(from), LocalTime(until), i64::from(query.page.size) + 1);
    let rows = db::fetch!(db.replica(), all Row, LIST.fill(&query.open),
        owner_id, from, until, from, query.page.after, most)?;
    rows.into_iter().map(|it| Ok(Stored::try_from(it)?.appointment)).collect()
}

fn list_sql(open: &bool) -> String {
    let open = if *open { "and status in ('booked', 'checkedIn') " } else { "" };
    format!(
        "select id, type_id, owner_id, pet_id, vet_id, local_start, local_end, time_zone, starts_at, ends_at, free_at, reason,
             overlap_reason, booked_by, booked_at, status, checked_in_at, visit_id, version
         from appointments
         where owner_id = ? and local_start >= ? and local_start <= ? and (local_start > ? or id > ?) {open}
         order by local_start, id limit ?"
    )
}

fn open_or_all() -> Vec<bool> {
    vec![false, true]
}
