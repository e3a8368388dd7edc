//! The audit journal in the database.

use contract::admin::{AuditAction, AuditEntry, Role};
use contract::paging::Page;
use db::{Db, Error, Tx};

use super::Change;
use crate::time::rfc3339;

db::statements! {
    ADD = "
        insert into admin_audit (happened_at, who, role, action, target, value_before, value_after)
        values (?, ?, ?, ?, ?, ?, ?)";
    SETTLE = "update admin_audit set value_after = ? where id = ?";
    PAGE = "
        select id, happened_at, who, role, action, target, value_before, value_after from admin_audit
        where id < ? order by id desc limit ?";
    LATEST = "select max(id) from admin_audit";
    DELETE = "delete from admin_audit where id < ?";
    DELETE_SIGN_INS = "
        delete from admin_audit where id < ? and action in ('signedIn', 'signInRefused', 'signedOut')";
}

/// Adds an entry.
pub(crate) async fn add(
    tx: &mut Tx,
    who: &str,
    role: Option<Role>,
    change: &Change,
    now: i64,
) -> Result<(), Error> {
    add_with(tx, (who, role), change, change.to.as_deref(), now).await.map(drop)
}

/// Adds an entry with another value after the change, and returns its id.
pub(super) async fn add_with(
    tx: &mut Tx,
    (who, role): (&str, Option<Role>),
    change: &Change,
    to: Option<&str>,
    now: i64,
) -> Result<i32, Error> {
    let (action, target, from) = (change.action.as_str(), change.target.as_str(), change.from.as_deref());
    Ok(db::execute!(tx, ADD, now, who, role.map(Role::as_str), action, target, from, to)?.id)
}

/// Puts another value after the change of an entry.
pub(super) async fn settle(tx: &mut Tx, id: i32, to: Option<&str>) -> Result<(), Error> {
    db::execute!(tx, SETTLE, to, id)?;
    Ok(())
}

/// A page, latest first.
pub(crate) async fn page(db: &Db, page: Page) -> Result<Vec<AuditEntry>, Error> {
    db::row! {
        struct Row {
            id: i32,
            happened_at: i64,
            who: String,
            role: Option<String>,
            action: String,
            target: String,
            value_before: Option<String>,
            value_after: Option<String>,
        }
    }
    let before = if page.after > 0 { page.after } else { i32::MAX };
    let rows = db::fetch!(db, all Row, PAGE, before, i32::from(page.size))?;
    let entry = |row: Row| {
        let action = AuditAction::named(&row.action)
            .ok_or_else(|| Error::Failed(format!("audit entry {} has an unknown action", row.id).into()))?;
        Ok(AuditEntry {
            id: row.id,
            timestamp: rfc3339(row.happened_at),
            who: row.who,
            role: row.role.as_deref().and_then(Role::named),
            action,
            target: row.target,
            from: row.value_before,
            to: row.value_after,
        })
    };
    rows.into_iter().map(entry).collect()
}

/// The most sign-ins and sign-outs that are kept. They must not crowd out changes: anyone who may look can sign in all day.
const MOST_SIGN_INS: i32 = 10_000;
/// The most entries that are kept.
const MOST: i32 = 100_000;

/// Deletes all but the latest entries.
pub(crate) async fn keep(db: &Db) -> Result<(), Error> {
    let latest = db::fetch!(db, value Option<i32>, LATEST)?.unwrap_or_default();
    db.transaction(async |tx| {
        db::execute!(tx, DELETE, latest.saturating_sub(MOST) + 1)?;
        db::execute!(tx, DELETE_SIGN_INS, latest.saturating_sub(MOST_SIGN_INS) + 1)?;
        Ok(())
    })
    .await
}
