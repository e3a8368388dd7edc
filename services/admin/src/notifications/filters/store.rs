//! Filters in the database.

use contract::admin::NewFilter;
use db::{Db, Error, Tx};

use super::Filter;

db::statements! {
    VALID = "
        select id, application, instance_id, expires_at from admin_notification_filters
        where expires_at is null or expires_at >= ? order by id limit 100";
    FIND = "
        select id, application, instance_id, expires_at from admin_notification_filters
        where id = ? and (expires_at is null or expires_at >= ?)";
    COUNT = "select count(*) from admin_notification_filters";
    INSERT = "insert into admin_notification_filters (application, instance_id, expires_at) values (?, ?, ?)";
    DELETE = "delete from admin_notification_filters where id = ?";
    DELETE_ENDED = "delete from admin_notification_filters where expires_at < ?";
}

db::row! {
    struct Row {
        id: i32,
        application: Option<String>,
        instance_id: Option<String>,
        expires_at: Option<i64>,
    }
}

/// Those that hold, oldest first.
pub(crate) async fn valid(db: &Db, now: i64) -> Result<Vec<Filter>, Error> {
    let rows = db::fetch!(db, all Row, VALID, now)?;
    rows.into_iter().map(filter).collect()
}

/// One, if it holds.
pub(crate) async fn find(tx: &mut Tx, id: i32, now: i64) -> Result<Option<Filter>, Error> {
    db::fetch_in!(tx, optional Row, FIND, id, now)?.map(filter).transpose()
}

/// How many there are.
pub(crate) async fn count(tx: &mut Tx) -> Result<i64, Error> {
    db::fetch_in!(tx, value i64, COUNT)
}

/// Adds one, and returns its number.
pub(crate) async fn insert(tx: &mut Tx, filter: &Filter) -> Result<i32, Error> {
    let (application, instance) = match &filter.of {
        NewFilter::Application(name) => (Some(name.clone()), None),
        NewFilter::Instance(id) => (None, Some(id.to_string())),
    };
    Ok(db::execute!(tx, INSERT, application.as_deref(), instance.as_deref(), filter.expires_at)?.id)
}

/// Deletes one.
pub(crate) async fn delete(tx: &mut Tx, id: i32) -> Result<(), Error> {
    db::execute!(tx, DELETE, id)?;
    Ok(())
}

/// Deletes those that have ended.
pub(crate) async fn delete_ended(tx: &mut Tx, now: i64) -> Result<(), Error> {
    db::execute!(tx, DELETE_ENDED, now)?;
    Ok(())
}

fn filter(row: Row) -> Result<Filter, Error> {
    let broken = || Error::Failed(format!("filter {} is of nothing that is known", row.id).into());
    let of = match (row.application, row.instance_id.map(|it| it.parse())) {
        (_, Some(Ok(id))) => NewFilter::Instance(id),
        (Some(name), None) => NewFilter::Application(name),
        _ => return Err(broken()),
    };
    Ok(Filter { id: row.id, of, expires_at: row.expires_at })
}
