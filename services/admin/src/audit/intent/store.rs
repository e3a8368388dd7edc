//! Intents in the audit journal.

use contract::admin::Role;
use db::{Error, Tx};

use crate::audit::Change;

db::statements! {
    ADD = "
        insert into admin_audit (happened_at, who, role, action, target, value_before, value_after)
        values (?, ?, ?, ?, ?, ?, ?)";
    SETTLE = "update admin_audit set value_after = ? where id = ?";
}

/// Adds an entry, and returns its id.
pub(super) async fn add(
    tx: &mut Tx,
    (who, role): (&str, Role),
    change: &Change,
    to: &str,
    now: i64,
) -> Result<i32, Error> {
    let (action, target, from) = (change.action.as_str(), change.target.as_str(), change.from.as_deref());
    Ok(db::execute!(tx, ADD, now, who, role.as_str(), action, target, from, to)?.id)
}

/// Says what came of a change.
pub(super) async fn settle(tx: &mut Tx, id: i32, to: Option<&str>) -> Result<(), Error> {
    db::execute!(tx, SETTLE, to, id)?;
    Ok(())
}
