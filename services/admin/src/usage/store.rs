//! Sums by hour, and the leases that let one process do what all could.

use db::{Db, Error, Tx};

db::statements! {
    CLAIM = "update admin_leases set holder = ?, until_at = ? where name = ? and (holder = ? or until_at <= ?)";
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
    ADD = "update admin_usage set amount = amount + ? where hour_at = ? and service = ? and what = ?";
    INSERT = "insert into admin_usage (hour_at, service, what, amount) values (?, ?, ?, ?)";
    SUMS = "
        select service, what, cast(sum(amount) as signed) as total from admin_usage
        where hour_at >= ? group by service, what";
    DELETE = "delete from admin_usage where hour_at < ?";
}

/// An amount of an hour.
#[derive(Clone, Debug)]
pub(crate) struct Sum {
    /// When the hour began, in seconds since 1970.
    pub(crate) hour_at: i64,
    pub(crate) service: String,
    pub(crate) what: String,
    pub(crate) amount: i64,
}

db::row! {
    /// An amount of all hours.
    pub(crate) struct Total {
        pub(crate) service: String,
        pub(crate) what: String,
        pub(crate) amount: i64 = "total",
    }
}

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
    if db::execute!(tx, CLAIM, holder, until, name, holder, now)?.rows > 0 {
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

/// Adds amounts, and notes that this was done; `false`, and nothing is added, if another process has the lease.
pub(crate) async fn write(
    tx: &mut Tx,
    name: &str,
    holder: &str,
    now: i64,
    sums: &[Sum],
) -> Result<bool, Error> {
    if db::execute!(tx, SET_DONE, now, name, holder)?.rows == 0 {
        return Ok(false);
    }
    for Sum { hour_at, service, what, amount } in sums {
        let (service, what) = (service.as_str(), what.as_str());
        if db::execute!(tx, ADD, amount, hour_at, service, what)?.rows == 0 {
            db::execute!(tx, INSERT, hour_at, service, what, amount)?;
        }
    }
    Ok(true)
}

/// The amounts of all hours since one that began at this time.
pub(crate) async fn sums(db: &Db, from: i64) -> Result<Vec<Total>, Error> {
    db::fetch!(db, all Total, SUMS, from)
}

/// Deletes the hours that began before this time.
pub(crate) async fn delete(db: &Db, before: i64) -> Result<(), Error> {
    db.transaction(async |tx| {
        db::execute!(tx, DELETE, before)?;
        Ok(())
    })
    .await
}
