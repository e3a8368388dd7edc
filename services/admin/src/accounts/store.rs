//! Accounts in the database of a clinic without AWS.

use contract::admin::Role;
use db::{Db, Error, Tx};

db::statements! {
    HASHES = "select name, password_hash from admin_accounts";
    INSERT = "insert into admin_accounts (name, password_hash, made_at) values (?, ?, ?)";
}

/// The hash of each account's password.
pub(crate) async fn hashes(db: &Db) -> Result<Vec<(Role, String)>, Error> {
    db::row! {
        struct Row {
            name: String,
            password_hash: String,
        }
    }
    let rows = db::fetch!(db, all Row, HASHES)?;
    Ok(rows.into_iter().filter_map(|it| Some((Role::named(&it.name)?, it.password_hash))).collect())
}

/// Creates the accounts.
pub(crate) async fn insert(tx: &mut Tx, hashes: &[(Role, String)], now: i64) -> Result<(), Error> {
    for (role, hash) in hashes {
        db::execute!(tx, INSERT, role.as_str(), hash.as_str(), now)?;
    }
    Ok(())
}
