//! SQLite: a pool of readers and a pool of one writer, so that writers queue here and not in busy waits.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sqlx::sqlite::{Sqlite, SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Executor};

use crate::backend::{Backend, opened_within};
use crate::error::{Error, at_first};
use crate::limits::Limits;
use crate::pool::{Pool, READER, WRITER};
use crate::record::Fault;
use crate::statement::{Built, Statement};
use crate::tx::Tx;

/// Each reader is a thread with a page cache of its own.
const READERS: usize = 4;
/// Page cache per connection in KiB (a negative number means KiB to SQLite).
const CACHE: &str = "-1024";
/// How long another process may hold the write lock.
const BUSY: Duration = Duration::from_secs(2);
const STATEMENTS: usize = 128;

/// Opens connections to one file, or to one database in memory.
#[derive(Clone)]
pub struct SqliteBackend {
    options: SqliteConnectOptions,
    in_memory: bool,
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

    fn is_replaceable(&self) -> bool {
        !self.in_memory
    }
}

/// Readers and the writer of one database.
#[derive(Clone)]
pub struct SqlitePools {
    pub(crate) readers: Pool<SqliteBackend>,
    pub(crate) writer: Pool<SqliteBackend>,
}

/// Opens a file, which is created with its folder when missing.
pub(crate) async fn open_file(file: &Path, limits: &Limits) -> Result<SqlitePools, Error> {
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|error| {
            Error::failed(format!(
                "folder `{}` cannot be created for the database: {error}",
                folder.display()
            ))
        })?;
    }
    let options = options()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal);
    open_with(options, limits)
        .await
        .map_err(|error| at_first(error, &format_args!("database file `{}`", file.display())))
}

/// Opens the pools of a file and makes sure that it can be written.
async fn open_with(options: SqliteConnectOptions, limits: &Limits) -> Result<SqlitePools, Error> {
    let backend = SqliteBackend { options, in_memory: false };
    let pools = SqlitePools {
        readers: Pool::new(READER, backend.clone(), READERS, limits)?,
        writer: Pool::new(WRITER, backend, 1, limits)?,
    };
    // Only a write shows a file that can be read but not written: locking and beginning succeed on it.
    let mut tx = Tx::Sqlite(pools.writer.begin().await?);
    let version = crate::fetch_in!(tx, value i64, Statement::__declared("pragma user_version"))?;
    crate::execute!(tx, Built::new(format!("pragma user_version = {version}")))?;
    tx.rollback().await?;
    Ok(pools)
}

/// Opens a database in memory: one connection, which is both reader and writer and must never be let go.
pub(crate) async fn open_memory(limits: &Limits) -> Result<SqlitePools, Error> {
    let backend = SqliteBackend { options: options().in_memory(true), in_memory: true };
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
        let file = folder.path().join("clinic.db");
        let limits = Limits::default();
        let pools = open_file(&file, &limits).await.unwrap();
        for pool in [pools.readers, pools.writer] {
            pool.drain();
        }
        let read_only = options().filename(&file).read_only(true);
        for options in [read_only.clone(), read_only.immutable(true)] {
            let error = open_with(options, &limits).await.err().unwrap();
            assert!(error.to_string().contains("readonly database"), "{error}");
            assert!(matches!(error, Error::Failed(_)), "{error}");
        }
        open_file(&file, &limits).await.unwrap();
    }
}
