//! The handle a service holds.

use std::time::Duration;

use sqlx::Connection;

use crate::error::Error;
use crate::mysql::{self, MySqlBackend};
use crate::pool::{Limits, Pool};
use crate::sqlite::{self, SqliteBackend, SqlitePools};
use crate::tx::Tx;
use crate::url::{DatabaseUrl, Dialect};

/// A database. Cheap to clone; all clones share their connections.
#[derive(Clone)]
pub enum Db {
    /// A server.
    #[doc(hidden)]
    MySql(Pool<MySqlBackend>),
    /// The embedded database.
    #[doc(hidden)]
    Sqlite(SqlitePools),
}

impl Db {
    /// Opens a database with one connection, so that a fault shows now and not at the first request.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if the server does not answer, [`Error::Failed`] if it refuses or the file cannot be
    /// used.
    pub async fn open(url: &DatabaseUrl, limits: &Limits) -> Result<Self, Error> {
        match url {
            DatabaseUrl::SqliteMemory => Ok(Self::Sqlite(sqlite::open_memory(limits).await?)),
            DatabaseUrl::SqliteFile(file) => Ok(Self::Sqlite(sqlite::open_file(file, limits).await?)),
            DatabaseUrl::MySql(options) => Ok(Self::MySql(mysql::open(options, limits).await?)),
        }
    }

    /// Begins a transaction that may write. The embedded database has one at a time; the others wait.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if no connection is to be had in time.
    pub async fn begin(&self) -> Result<Tx, Error> {
        match self {
            Self::MySql(pool) => Ok(Tx::MySql(pool.begin().await?)),
            Self::Sqlite(pools) => Ok(Tx::Sqlite(pools.writer.begin().await?)),
        }
    }

    /// Answers whether the database answers.
    ///
    /// # Errors
    /// Why it does not.
    pub async fn check(&self) -> Result<(), Error> {
        crate::read!(self, c => sqlx::query_scalar::<_, i64>("select 1").fetch_one(c)).map(|_| ())
    }

    /// The SQL the database speaks.
    pub fn dialect(&self) -> Dialect {
        match self {
            Self::MySql(_) => Dialect::MySql,
            Self::Sqlite(_) => Dialect::Sqlite,
        }
    }

    /// Closes the idle connections in good order, which tidies up the files of an embedded database. For shutdown.
    pub async fn close(&self) {
        /// The longest a goodbye may take.
        const GOODBYE: Duration = Duration::from_millis(500);
        let all = async {
            match self {
                Self::MySql(pool) => close_each(pool.drain()).await,
                Self::Sqlite(pools) => {
                    close_each(pools.readers.drain()).await;
                    close_each(pools.writer.drain()).await;
                }
            }
        };
        if tokio::time::timeout(GOODBYE, all).await.is_err() {
            tracing::debug!("database connections did not close in time");
        }
    }

    /// What the macros match on.
    #[doc(hidden)]
    pub fn __readers(&self) -> Readers<'_> {
        match self {
            Self::MySql(pool) => Readers::MySql(pool),
            Self::Sqlite(pools) => Readers::Sqlite(&pools.readers),
        }
    }
}

async fn close_each<C: Connection>(connections: Vec<C>) {
    for connection in connections {
        if let Err(error) = connection.close().await {
            tracing::debug!(%error, "database connection did not close well");
        }
    }
}

/// The connections for reading.
pub enum Readers<'a> {
    /// To a server.
    MySql(&'a Pool<MySqlBackend>),
    /// To the embedded database.
    Sqlite(&'a Pool<SqliteBackend>),
}
