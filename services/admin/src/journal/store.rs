//! The journal in the database.

use contract::admin::{EventKind, InstanceEvent, InstanceId, Registration, StatusInfo};
use contract::paging::Page;
use db::{Db, Error, Tx};

use crate::time::rfc3339;

db::statements! {
    ADD = "
        insert into admin_events (instance_id, application, version, kind, status, registration, happened_at)
        values (?, ?, ?, ?, ?, ?, ?)";
    PAGE = "
        select id, instance_id, application, version, kind, status, registration, happened_at from admin_events
        where id < ? order by id desc limit ?";
    SINCE = "
        select id, instance_id, application, version, kind, status, registration, happened_at from admin_events
        where happened_at >= ? order by happened_at desc, id desc limit ?";
    LATEST = "select max(id) from admin_events";
    DELETE = "delete from admin_events where id < ?";
}

/// The most events that a look for new ones finds.
pub(crate) const MOST: i32 = 500;

/// Something that happened.
pub(crate) struct Happened<'a> {
    pub(crate) id: InstanceId,
    pub(crate) application: &'a str,
    pub(crate) version: i32,
    pub(crate) kind: EventKind,
    pub(crate) status: Option<&'a str>,
    /// The registration as JSON.
    pub(crate) registration: Option<&'a str>,
}

db::row! {
    struct Row {
        id: i32,
        instance_id: String,
        application: String,
        version: i32,
        kind: String,
        status: Option<String>,
        registration: Option<String>,
        happened_at: i64,
    }
}

/// Adds an event.
pub(crate) async fn add(tx: &mut Tx, event: &Happened<'_>, now: i64) -> Result<(), Error> {
    let Happened { id, application, version, kind, status, registration } = *event;
    let id = id.to_string();
    db::execute!(tx, ADD, id.as_str(), application, version, kind.as_str(), status, registration, now)?;
    Ok(())
}

/// A page, latest first.
pub(crate) async fn page(db: &Db, page: Page) -> Result<Vec<InstanceEvent>, Error> {
    let before = if page.after > 0 { page.after } else { i32::MAX };
    let rows = db::fetch!(db, all Row, PAGE, before, i32::from(page.size))?;
    rows.into_iter().map(event).collect()
}

/// The events since an instant, oldest first: the latest of them.
pub(crate) async fn since(db: &Db, at: i64) -> Result<Vec<InstanceEvent>, Error> {
    let rows = db::fetch!(db, all Row, SINCE, at, MOST)?;
    rows.into_iter().rev().map(event).collect()
}

/// The latest event; 0 if there is none.
pub(crate) async fn latest(db: &Db) -> Result<i32, Error> {
    Ok(db::fetch!(db, value Option<i32>, LATEST)?.unwrap_or_default())
}

/// Deletes all but the latest events.
pub(crate) async fn keep(db: &Db, most: i32) -> Result<(), Error> {
    let latest = latest(db).await?;
    db.transaction(async |tx| {
        db::execute!(tx, DELETE, latest.saturating_sub(most) + 1)?;
        Ok(())
    })
    .await
}

fn event(row: Row) -> Result<InstanceEvent, Error> {
    let broken = |what: &str| Error::Failed(format!("event {} has an unknown {what}", row.id).into());
    Ok(InstanceEvent {
        id: row.id,
        instance: row.instance_id.parse().map_err(|_| broken("instance"))?,
        kind: EventKind::named(&row.kind).ok_or_else(|| broken("kind"))?,
        application: row.application,
        version: row.version,
        timestamp: rfc3339(row.happened_at),
        status_info: row.status.map(|status| StatusInfo { status, ..StatusInfo::default() }),
        registration: row.registration.and_then(|it| serde_json::from_str::<Registration>(&it).ok()),
    })
}
