//! The handle a service holds.

use std::time::Duration;

use crate::cluster::{Attempts, Cluster};
use crate::error::Error;
use crate::limits::Limits;
use crate::mysql::{self, MySqlBackend};

use crate::record;
use crate::server::ServerOptions;
use crate::sqlite::{self, SqliteBackend, SqlitePools};
use crate::statement::Statement;
use crate::tx::Tx;
use crate::url::{DatabaseUrl, Dialect};

/// A database. Cheap to clone; all clones share their connections.
#[derive(Clone)]
pub enum Db {
    /// A server.
    #[doc(hidden)]
    MySql(Cluster),
    /// The embedded database.
    #[doc(hidden)]
    Sqlite(SqlitePools),
}

impl Db {
    /// Opens a database with one connection, so that a fault shows at once instead of at the first request.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if the server does not answer, [`Error::Failed`] if it refuses or the file cannot be
    /// used.
    pub async fn open(url: &DatabaseUrl, limits: &Limits) -> Result<Self, Error> {
        record::describe();
        match url {
            DatabaseUrl::SqliteMemory => Ok(Self::Sqlite(sqlite::open_memory(limits).await?)),
            DatabaseUrl::SqliteFile(file, durability) => {
                Ok(Self::Sqlite(sqlite::open_file(file, *durability, limits).await?))
            }
            DatabaseUrl::MySql(options) => Ok(Self::MySql(mysql::open(options, limits).await?)),
        }
    }

    /// Opens a schema on a server whose login may change. It opens one connection to the writer; the reader gets its first connection
    /// with the first read that tolerates lag.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if the server does not answer, [`Error::Failed`] if it refuses, a login only after
    /// [`Limits::acquire`].
    pub async fn open_server(options: ServerOptions, limits: &Limits) -> Result<Self, Error> {
        record::describe();
        Ok(Self::MySql(mysql::open_server(&options, limits).await?))
    }

    /// A schema on a server whose login may change, as [`Db::open_server`] opens it, but not before it is used: for a process
    /// that is to be ready before its database is. The schema must be there.
    ///
    /// # Errors
    /// [`Error::Failed`] if the options cannot be used.
    pub fn expect_server(options: &ServerOptions, limits: &Limits) -> Result<Self, Error> {
        record::describe();
        Ok(Self::MySql(mysql::expect_server(options, limits)?))
    }

    /// Changes the longest wait for a connection, with the longest time to open one, and the longest time a statement may
    /// take; see [`Limits`]. Everything that begins from now on has the new times, in all clones.
    pub fn tune(&self, acquire: Duration, statement: Duration) {
        match self {
            Self::MySql(cluster) => {
                cluster.writer.limits().tune(acquire, statement);
                if let Some(reader) = &cluster.reader {
                    reader.pool().limits().tune(acquire, statement);
                }
            }
            Self::Sqlite(pools) => {
                pools.writer.limits().tune(acquire, statement);
                pools.readers.limits().tune(acquire, statement);
            }
        }
    }

    /// Does work in a transaction, which is committed if the work succeeds. If it fails, nothing of it stays, and the error is
    /// returned once everything is permanent that the work may have seen.
    ///
    /// # Errors
    /// Those of the work; those of [`begin`](Self::begin) and of [`Tx::commit`].
    pub async fn transaction<T, E: From<Error>>(
        &self,
        work: impl AsyncFnOnce(&mut Tx) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut tx = self.begin().await?;
        match work(&mut tx).await {
            Ok(value) => {
                tx.commit().await?;
                Ok(value)
            }
            Err(error) => {
                tx.give_up().await?;
                Err(error)
            }
        }
    }

    /// Begins a transaction that may write; [`transaction`](Self::transaction) also ends it as it should be. The embedded database has one at a time; the others wait.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if no connection is to be had in time.
    pub async fn begin(&self) -> Result<Tx, Error> {
        match self {
            Self::MySql(cluster) => Ok(Tx::MySql(cluster.writer.begin().await?)),
            Self::Sqlite(pools) => Ok(Tx::Sqlite(pools.writer.begin().await?)),
        }
    }

    /// The same database for reads that tolerate lag, with [`fetch!`](crate::fetch). They go to a read replica if there is a healthy one
    /// and this process has not committed anything within the last second.
    pub fn replica(&self) -> Replica<'_> {
        Replica(self)
    }

    /// Checks that the database answers; and that an embedded one can be written, if the last write could not.
    ///
    /// # Errors
    /// If it does not.
    pub async fn check(&self) -> Result<(), Error> {
        const PING: Statement = Statement::__declared("select 1");
        crate::fetch!(self, value i64, PING)?;
        match self {
            Self::Sqlite(pools) if pools.writer.is_suspect() => pools.probe().await,
            Self::Sqlite(_) | Self::MySql(_) => Ok(()),
        }
    }

    /// The database's SQL dialect.
    pub fn dialect(&self) -> Dialect {
        match self {
            Self::MySql(_) => Dialect::MySql,
            Self::Sqlite(_) => Dialect::Sqlite,
        }
    }

    /// The database's name for people.
    pub fn describe(&self) -> &'static str {
        match self {
            Self::MySql(_) => "MySQL",
            Self::Sqlite(_) => "SQLite",
        }
    }

    /// Sets the gauges of the pools to what they are now.
    pub fn record_gauges(&self) {
        match self {
            Self::MySql(cluster) => {
                cluster.writer.record_gauges();
                if let Some(reader) = &cluster.reader {
                    reader.pool().record_gauges();
                }
            }
            Self::Sqlite(pools) => {
                pools.writer.record_gauges();
                pools.readers.record_gauges();
            }
        }
    }

    /// Closes the idle connections in good order, which tidies up the files of an embedded database. For shutdown.
    pub async fn close(&self) {
        /// The limit for closing a connection.
        const GOODBYE: Duration = Duration::from_millis(500);
        let all = async {
            match self {
                Self::MySql(cluster) => {
                    cluster.writer.close().await;
                    if let Some(reader) = &cluster.reader {
                        reader.pool().close().await;
                    }
                }
                Self::Sqlite(pools) => {
                    pools.readers.close().await;
                    pools.writer.close().await;
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
            Self::MySql(cluster) => Readers::MySql(Attempts::at(&cluster.writer)),
            Self::Sqlite(pools) => Readers::Sqlite(Attempts::at(&pools.readers)),
        }
    }
}

/// A database for reads that tolerate lag; see [`Db::replica`].
#[derive(Clone, Copy)]
pub struct Replica<'a>(&'a Db);

impl<'a> Replica<'a> {
    /// What the macros match on.
    #[doc(hidden)]
    pub fn __readers(&self) -> Readers<'a> {
        match self.0 {
            Db::MySql(cluster) => Readers::MySql(cluster.replica()),
            Db::Sqlite(_) => self.0.__readers(),
        }
    }
}

/// The connections for reading.
pub enum Readers<'a> {
    /// To a server.
    MySql(Attempts<'a, MySqlBackend>),
    /// To the embedded database.
    Sqlite(Attempts<'a, SqliteBackend>),
}
