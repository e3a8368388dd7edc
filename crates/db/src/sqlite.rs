//! SQLite: a pool of readers and a pool of one writer, so that writers queue here and not in busy waits.

mod file;

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sqlx::sqlite::{Sqlite, SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Executor};

use crate::backend::{Backend, opened_within};
use crate::error::{Error, at_first};
use crate::limits::Limits;
use crate::pool::{Pool, READER, WRITER};
use crate::record::Fault;
use crate::sqlite::file::DatabaseFile;
use crate::statement::{Built, Statement};
use crate::tx::Tx;
use crate::url::Durability;

/// Each reader is a thread with a page cache of its own.
const READERS: usize = 4;
/// Page cache per connection in KiB (a negative number means KiB to SQLite).
const CACHE: &str = "-1024";
/// How long another process may hold the write lock: less than a statement may take, since a connection that waits for a lock is
/// worth keeping.
const BUSY: Duration = Duration::from_millis(1500);
const STATEMENTS: usize = 128;

/// Opens connections to one file, or to one database in memory.
#[derive(Clone)]
pub struct SqliteBackend {
    options: SqliteConnectOptions,
    /// `None` for a database in memory.
    file: Option<Arc<DatabaseFile>>,
}

impl Backend for SqliteBackend {
    type Driver = Sqlite;
    const BEGIN: &'static str = "BEGIN IMMEDIATE";

    async fn connect(
        &self,
        generation: &AtomicU64,
        limit: Duration,
    ) -> Result<(SqliteConnection, u64), sqlx::Error> {
        let generation = generation.load(Ordering::Acquire);
        // A connection never makes a file: what vanished must not come back empty.
        if let Some(file) = &self.file {
            file.verify()?;
        }
        Ok((opened_within(limit, self.options.connect()).await?, generation))
    }

    fn may_let_in_soon(&self, _: &sqlx::Error) -> bool {
        false
    }

    async fn run(connection: &mut SqliteConnection, statement: &'static str) -> Result<(), sqlx::Error> {
        connection.execute(statement).await.map(|_| ())
    }

    fn leaves_commit_in_doubt(kind: Fault) -> bool {
        // A busy file says so before it is written.
        kind != Fault::Busy
    }

    fn verify(&self) -> io::Result<()> {
        self.file.as_ref().map_or(Ok(()), |file| file.verify_now_and_then())
    }

    fn is_replaceable(&self) -> bool {
        self.file.is_some()
    }
}

/// Readers and the writer of one database.
#[derive(Clone)]
pub struct SqlitePools {
    pub(crate) readers: Pool<SqliteBackend>,
    pub(crate) writer: Pool<SqliteBackend>,
}

impl SqlitePools {
    /// Writes something that changes nothing. Only a write that is committed shows whether there is space, and whether the file can be
    /// written: locking and beginning succeed anyway.
    pub(crate) async fn probe(&self) -> Result<(), Error> {
        let mut tx = Tx::Sqlite(self.writer.begin().await?);
        let version = crate::fetch_in!(tx, value i64, Statement::__declared("pragma user_version"))?;
        crate::execute!(tx, Built::new(format!("pragma user_version = {version}")))?;
        tx.commit().await
    }
}

/// Opens a file, which is created with its folder when missing.
pub(crate) async fn open_file(
    file: &Path,
    durability: Durability,
    limits: &Limits,
) -> Result<SqlitePools, Error> {
    let named = format!("database file `{}`", file.display());
    let file = DatabaseFile::make(file)
        .map_err(|error| Error::failed(format!("{named} cannot be used: {error}")))?;
    let options =
        options().filename(file.path()).journal_mode(SqliteJournalMode::Wal).synchronous(match durability {
            Durability::Full => SqliteSynchronous::Full,
            Durability::Normal => SqliteSynchronous::Normal,
        });
    open_with(options, Arc::new(file), limits).await.map_err(|error| at_first(error, &named))
}

/// Opens the pools of a file and makes sure that it can be written.
async fn open_with(
    options: SqliteConnectOptions,
    file: Arc<DatabaseFile>,
    limits: &Limits,
) -> Result<SqlitePools, Error> {
    let backend = SqliteBackend { options, file: Some(file) };
    let pools = SqlitePools {
        readers: Pool::new(READER, backend.clone(), READERS, limits)?,
        writer: Pool::new(WRITER, backend, 1, limits)?,
    };
    pools.probe().await?;
    Ok(pools)
}

/// Opens a database in memory: one connection, which is both reader and writer and must never be let go.
pub(crate) async fn open_memory(limits: &Limits) -> Result<SqlitePools, Error> {
    let backend = SqliteBackend { options: options().in_memory(true), file: None };
    let pool = Pool::new(WRITER, backend, 1, limits)?;
    drop(pool.lease().await?);
    Ok(SqlitePools { readers: pool.clone(), writer: pool })
}

fn options() -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .statement_cache_capacity(STATEMENTS)
        .pragma("cache_size", CACHE)
        .pragma("temp_store", "memory")
        .thread_name(|id| format!("sqlite-{id}"))
        .disable_statement_logging()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_that_can_be_read_only_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clinic.db");
        let limits = Limits::default();
        let pools = open_file(&path, Durability::Full, &limits).await.unwrap();
        for pool in [pools.readers, pools.writer] {
            pool.drain();
        }
        let read_only = options().filename(&path).read_only(true);
        for options in [read_only.clone(), read_only.immutable(true)] {
            let file = Arc::new(DatabaseFile::make(&path).unwrap());
            let error = open_with(options, file, &limits).await.err().unwrap();
            let error = at_first(error, &"it");
            assert!(error.to_string().contains("readonly database"), "{error}");
            assert!(matches!(error, Error::Failed(_)), "{error}");
        }
        open_file(&path, Durability::Full, &limits).await.unwrap();
    }
}
