//! Deliveries in the database.

use contract::admin::{DeliveryOutcome, NotificationDelivery, NotificationTarget};
use db::{Db, Error, Tx};

db::statements! {
    INSERT = "
        insert into admin_deliveries (notification_id, target, outcome, attempts, due_at, reason)
        values (?, ?, ?, 0, ?, ?)";
    WAITING = "
        select d.id, d.notification_id, d.target, d.attempts, d.due_at, n.application, n.happened_at
        from admin_deliveries d join admin_notifications n on n.id = d.notification_id
        where d.outcome = 'waiting' order by d.id limit 500";
    CLAIM = "
        update admin_deliveries set due_at = ?, attempts = attempts + 1
        where id = ? and due_at = ? and outcome = 'waiting'";
    SETTLE = "update admin_deliveries set outcome = ?, reason = ? where id = ?";
    OF_MANY = "
        select notification_id, target, outcome, attempts, reason from admin_deliveries
        where notification_id >= ? and notification_id <= ? order by notification_id, id";
    DELETE = "delete from admin_deliveries where notification_id < ?";
}

/// A delivery that is to be made.
#[derive(Clone, Debug)]
pub(crate) struct Waiting {
    pub(crate) id: i32,
    pub(crate) notification: i32,
    pub(crate) application: String,
    pub(crate) target: NotificationTarget,
    pub(crate) attempts: i32,
    pub(crate) due_at: i64,
    /// When the notification was decided on.
    pub(crate) since: i64,
}

/// Adds a delivery of a notification.
pub(crate) async fn insert(
    tx: &mut Tx,
    notification: i32,
    target: NotificationTarget,
    (outcome, reason): (DeliveryOutcome, Option<&str>),
    now: i64,
) -> Result<(), Error> {
    db::execute!(tx, INSERT, notification, target.as_str(), outcome.as_str(), now, reason)?;
    Ok(())
}

/// The first of those that are to be made, whether or not they are due, oldest first.
pub(crate) async fn waiting(db: &Db) -> Result<Vec<Waiting>, Error> {
    db::row! {
        struct Row {
            id: i32,
            notification_id: i32,
            target: String,
            attempts: i32,
            due_at: i64,
            application: String,
            happened_at: i64,
        }
    }
    let waiting = |row: Row| {
        Ok(Waiting {
            target: target(row.id, &row.target)?,
            id: row.id,
            notification: row.notification_id,
            application: row.application,
            attempts: row.attempts,
            due_at: row.due_at,
            since: row.happened_at,
        })
    };
    db::fetch!(db, all Row, WAITING)?.into_iter().map(waiting).collect()
}

/// Keeps other processes from making it before `again`; `false` if one of them was faster.
pub(crate) async fn claim(tx: &mut Tx, waiting: &Waiting, again: i64) -> Result<bool, Error> {
    Ok(db::execute!(tx, CLAIM, again, waiting.id, waiting.due_at)?.rows > 0)
}

/// Notes what became of one.
pub(crate) async fn settle(
    tx: &mut Tx,
    id: i32,
    outcome: DeliveryOutcome,
    reason: Option<&str>,
) -> Result<(), Error> {
    db::execute!(tx, SETTLE, outcome.as_str(), reason, id)?;
    Ok(())
}

/// Those of all notifications between two, with their notification.
pub(crate) async fn of_many(
    db: &Db,
    first: i32,
    last: i32,
) -> Result<Vec<(i32, NotificationDelivery)>, Error> {
    db::row! {
        struct Row {
            notification_id: i32,
            target: String,
            outcome: String,
            attempts: i32,
            reason: Option<String>,
        }
    }
    let delivery = |row: Row| {
        let id = row.notification_id;
        let broken = || Error::Failed(format!("a delivery of notification {id} has no known outcome").into());
        let delivery = NotificationDelivery {
            target: target(id, &row.target)?,
            outcome: DeliveryOutcome::named(&row.outcome).ok_or_else(broken)?,
            attempts: u32::try_from(row.attempts).unwrap_or_default(),
            reason: row.reason,
        };
        Ok((id, delivery))
    };
    db::fetch!(db, all Row, OF_MANY, first, last)?.into_iter().map(delivery).collect()
}

/// Deletes those of notifications before one.
pub(crate) async fn delete_before(tx: &mut Tx, notification: i32) -> Result<(), Error> {
    db::execute!(tx, DELETE, notification)?;
    Ok(())
}

fn target(id: i32, name: &str) -> Result<NotificationTarget, Error> {
    let broken = || Error::Failed(format!("delivery {id} goes to an unknown target").into());
    NotificationTarget::named(name).ok_or_else(broken)
}
