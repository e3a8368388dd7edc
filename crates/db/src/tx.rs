//! Transactions.

use sqlx::mysql::MySqlQueryResult;

use crate::error::Error;
use crate::lease::Lease;
use crate::mysql::MySqlBackend;
use crate::sqlite::SqliteBackend;

/// A transaction. Dropped before [`commit`](Tx::commit), nothing of it stays. After an [`Error::Unavailable`] it has
/// ended, and every further statement says so.
pub enum Tx {
    /// On a server.
    #[doc(hidden)]
    MySql(Lease<MySqlBackend>),
    /// On the embedded database.
    #[doc(hidden)]
    Sqlite(Lease<SqliteBackend>),
}

impl Tx {
    /// Makes the transaction's effects permanent. After an [`Error::Unavailable`] it is unknown whether they are.
    pub async fn commit(self) -> Result<(), Error> {
        match self {
            Self::MySql(lease) => lease.commit().await,
            Self::Sqlite(lease) => lease.commit_with_others().await,
        }
    }

    /// Undoes the transaction, and waits until it is undone, which dropping it does not.
    pub async fn rollback(self) -> Result<(), Error> {
        match self {
            Self::MySql(lease) => lease.rollback().await,
            Self::Sqlite(lease) => lease.rollback().await,
        }
    }

    /// Ends a transaction whose work has failed, once what it may have seen is permanent.
    pub(crate) async fn give_up(self) -> Result<(), Error> {
        match self {
            // A server shows what is committed, and the rollback need not be waited for.
            Self::MySql(_) => Ok(()),
            Self::Sqlite(lease) => lease.give_up().await,
        }
    }

    /// What the macros match on.
    #[doc(hidden)]
    pub fn __parts(&mut self) -> Parts<'_> {
        match self {
            Self::MySql(lease) => Parts::MySql(lease),
            Self::Sqlite(lease) => Parts::Sqlite(lease),
        }
    }
}

/// A transaction, borrowed.
pub enum Parts<'a> {
    /// On a server.
    MySql(&'a mut Lease<MySqlBackend>),
    /// On the embedded database.
    Sqlite(&'a mut Lease<SqliteBackend>),
}

/// What a statement that returns no rows did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// The rows it affected; an update that changes nothing counts the rows it matched.
    pub rows: u64,
    /// The id the last inserted row was given; meaningless after anything but an insert.
    pub id: i32,
}

impl From<MySqlQueryResult> for Done {
    fn from(result: MySqlQueryResult) -> Self {
        Self { rows: result.rows_affected(), id: i32::try_from(result.last_insert_id()).unwrap_or_default() }
    }
}
