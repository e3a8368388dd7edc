//! The lease in the database.

use db::{Error, Tx};

db::statements! {
    HOLDER = "select holder, held_until from admin_leases where name = ?";
    TAKE = "
        update admin_leases set holder = ?, held_until = ? where name = ? and holder = ? and held_until = ?";
    INSERT = "insert into admin_leases (name, holder, held_until) values (?, ?, ?)";
}

/// The name of the lease.
const NAME: &str = "notifications";
/// The longest time for which a lease of another process counts, in seconds, whatever its clock said.
const LONGEST: i64 = 60;

/// Takes or renews the lease; `false` if another process holds it.
pub(crate) async fn take(tx: &mut Tx, holder: &str, now: i64, until: i64) -> Result<bool, Error> {
    db::row! {
        struct Row {
            holder: String,
            held_until: i64,
        }
    }
    let Some(row) = db::fetch_in!(tx, optional Row, HOLDER, NAME)? else {
        db::execute!(tx, INSERT, NAME, holder, until)?;
        return Ok(true);
    };
    if row.holder != holder && now < row.held_until && row.held_until <= now + LONGEST {
        return Ok(false);
    }
    let taken = db::execute!(tx, TAKE, holder, until, NAME, row.holder.as_str(), row.held_until)?;
    Ok(taken.rows > 0)
}
