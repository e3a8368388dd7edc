//! Sums by hour.

use db::{Db, Error, Tx};

use crate::leases;

db::statements! {
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

/// Adds amounts, and notes that this was done; `false`, and nothing is added, if another process has the lease.
pub(crate) async fn write(
    tx: &mut Tx,
    name: &str,
    holder: &str,
    now: i64,
    sums: &[Sum],
) -> Result<bool, Error> {
    if !leases::store::note_done(tx, name, holder, now).await? {
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
