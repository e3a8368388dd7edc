//! Leases in the database: what only one of the processes does, who does it and until when.

use db::{Db, Error, Tx};

db::statements! {
    CLAIM = "
        update admin_leases set holder = ?, until_at = ?
        where name = ? and (holder = ? or until_at <= ? or until_at > ?)";
    CLAIM_FREE = "update admin_leases set holder = ?, until_at = ? where name = ? and until_at <= ?";
    MAKE = "
        insert into admin_leases (name, holder, until_at, made_at, done_at, result)
        values (?, ?, ?, ?, ?, null)";
    DONE_AT = "select done_at from admin_leases where name = ?";
    MADE_AT = "select made_at from admin_leases where name = ?";
    EXISTS = "select count(*) from admin_leases where name = ?";
    SET_DONE = "update admin_leases set done_at = ? where name = ? and holder = ?";
    RESULT = "select result from admin_leases where name = ?";
    FINISH = "update admin_leases set until_at = ?, done_at = ?, result = ? where name = ? and holder = ?";
}

/// How much later than one that begins now a lease may end, in seconds. What ends later yet was written by a clock that is wrong, and would
/// keep others out for as long.
const SKEW: i64 = 60;

/// Gets or renews a lease. Returns when its holders were last done; `None` if another process has it.
///
/// # Errors
/// [`Error::UniqueViolation`] if another process was faster.
pub(crate) async fn claim(
    tx: &mut Tx,
    name: &str,
    holder: &str,
    now: i64,
    until: i64,
) -> Result<Option<i64>, Error> {
    if db::execute!(tx, CLAIM, holder, until, name, holder, now, until + SKEW)?.rows > 0 {
        return Ok(Some(db::fetch_in!(tx, value i64, DONE_AT, name)?));
    }
    Ok(make(tx, name, holder, now, until).await?.then_some(now))
}

/// Gets a lease that nobody has, this process included; `false` if someone has it.
///
/// # Errors
/// [`Error::UniqueViolation`] if another process was faster.
pub(crate) async fn claim_free(
    tx: &mut Tx,
    name: &str,
    holder: &str,
    now: i64,
    until: i64,
) -> Result<bool, Error> {
    if db::execute!(tx, CLAIM_FREE, holder, until, name, now)?.rows > 0 {
        return Ok(true);
    }
    make(tx, name, holder, now, until).await
}

/// Gets a lease that nobody ever had; `false` if someone did.
async fn make(tx: &mut Tx, name: &str, holder: &str, now: i64, until: i64) -> Result<bool, Error> {
    if db::fetch_in!(tx, value i64, EXISTS, name)? > 0 {
        return Ok(false);
    }
    db::execute!(tx, MAKE, name, holder, until, now, now)?;
    Ok(true)
}

/// Keeps what a lease was for, and the lease until then, if this process still has it.
pub(crate) async fn finish(
    tx: &mut Tx,
    (name, holder): (&str, &str),
    now: i64,
    until: i64,
    result: &str,
) -> Result<(), Error> {
    db::execute!(tx, FINISH, until, now, result, name, holder)?;
    Ok(())
}

/// What a lease came to last; `None` if it came to nothing yet.
pub(crate) async fn result(db: &Db, name: &str) -> Result<Option<String>, Error> {
    Ok(db::fetch!(db, optional_value Option<String>, RESULT, name)?.flatten())
}

/// When a lease was had first, in seconds since 1970.
pub(crate) async fn made_at(db: &Db, name: &str) -> Result<Option<i64>, Error> {
    db::fetch!(db, optional_value i64, MADE_AT, name)
}

/// Notes that what a lease is for was done; `false` if another process has it.
pub(crate) async fn note_done(tx: &mut Tx, name: &str, holder: &str, now: i64) -> Result<bool, Error> {
    Ok(db::execute!(tx, SET_DONE, now, name, holder)?.rows > 0)
}
