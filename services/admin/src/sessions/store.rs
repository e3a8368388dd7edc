//! Sessions in the database.

use contract::admin::Role;
use db::{Db, Error, Tx};

db::statements! {
    INSERT = "
        insert into admin_sessions (token_digest, account, person, password_proof, began_at, seen_at)
        values (?, ?, ?, ?, ?, ?)";
    FIND = "
        select account, person, password_proof, began_at, seen_at from admin_sessions where token_digest = ?";
    TOUCH = "update admin_sessions set seen_at = ? where token_digest = ?";
    DELETE = "delete from admin_sessions where token_digest = ?";
    DELETE_OLD = "delete from admin_sessions where began_at < ?";
    DELETE_IDLE = "delete from admin_sessions where seen_at < ?";
    // When the oldest session of an account that is kept began.
    OLDEST_KEPT = "
        select began_at from admin_sessions where account = ? order by began_at desc limit 1 offset ?";
    DELETE_OLD_OF = "delete from admin_sessions where account = ? and began_at < ?";
}

/// The most sessions of an account, or of all people with its role, at a time. So viewers do not end the sessions of operators.
const MOST: i32 = 100;

/// A session as stored.
pub(crate) struct Stored {
    pub(crate) role: Role,
    /// Whom an issuer knows; `None` for the role's own account.
    pub(crate) person: Option<String>,
    /// What binds it to the password that it began with, if something does.
    pub(crate) proof: Option<String>,
    pub(crate) began_at: i64,
    pub(crate) seen_at: i64,
}

/// Begins a session. Beyond the most there may be, the oldest end.
pub(crate) async fn insert(tx: &mut Tx, digest: &str, session: &Stored) -> Result<(), Error> {
    let Stored { role, person, proof, began_at, seen_at } = session;
    let role = role.as_str();
    if let Some(oldest) = db::fetch_in!(tx, optional_value i64, OLDEST_KEPT, role, MOST - 2)? {
        db::execute!(tx, DELETE_OLD_OF, role, oldest)?;
    }
    db::execute!(tx, INSERT, digest, role, person.as_deref(), proof.as_deref(), *began_at, *seen_at)?;
    Ok(())
}

/// The session whose secret has this digest.
pub(crate) async fn find(db: &Db, digest: &str) -> Result<Option<Stored>, Error> {
    db::row! {
        struct Row {
            account: String,
            person: Option<String>,
            password_proof: Option<String>,
            began_at: i64,
            seen_at: i64,
        }
    }
    let row = db::fetch!(db, optional Row, FIND, digest)?;
    Ok(row.and_then(|row: Row| {
        let Row { account, person, password_proof: proof, began_at, seen_at } = row;
        Some(Stored { role: Role::named(&account)?, person, proof, began_at, seen_at })
    }))
}

/// Notes a request of a session.
pub(crate) async fn touch(tx: &mut Tx, digest: &str, now: i64) -> Result<(), Error> {
    db::execute!(tx, TOUCH, now, digest)?;
    Ok(())
}

/// Ends a session.
pub(crate) async fn delete(tx: &mut Tx, digest: &str) -> Result<(), Error> {
    db::execute!(tx, DELETE, digest)?;
    Ok(())
}

/// Deletes the sessions that began, or had their last request, before these times.
pub(crate) async fn delete_ended(tx: &mut Tx, began_before: i64, seen_before: i64) -> Result<(), Error> {
    db::execute!(tx, DELETE_OLD, began_before)?;
    db::execute!(tx, DELETE_IDLE, seen_before)?;
    Ok(())
}
