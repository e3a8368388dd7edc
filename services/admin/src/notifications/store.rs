//! What was said of applications, in the database.

use contract::admin::{Notification, NotifiedInstance};
use contract::paging::Page;
use db::{Db, Error, Tx};

use super::verdict::{Record, Said, Severity};
use crate::time::rfc3339;

db::statements! {
    WATCHED = "
        select application, told, told_failed, noted, noted_failed, changed_at, version
        from admin_watched_applications order by application limit ?";
    WATCH = "
        insert into admin_watched_applications
            (application, told, told_failed, noted, noted_failed, changed_at, version)
        values (?, 'well', 0, 'well', 0, ?, 0)";
    RECORD = "
        update admin_watched_applications
        set told = ?, told_failed = ?, noted = ?, noted_failed = ?, changed_at = ?, version = version + 1
        where application = ? and version = ?";
    FORGET = "delete from admin_watched_applications where application = ? and version = ?";
    INSERT = "
        insert into admin_notifications (application, status, known, failed, instances, happened_at)
        values (?, ?, ?, ?, ?, ?)";
    PAGE = "
        select id, application, status, known, failed, instances, happened_at from admin_notifications
        where id < ? order by id desc limit ?";
    FIND = "
        select id, application, status, known, failed, instances, happened_at from admin_notifications
        where id = ?";
    LATEST = "select max(id) from admin_notifications";
    DELETE = "delete from admin_notifications where id < ?";
}

/// The most applications that are watched.
pub(crate) const MOST: i32 = 1_000;

/// An application, and what was said of it.
#[derive(Clone, Debug)]
pub(crate) struct Watched {
    pub(crate) application: String,
    pub(crate) record: Record,
    /// When that was, in seconds since 1970.
    pub(crate) changed_at: i64,
    /// Grows with each change, so that only one process makes it.
    pub(crate) version: i32,
}

/// All of them, by name.
pub(crate) async fn watched(db: &Db) -> Result<Vec<Watched>, Error> {
    db::row! {
        struct Row {
            application: String,
            told: String,
            told_failed: i32,
            noted: String,
            noted_failed: i32,
            changed_at: i64,
            version: i32,
        }
    }
    let said = |application: &str, severity: &str, failed: i32| {
        let broken =
            || Error::Failed(format!("what was said of {application} is of no known severity").into());
        let severity = Severity::named(severity).ok_or_else(broken)?;
        Ok(Said { severity, failed: u32::try_from(failed).unwrap_or_default() })
    };
    let watched = |row: Row| {
        let told = said(&row.application, &row.told, row.told_failed)?;
        let noted = said(&row.application, &row.noted, row.noted_failed)?;
        let Row { application, changed_at, version, .. } = row;
        Ok(Watched { application, record: Record { told, noted }, changed_at, version })
    };
    db::fetch!(db, all Row, WATCHED, MOST)?.into_iter().map(watched).collect()
}

/// Begins to watch an application, of which nothing was said.
pub(crate) async fn watch(tx: &mut Tx, application: &str, now: i64) -> Result<(), Error> {
    db::execute!(tx, WATCH, application, now)?;
    Ok(())
}

/// Records what is said of an application; `false` if another process said something since.
pub(crate) async fn record(tx: &mut Tx, watched: &Watched, record: &Record, now: i64) -> Result<bool, Error> {
    let (told, noted) = (record.told, record.noted);
    let (told_failed, noted_failed) = (number(told.failed), number(noted.failed));
    let (told, noted) = (told.severity.as_str(), noted.severity.as_str());
    let (application, version) = (watched.application.as_str(), watched.version);
    let recorded =
        db::execute!(tx, RECORD, told, told_failed, noted, noted_failed, now, application, version)?;
    Ok(recorded.rows > 0)
}

/// Watches an application no longer.
pub(crate) async fn forget(tx: &mut Tx, watched: &Watched) -> Result<(), Error> {
    db::execute!(tx, FORGET, watched.application.as_str(), watched.version)?;
    Ok(())
}

/// Adds a notification at an instant, and returns its id. Its own id, timestamp and deliveries do not count.
pub(crate) async fn insert(tx: &mut Tx, notification: &Notification, now: i64) -> Result<i32, Error> {
    let Notification { application, status, known_instances, failed_instances, instances, .. } = notification;
    let instances = serde_json::to_string(instances).map_err(|error| Error::Failed(error.into()))?;
    let (known, failed) = (number(*known_instances), number(*failed_instances));
    let (application, status) = (application.as_str(), status.as_str());
    Ok(db::execute!(tx, INSERT, application, status, known, failed, instances.as_str(), now)?.id)
}

db::row! {
    struct Row {
        id: i32,
        application: String,
        status: String,
        known: i32,
        failed: i32,
        instances: String,
        happened_at: i64,
    }
}

/// A page, latest first, without deliveries.
pub(crate) async fn page(db: &Db, page: Page) -> Result<Vec<Notification>, Error> {
    let before = if page.after > 0 { page.after } else { i32::MAX };
    let rows = db::fetch!(db, all Row, PAGE, before, i32::from(page.size))?;
    rows.into_iter().map(notification).collect()
}

/// One, without deliveries.
pub(crate) async fn find(db: &Db, id: i32) -> Result<Option<Notification>, Error> {
    db::fetch!(db, optional Row, FIND, id)?.map(notification).transpose()
}

/// The id of the latest; 0 if there is none.
pub(crate) async fn latest(db: &Db) -> Result<i32, Error> {
    Ok(db::fetch!(db, value Option<i32>, LATEST)?.unwrap_or_default())
}

/// Deletes those before one.
pub(crate) async fn delete_before(tx: &mut Tx, id: i32) -> Result<(), Error> {
    db::execute!(tx, DELETE, id)?;
    Ok(())
}

fn notification(row: Row) -> Result<Notification, Error> {
    let broken = |_| Error::Failed(format!("notification {} has unknown instances", row.id).into());
    Ok(Notification {
        id: row.id,
        timestamp: rfc3339(row.happened_at),
        instances: serde_json::from_str::<Vec<NotifiedInstance>>(&row.instances).map_err(broken)?,
        application: row.application,
        is_resolved: row.status == crate::instances::UP,
        status: row.status,
        known_instances: u32::try_from(row.known).unwrap_or_default(),
        failed_instances: u32::try_from(row.failed).unwrap_or_default(),
        deliveries: Vec::new(),
    })
}

fn number(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
