//! A connection to the embedded database, which runs most statements right where they are asked for.
//!
//! Handing a statement to another thread and its answer back costs several times as much as the statement itself. So a read runs on
//! the task's own thread for a moment; if it needs longer, or finds the file locked, it begins again on a thread that may block. A
//! write cannot begin again, as its interruption would undo the transaction: on the task's thread go only those of one row. Counts,
//! writes to any number of rows, and what waits for the disk (opening, committing, closing) always go to a thread that may block.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::Value;
use rusqlite::{Connection, ErrorCode, OpenFlags, ffi, params_from_iter};
use sqlx::{SqlSafeStr, SqlStr};
use tokio::runtime::Handle;
use tokio::sync::Mutex;
use tokio::task::{consume_budget, spawn_blocking};

use super::deadline::Deadline;
use super::fault::{broken, fault};
use super::group::Group;
use crate::tx::Done;

/// How long another process may hold the write lock: less than a statement may take, since a connection that waits for a lock is
/// worth keeping.
const BUSY: Duration = Duration::from_millis(1500);
/// Prepared statements that a connection keeps.
const STATEMENTS: usize = 128;
/// The steps of SQLite's virtual machine between two looks at the clock, some 20 us.
const STRETCH: i32 = 1000;
/// How long a read may take on the task's thread.
const MOMENT: Duration = Duration::from_millis(1);
/// How long a write may take that is not interrupted when its request is cancelled.
const LONGEST: Duration = Duration::from_secs(2);

/// A connection. It is in use by one thread at a time: that of the task that has it, or the one that this task waits for.
pub struct SqliteConnection {
    /// `None` once it is dropped.
    inner: Option<Arc<Mutex<Connection>>>,
    deadline: Arc<Deadline>,
    is_in_memory: bool,
    /// The transactions that are to be committed together.
    pub(super) group: Group,
}

/// Ends a statement on another thread once nobody waits for it any more.
struct Abandon {
    is_abandoned: Arc<AtomicBool>,
    deadline: Arc<Deadline>,
}

impl Drop for Abandon {
    fn drop(&mut self) {
        self.is_abandoned.store(true, Ordering::SeqCst);
        self.deadline.pass();
    }
}

impl SqliteConnection {
    /// Opens a file, or a database in memory, and runs the statements that set the connection up.
    pub(super) async fn open(
        file: Option<&Path>,
        flags: OpenFlags,
        setup: &'static str,
    ) -> Result<Self, sqlx::Error> {
        let path = file.unwrap_or(Path::new(":memory:")).to_owned();
        let deadline = Arc::new(Deadline::new());
        let looked_at = deadline.clone();
        let opening = move || {
            let connection = Connection::open_with_flags(path, flags)?;
            connection.busy_timeout(BUSY)?;
            connection.execute_batch(setup)?;
            // Otherwise plans depend on what is bound, and a kept statement is planned again each time.
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
            connection.busy_timeout(Duration::ZERO)?;
            connection.set_prepared_statement_cache_capacity(STATEMENTS);
            connection.progress_handler(STRETCH, Some(move || looked_at.has_passed()))?;
            Ok(connection)
        };
        let connection = spawn_blocking(opening).await.map_err(broken)?.map_err(fault)?;
        let inner = Some(Arc::new(Mutex::new(connection)));
        Ok(Self { inner, deadline, is_in_memory: file.is_none(), group: Group::default() })
    }

    /// Reads.
    pub(crate) async fn fetch<T: Send + 'static>(
        &mut self,
        sql: SqlStr,
        values: rusqlite::Result<Vec<Value>>,
        read: fn(&Connection, &str, &[Value]) -> rusqlite::Result<T>,
    ) -> Result<T, sqlx::Error> {
        let values = values.map_err(fault)?;
        // SQLite counts the rows of a table in one step.
        if !sql.as_str().contains("count(") {
            consume_budget().await;
            self.deadline.put_off(MOMENT);
            match self.here(|connection| read(connection, sql.as_str(), &values)) {
                Err(error) if is_to_wait(&error) => {}
                result => return result.map_err(fault),
            }
        }
        self.aside(move |connection| read(connection, sql.as_str(), &values)).await
    }

    /// Writes, inside a transaction.
    pub(super) async fn write(
        &mut self,
        sql: SqlStr,
        values: rusqlite::Result<Vec<Value>>,
    ) -> Result<Done, sqlx::Error> {
        let values = values.map_err(fault)?;
        if !is_of_one_row(sql.as_str()) {
            let work = move |connection: &_| write(connection, sql.as_str(), &values);
            return if self.group.is_open() {
                self.aside_to_the_end(work).await
            } else {
                self.aside(work).await
            };
        }
        consume_budget().await;
        self.deadline.lift();
        self.here(|connection| write(connection, sql.as_str(), &values)).map_err(fault)
    }

    /// Runs a statement that ends at once, unless it has to wait for a lock.
    pub(super) async fn control(&mut self, statement: &'static str) -> Result<(), sqlx::Error> {
        self.deadline.lift();
        match self.here(|connection| execute(connection, statement)) {
            Err(error) if is_to_wait(&error) => self.run_all(statement.into_sql_str()).await,
            result => result.map_err(fault),
        }
    }

    /// Runs statements that may take their time.
    pub(crate) async fn run_all(&mut self, statements: SqlStr) -> Result<(), sqlx::Error> {
        self.aside(move |connection| connection.execute_batch(statements.as_str())).await
    }

    /// Closes the connection, which tidies up the files if it is the last one.
    pub(super) async fn close(mut self) -> Result<(), sqlx::Error> {
        let inner = self.inner.take();
        spawn_blocking(move || drop(inner)).await.map_err(broken)
    }

    /// True if the data lives in the connection.
    pub(super) fn is_in_memory(&self) -> bool {
        self.is_in_memory
    }

    /// Does work on this thread.
    fn here<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> rusqlite::Result<T> {
        let inner = self.inner.as_ref().ok_or(rusqlite::Error::InvalidQuery)?;
        match inner.try_lock() {
            Ok(connection) => work(&connection),
            // A statement whose request was cancelled has not ended.
            Err(_) => Err(rusqlite::Error::SqliteFailure(
                ffi::Error::new(ffi::SQLITE_BUSY),
                Some("the connection is in use".to_owned()),
            )),
        }
    }

    /// Does work on a thread that may block. The work is interrupted once nobody waits for it.
    async fn aside<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, sqlx::Error> {
        let is_abandoned = Arc::new(AtomicBool::new(false));
        let _abandon = Abandon { is_abandoned: is_abandoned.clone(), deadline: self.deadline.clone() };
        let deadline = self.deadline.clone();
        self.block(move |connection| {
            deadline.lift();
            if is_abandoned.load(Ordering::SeqCst) {
                return Err(rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_INTERRUPT), None));
            }
            work(connection)
        })
        .await
    }

    /// Does work on a thread that may block, and ends it after a while, but not sooner if its request is cancelled: its interruption
    /// would undo what others have done.
    async fn aside_to_the_end<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, sqlx::Error> {
        let deadline = self.deadline.clone();
        self.block(move |connection| {
            deadline.put_off(LONGEST);
            work(connection)
        })
        .await
    }

    async fn block<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, sqlx::Error> {
        let inner = self.inner.clone().ok_or(sqlx::Error::WorkerCrashed)?;
        let connection = inner.lock_owned().await;
        let working = move || {
            connection.busy_timeout(BUSY)?;
            let result = work(&connection);
            connection.busy_timeout(Duration::ZERO)?;
            result
        };
        spawn_blocking(working).await.map_err(broken)?.map_err(fault)
    }
}

/// Closing may wait for the disk.
impl Drop for SqliteConnection {
    fn drop(&mut self) {
        if let Some(inner) = self.inner.take()
            && let Ok(runtime) = Handle::try_current()
        {
            runtime.spawn_blocking(move || drop(inner));
        }
    }
}

fn write(connection: &Connection, sql: &str, values: &[Value]) -> rusqlite::Result<Done> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    while rows.next()?.is_some() {}
    drop(rows);
    let id = i32::try_from(connection.last_insert_rowid()).unwrap_or_default();
    Ok(Done { rows: connection.changes(), id })
}

fn execute(connection: &Connection, statement: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(statement)?.execute(()).map(|_| ())
}

/// True if a statement writes one row at most, which it names.
fn is_of_one_row(sql: &str) -> bool {
    sql.starts_with("insert into") && sql.contains(") values (") || sql.contains(" where id = ?")
}

/// True if a statement has to run where it may block.
fn is_to_wait(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::OperationInterrupted | ErrorCode::DatabaseBusy))
}

#[cfg(test)]
mod tests;
