//! SQLite: a pool of readers and a pool of one writer, so that writers queue here and not in busy waits.

pub(crate) mod connection;
mod deadline;
mod fault;
mod file;
mod group;
pub mod query;

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rusqlite::OpenFlags;
use sqlx::SqlSafeStr;

use crate::backend::{Backend, opened_within};
use crate::error::{Error, at_first};
use crate::limits::Limits;
use crate::pool::{Pool, READER, WRITER};
use crate::record::Fault;
use crate::statement::{Built, Statement};
use crate::tx::Tx;
use crate::url::Durability;

use self::connection::SqliteConnection;
pub(crate) use self::fault::SqliteFault;
use self::file::DatabaseFile;

/// Each reader has a page cache of its own.
const READERS: usize = 4;
/// Sets up a connection. A page cache has 1 MiB (to SQLite a negative number means KiB).
macro_rules! setup {
    ($($more:literal)*) => {
        concat!("pragma foreign_keys = on; pragma cache_size = -1024; pragma temp_store = memory;", $($more),*)
    };
}

/// Opens connections to one file, or to one database in memory.
#[derive(Clone)]
pub struct SqliteBackend {
    /// `None` for a database in memory.
    file: Option<Arc<DatabaseFile>>,
    flags: OpenFlags,
    setup: &'static str,
}

impl SqliteBackend {
    fn of_file(file: DatabaseFile, durability: Durability) -> Self {
        let setup = match durability {
            Durability::Full => setup!("pragma journal_mode = wal; pragma synchronous = full"),
            Durability::Normal => setup!("pragma journal_mode = wal; pragma synchronous = normal"),
        };
        // A connection never makes a file: what vanished must not come back empty.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Self { file: Some(Arc::new(file)), flags, setup }
    }
}

impl Backend for SqliteBackend {
    type Connection = SqliteConnection;

    async fn connect(
        &self,
        generation: &AtomicU64,
        limit: Duration,
    ) -> Result<(SqliteConnection, u64), sqlx::Error> {
        let generation = generation.load(Ordering::Acquire);
        let path = match &self.file {
            Some(file) => {
                file.verify()?;
                Some(file.path())
            }
            None => None,
        };
        let opening = SqliteConnection::open(path, self.flags, self.setup);
        Ok((opened_within(limit, opening).await?, generation))
    }

    fn may_let_in_soon(&self, _: &sqlx::Error) -> bool {
        false
    }

    async fn begin(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        let statement = if connection.group.is_open() { group::BEGIN } else { "BEGIN IMMEDIATE" };
        connection.control(statement).await
    }

    async fn commit(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        if connection.is_in_memory() {
            return connection.control("COMMIT").await;
        }
        connection.run_all("COMMIT".into_sql_str()).await
    }

    async fn rollback(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        if connection.group.is_open() {
            connection.control(group::UNDO).await?;
            return connection.control(group::RELEASE).await;
        }
        connection.control("ROLLBACK").await
    }

    async fn close(connection: SqliteConnection) -> Result<(), sqlx::Error> {
        connection.close().await
    }

    fn leaves_commit_in_doubt(kind: Fault) -> bool {
        // A busy file says so before it is written.
        kind != Fault::Busy
    }

    fn verify(&self) -> io::Result<()> {
        self.file.as_ref().map_or(Ok(()), |file| file.verify_now_and_then())
    }

    fn is_pending(connection: &SqliteConnection) -> bool {
        connection.group.is_open()
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
    let backend = SqliteBackend::of_file(file, durability);
    open_with(backend, limits).await.map_err(|error| at_first(error, &named))
}

/// Opens the pools of a file and makes sure that it can be written.
async fn open_with(backend: SqliteBackend, limits: &Limits) -> Result<SqlitePools, Error> {
    let pools = SqlitePools {
        readers: Pool::new(READER, backend.clone(), READERS, limits)?,
        writer: Pool::new(WRITER, backend, 1, limits)?,
    };
    pools.probe().await?;
    Ok(pools)
}

/// Opens a database in memory: one connection, which is both reader and writer and must never be let go.
pub(crate) async fn open_memory(limits: &Limits) -> Result<SqlitePools, Error> {
    let backend = SqliteBackend { file: None, flags: OpenFlags::default(), setup: setup!() };
    let pool = Pool::new(WRITER, backend, 1, limits)?;
    drop(pool.lease().await?);
    Ok(SqlitePools { readers: pool.clone(), writer: pool })
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
            pool.close().await;
        }
        let file = DatabaseFile::make(&path).unwrap();
        let mut backend = SqliteBackend::of_file(file, Durability::Full);
        backend.flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let error = at_first(open_with(backend, &limits).await.err().unwrap(), &"it");
        assert!(error.to_string().contains("readonly database"), "{error}");
        assert!(matches!(error, Error::Failed(_)), "{error}");
        open_file(&path, Durability::Full, &limits).await.unwrap();
    }
}
