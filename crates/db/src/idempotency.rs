//! Idempotency keys: a request that is sent twice has its effect once, and gets the same answer twice.
//!
//! The key, the effect and the answer are written in one transaction: [`KeyTable::claim`] first,
//! [`KeyTable::keep`] last. A request with a key that another one has claimed waits for that transaction to end.

use crate::database::Db;
use crate::error::Error;
use crate::statement::{Declared, Statement, Statements};
use crate::tx::{Done, Tx};

/// How long an answer is kept, in seconds.
pub const HONOURED: i64 = 24 * 60 * 60;
/// The keys that a transaction deletes at most, so that others need not wait for long.
const BATCH: i64 = 500;

/// The client's idempotency key, and the request that it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestKey {
    /// The key the client chose: ASCII, 255 characters at most.
    pub key: String,
    /// A hash of the request, as 64 hexadecimal digits: the same key with another request is a mistake.
    pub fingerprint: String,
}

/// An answer to a request with a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The HTTP status.
    pub status: u16,
    /// The `ETag` header.
    pub etag: Option<String>,
    /// The body.
    pub body: String,
}

/// The state of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// Never seen, or forgotten: do the work, then [`KeyTable::keep`] the answer.
    First,
    /// Seen with the same request: give the same answer.
    Repeat(Kept),
    /// Seen with another request.
    Mismatch,
}

/// A service's table of keys, made by [`key_table!`](crate::key_table).
#[derive(Clone, Copy, Debug)]
pub struct KeyTable {
    #[doc(hidden)]
    pub __file: &'static str,
    #[doc(hidden)]
    pub __sql: [Statement; 5],
}

/// Makes a [`KeyTable`](crate::idempotency::KeyTable) from the name of a table, as a constant expression.
#[macro_export]
macro_rules! key_table {
    ($table:literal) => {
        $crate::idempotency::KeyTable {
            __file: file!(),
            __sql: $crate::idempotency::__declared([
                concat!("insert into ", $table, " (request_key, fingerprint, created_at) values (?, ?, ?)"),
                concat!(
                    "select fingerprint, status, etag, body, created_at from ",
                    $table,
                    " where request_key = ?"
                ),
                concat!(
                    "update ",
                    $table,
                    " set fingerprint = ?, status = null, etag = null, body = null, created_at = ?",
                    " where request_key = ? and created_at = ?"
                ),
                concat!("update ", $table, " set status = ?, etag = ?, body = ? where request_key = ?"),
                // MySQL wants a table of its own around a limit.
                concat!(
                    "delete from ",
                    $table,
                    " where created_at < ? and request_key in (select request_key from",
                    " (select request_key from ",
                    $table,
                    " where created_at < ? order by created_at limit ?) oldest)"
                ),
            ]),
        }
    };
}

/// What [`key_table!`](crate::key_table) declares.
#[doc(hidden)]
pub const fn __declared([insert, select, renew, keep, expire]: [&'static str; 5]) -> [Statement; 5] {
    [
        Statement::__declared(insert),
        Statement::__declared(select),
        Statement::__declared(renew),
        Statement::__declared(keep),
        Statement::__declared(expire),
    ]
}

crate::row! {
    struct Row {
        fingerprint: String,
        status: Option<i32>,
        etag: Option<String>,
        body: Option<String>,
        created_at: i64,
    }
}

impl Row {
    fn is_expired(&self, now: i64) -> bool {
        self.created_at < now - HONOURED
    }

    fn meaning(self, key: &RequestKey) -> Result<Claim, Error> {
        match (self.fingerprint == key.fingerprint, self.status) {
            (false, _) => Ok(Claim::Mismatch),
            (true, Some(status)) => Ok(Claim::Repeat(Kept {
                status: u16::try_from(status).map_err(Error::failed)?,
                etag: self.etag,
                body: self.body.unwrap_or_default(),
            })),
            (true, None) => Err(Error::failed("the request key was claimed but its answer was not kept")),
        }
    }
}

impl KeyTable {
    /// Every statement of the table.
    pub fn statements(&self) -> Statements {
        Statements::__of(self.__file, &self.__sql.each_ref().map(|it| it as &dyn Declared))
    }

    /// Claims a key at `now`, in seconds since 1970.
    ///
    /// # Errors
    /// [`Error::Unavailable`] also if another request with this key takes too long.
    pub async fn claim(&self, tx: &mut Tx, key: &RequestKey, now: i64) -> Result<Claim, Error> {
        let [insert, select, renew, ..] = self.__sql;
        // The row first: on a server a concurrent request with the same key waits here for this one to end.
        match crate::execute!(tx, insert, &key.key, &key.fingerprint, now) {
            Ok(_) => return Ok(Claim::First),
            Err(Error::UniqueViolation) => {}
            Err(error) => return Err(error),
        }
        let row = crate::fetch_in!(tx, optional Row, select, &key.key)?;
        let Some(row) = row else {
            return Err(Error::unavailable("the request key expired just now"));
        };
        if row.is_expired(now) {
            let renewed = crate::execute!(tx, renew, &key.fingerprint, now, &key.key, row.created_at)?;
            return match renewed {
                Done { rows: 1, .. } => Ok(Claim::First),
                _ => Err(Error::unavailable("the request key was claimed just now")),
            };
        }
        row.meaning(key)
    }

    /// The state of a key at `now`, in seconds since 1970, without claiming it. [`Claim::First`] is only a guess, which
    /// [`claim`](Self::claim) has to confirm.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn look_up(&self, db: &Db, key: &RequestKey, now: i64) -> Result<Claim, Error> {
        let [_, select, ..] = self.__sql;
        match crate::fetch!(db, optional Row, select, &key.key)? {
            Some(row) if !row.is_expired(now) => row.meaning(key),
            _ => Ok(Claim::First),
        }
    }

    /// Keeps the answer, in the transaction that claimed the key.
    ///
    /// # Errors
    /// [`Error::Failed`] if the key was not claimed.
    pub async fn keep(&self, tx: &mut Tx, key: &RequestKey, kept: &Kept) -> Result<(), Error> {
        let [.., keep, _] = self.__sql;
        let done = crate::execute!(tx, keep, i32::from(kept.status), &kept.etag, &kept.body, &key.key)?;
        if done.rows == 1 { Ok(()) } else { Err(Error::failed("the request key was not claimed")) }
    }

    /// Deletes the keys claimed before a time in seconds since 1970. Returns their number.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn expire(&self, db: &Db, before: i64) -> Result<u64, Error> {
        let [.., expire] = self.__sql;
        let mut expired = 0;
        loop {
            let done = db.transaction(async |tx| crate::execute!(tx, expire, before, before, BATCH)).await?;
            expired += done.rows;
            if done.rows < BATCH.unsigned_abs() {
                return Ok(expired);
            }
        }
    }
}
