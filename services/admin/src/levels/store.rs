//! Levels that are going to return, in the database.

use contract::admin::InstanceId;
use db::{Db, Error, Tx};

db::statements! {
    REPLACE = "
        update admin_level_returns set level_now = ?, due_at = ?, attempts = 0, who = ?
        where instance_id = ? and logger = ?";
    INSERT = "
        insert into admin_level_returns
            (instance_id, application, logger, level_now, level_before, due_at, attempts, who)
        values (?, ?, ?, ?, ?, ?, 0, ?)";
    ALL = "
        select id, instance_id, application, logger, level_now, level_before, due_at, attempts, who
        from admin_level_returns order by due_at, id limit ?";
    DUE = "
        select id, instance_id, application, logger, level_now, level_before, due_at, attempts, who
        from admin_level_returns where due_at <= ? order by due_at, id limit 50";
    FIND = "
        select id, instance_id, application, logger, level_now, level_before, due_at, attempts, who
        from admin_level_returns where instance_id = ? and logger = ?";
    BEYOND = "select due_at from admin_level_returns order by due_at limit 1 offset ?";
    CLAIM = "update admin_level_returns set due_at = ?, attempts = attempts + 1 where id = ? and due_at = ?";
    DELETE = "delete from admin_level_returns where id = ?";
    DELETE_OF = "delete from admin_level_returns where instance_id = ? and logger = ?";
}

/// The most levels that are about to return.
const MOST: i32 = 200;

/// A level that is going to return.
pub(crate) struct Pending {
    pub(crate) id: i32,
    pub(crate) instance: InstanceId,
    pub(crate) application: String,
    pub(crate) logger: String,
    pub(crate) now: Option<String>,
    pub(crate) before: Option<String>,
    pub(crate) due_at: i64,
    pub(crate) attempts: i32,
    pub(crate) who: String,
}

db::row! {
    struct Row {
        id: i32,
        instance_id: String,
        application: String,
        logger: String,
        level_now: Option<String>,
        level_before: Option<String>,
        due_at: i64,
        attempts: i32,
        who: String,
    }
}

/// Notes that a level is going to return. If it was going to before, it returns to what it was at first.
pub(crate) async fn put(tx: &mut Tx, pending: &Pending) -> Result<(), Error> {
    let Pending { instance, application, logger, now, before, due_at, who, .. } = pending;
    let id = instance.to_string();
    let replaced =
        db::execute!(tx, REPLACE, now.as_deref(), due_at, who.as_str(), id.as_str(), logger.as_str())?;
    if replaced.rows == 0 {
        let (now, before) = (now.as_deref(), before.as_deref());
        let (application, logger, who) = (application.as_str(), logger.as_str(), who.as_str());
        db::execute!(tx, INSERT, id.as_str(), application, logger, now, before, due_at, who)?;
    }
    Ok(())
}

/// All of them, soonest first.
pub(crate) async fn all(db: &Db) -> Result<Vec<Pending>, Error> {
    let rows = db::fetch!(db, all Row, ALL, MOST)?;
    rows.into_iter().map(pending).collect()
}

/// The first of those that are due.
pub(crate) async fn due(db: &Db, now: i64) -> Result<Vec<Pending>, Error> {
    let rows = db::fetch!(db, all Row, DUE, now)?;
    rows.into_iter().map(pending).collect()
}

/// The one of a logger, if there is one.
pub(crate) async fn find(tx: &mut Tx, instance: InstanceId, logger: &str) -> Result<Option<Pending>, Error> {
    let id = instance.to_string();
    db::fetch_in!(tx, optional Row, FIND, id.as_str(), logger)?.map(pending).transpose()
}

/// Whether there are as many as there may be.
pub(crate) async fn is_full(db: &Db) -> Result<bool, Error> {
    Ok(db::fetch!(db, optional_value i64, BEYOND, MOST - 1)?.is_some())
}

/// Keeps other processes from letting it return before `again`; `false` if one of them was faster.
pub(crate) async fn claim(tx: &mut Tx, pending: &Pending, again: i64) -> Result<bool, Error> {
    Ok(db::execute!(tx, CLAIM, again, pending.id, pending.due_at)?.rows > 0)
}

/// Deletes one.
pub(crate) async fn delete(tx: &mut Tx, id: i32) -> Result<(), Error> {
    db::execute!(tx, DELETE, id)?;
    Ok(())
}

/// Deletes the one of a logger, if there is one.
pub(crate) async fn delete_of(tx: &mut Tx, instance: InstanceId, logger: &str) -> Result<(), Error> {
    let id = instance.to_string();
    db::execute!(tx, DELETE_OF, id.as_str(), logger)?;
    Ok(())
}

fn pending(row: Row) -> Result<Pending, Error> {
    let broken =
        |_| Error::Failed(format!("the return of level {} is of an unknown instance", row.id).into());
    Ok(Pending {
        id: row.id,
        instance: row.instance_id.parse().map_err(broken)?,
        application: row.application,
        logger: row.logger,
        now: row.level_now,
        before: row.level_before,
        due_at: row.due_at,
        attempts: row.attempts,
        who: row.who,
    })
}
