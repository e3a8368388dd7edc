//! Brings a service's tables up to date, also after a start that was interrupted.

mod files;
mod target;
#[cfg(test)]
mod tests;
mod update;

use std::fmt;
use std::time::Duration;

use sqlx::Executor;
use sqlx::mysql::MySqlConnection;

use self::update::update;
use crate::backend::Backend;
use crate::database::Db;
use crate::error::{Error, classify};
use crate::lease::Lease;

/// A service's migrations, and with them its tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stream {
    /// Owners, pets and their types.
    Customers,
    /// Vets and their specialties.
    Vets,
    /// Visits.
    Visits,
    /// Instances, what happened to them, and who may see it.
    Admin,
    /// What was said to the assistant.
    Genai,
}

impl Stream {
    /// All streams.
    pub const ALL: [Self; 5] = [Self::Customers, Self::Vets, Self::Visits, Self::Admin, Self::Genai];

    /// The name of the owning service.
    pub fn name(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Vets => "vets",
            Self::Visits => "visits",
            Self::Admin => "admin",
            Self::Genai => "genai",
        }
    }

    /// The table that records what was applied.
    pub(crate) fn record(self) -> String {
        format!("_migrations_{self}")
    }
}

impl fmt::Display for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What new tables start with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seed {
    /// The sample clinic.
    Sample,
    /// Reference data only.
    Empty,
}

/// How long preparing may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// The wait for another process that prepares the same schema, in whole seconds.
    pub(crate) lock: Duration,
    /// Everything, with that wait.
    pub(crate) whole: Duration,
}

const PATIENCE: Patience = Patience { lock: Duration::from_secs(30), whole: Duration::from_secs(90) };

/// What was done to prepare a stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prepared {
    /// The migrations that were applied, or finished if they had been begun only, ascending.
    pub migrations: Vec<i64>,
    /// What the tables were given to start with; none if that had been decided before.
    pub seed: Option<Seed>,
}

/// Creates or updates the tables of a stream, in 90 s at most. Safe to call from several processes at once, and again
/// after a call that was cut off at any point.
///
/// What new tables start with is decided once, by the first call that gets that far; the decision is recorded with the
/// data, so that later calls bring nothing back that users removed.
///
/// # Errors
/// [`Error::NewerDatabase`] if the database has a migration this program does not know, [`Error::OutdatedDatabase`] if it lacks
/// one that the user may not apply, in both cases with the database as it was; [`Error::ForeignTable`] if a
/// table is in the way, [`Error::Unavailable`] if the time is up.
pub async fn prepare(db: &Db, stream: Stream, seed: Seed) -> Result<Prepared, Error> {
    prepare_within(db, stream, seed, PATIENCE).await
}

/// As [`prepare`], with limits of its own.
pub(crate) async fn prepare_within(
    db: &Db,
    stream: Stream,
    seed: Seed,
    patience: Patience,
) -> Result<Prepared, Error> {
    let Patience { lock: wait, whole } = patience;
    let prepared = async {
        match db {
            Db::MySql(cluster) => {
                let mut lease = cluster.writer.lease().await?;
                let prepared = async {
                    let connection = lease.start()?;
                    lock(connection, wait).await?;
                    let done = update(connection, stream, seed).await?;
                    unlock(connection).await?;
                    Ok(done)
                };
                finish(prepared.await, &mut lease)
            }
            Db::Sqlite(pools) => {
                // One transaction holds the write lock and leaves all or nothing.
                let mut lease = pools.writer.begin().await?;
                let prepared = update(lease.start()?, stream, seed).await;
                let done = finish(prepared, &mut lease)?;
                lease.commit_with_others().await?;
                Ok(done)
            }
        }
    };
    tokio::time::timeout(whole, prepared).await.unwrap_or_else(|_| {
        let text =
            format!("the tables of {stream} were not ready in {whole:?}; the server is silent or too slow");
        Err(Error::unavailable(text))
    })
}

/// Hands a connection back that did its work without a limit per statement; after an error it stays marked as running,
/// and so is discarded, which frees its locks.
fn finish<B: Backend, T>(prepared: Result<T, Error>, lease: &mut Lease<B>) -> Result<T, Error> {
    let done = prepared?;
    // What is new here may be missing on copies for a moment.
    lease.note_commit();
    lease.finish(Ok(Ok(done)))
}

fn failed(error: sqlx::Error) -> Error {
    classify(error).error
}

/// Waits for other processes that migrate the same schema.
async fn lock(connection: &mut MySqlConnection, wait: Duration) -> Result<(), Error> {
    let sql = "select get_lock(concat('migrate.', left(database(), 50)), ?)";
    let locked = sqlx::query_scalar(sql).bind(wait.as_secs()).fetch_one(connection).await;
    let locked: Option<i64> = locked.map_err(failed)?;
    match locked {
        Some(1) => Ok(()),
        _ => {
            let text =
                format!("another process has been preparing the same schema for {wait:?}; try again later");
            Err(Error::unavailable(text))
        }
    }
}

async fn unlock(connection: &mut MySqlConnection) -> Result<(), Error> {
    connection.execute("do release_lock(concat('migrate.', left(database(), 50)))").await.map_err(failed)?;
    Ok(())
}
