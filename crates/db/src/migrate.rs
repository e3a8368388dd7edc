//! Brings a service's tables up to date.

use std::borrow::Cow;
use std::fmt;

use sqlx::migrate::{Migrate, MigrateError, Migrator};
use sqlx::mysql::MySqlConnection;
use sqlx::{AssertSqlSafe, Connection, Executor};

use crate::database::Db;
use crate::error::{Error, classify};
use crate::lease::Lease;
use crate::pool::Backend;

/// A service's migrations, and with them its tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stream {
    /// Owners, pets and their types.
    Customers,
    /// Vets and their specialties.
    Vets,
    /// Visits.
    Visits,
}

impl Stream {
    /// All streams.
    pub const ALL: [Self; 3] = [Self::Customers, Self::Vets, Self::Visits];

    /// The name of the owning service.
    pub fn name(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Vets => "vets",
            Self::Visits => "visits",
        }
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

/// Creates or updates the tables of a stream. Safe to call from several processes at once.
///
/// The sample data goes in only if this call created the tables.
///
/// # Errors
/// [`Error::NewerDatabase`] if the database has a migration this program does not know.
pub async fn prepare(db: &Db, stream: Stream, seed: Seed) -> Result<(), Error> {
    match db {
        Db::MySql(pool) => {
            let mut lease = pool.lease().await?;
            let prepared = async {
                let connection = lease.start()?;
                lock(connection).await?;
                let source = Source::mysql(stream);
                if source.migrate(connection, stream).await? && seed == Seed::Sample {
                    let seed = format!(
                        "start transaction; {}; commit",
                        source.seed.trim_end().trim_end_matches(';')
                    );
                    connection.execute(AssertSqlSafe(seed)).await.map_err(failed)?;
                }
                unlock(connection).await
            };
            finish(prepared.await, &mut lease)
        }
        Db::Sqlite(pools) => {
            let mut lease = pools.writer.lease().await?;
            let prepared = async {
                // One transaction holds the write lock and leaves all or nothing; migrations nest in it.
                let mut tx = lease.start()?.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
                let source = Source::sqlite(stream);
                if source.migrate(&mut *tx, stream).await? && seed == Seed::Sample {
                    tx.execute(source.seed).await.map_err(failed)?;
                }
                tx.commit().await.map_err(failed)
            };
            finish(prepared.await, &mut lease)
        }
    }
}

/// Hands a connection back that did its work without a limit of time; after an error it stays marked as running, and
/// so is discarded, which frees its locks.
fn finish<B: Backend>(prepared: Result<(), Error>, lease: &mut Lease<B>) -> Result<(), Error> {
    prepared?;
    lease.finish(Ok(Ok(())))
}

/// The migrations of a stream in one dialect.
struct Source {
    migrator: Migrator,
    seed: &'static str,
}

macro_rules! source {
    ($migrations:expr, $seed:literal) => {
        Source { migrator: $migrations, seed: include_str!($seed) }
    };
}

impl Source {
    fn mysql(stream: Stream) -> Self {
        use sqlx::migrate;
        match stream {
            Stream::Customers => source!(
                migrate!("../../migrations/customers/mysql"),
                "../../../migrations/customers/mysql/seed.sql"
            ),
            Stream::Vets => {
                source!(migrate!("../../migrations/vets/mysql"), "../../../migrations/vets/mysql/seed.sql")
            }
            Stream::Visits => {
                source!(
                    migrate!("../../migrations/visits/mysql"),
                    "../../../migrations/visits/mysql/seed.sql"
                )
            }
        }
    }

    fn sqlite(stream: Stream) -> Self {
        use sqlx::migrate;
        match stream {
            Stream::Customers => source!(
                migrate!("../../migrations/customers/sqlite"),
                "../../../migrations/customers/sqlite/seed.sql"
            ),
            Stream::Vets => {
                source!(migrate!("../../migrations/vets/sqlite"), "../../../migrations/vets/sqlite/seed.sql")
            }
            Stream::Visits => {
                source!(
                    migrate!("../../migrations/visits/sqlite"),
                    "../../../migrations/visits/sqlite/seed.sql"
                )
            }
        }
    }

    /// Applies what is missing. True if nothing had been applied before.
    async fn migrate<C: Migrate>(&self, connection: &mut C, stream: Stream) -> Result<bool, Error> {
        let table = format!("_migrations_{stream}");
        let applied = async {
            connection.ensure_migrations_table(&table).await?;
            connection.list_applied_migrations(&table).await
        };
        let is_new = applied.await.map_err(|error| sorted(error, stream))?.is_empty();
        // The lock is ours: the driver's waits for ever on MySQL and does not exist on SQLite.
        let migrator = Migrator {
            migrations: self.migrator.migrations.clone(),
            table_name: Cow::Owned(table),
            locking: false,
            ..Migrator::DEFAULT
        };
        migrator.run_direct(None, connection, false).await.map_err(|error| sorted(error, stream))?;
        Ok(is_new)
    }
}

fn failed(error: sqlx::Error) -> Error {
    classify(error).0
}

fn sorted(error: MigrateError, stream: Stream) -> Error {
    match error {
        MigrateError::VersionMissing(version) => Error::NewerDatabase { stream, version },
        MigrateError::Execute(error) => classify(error).0,
        other => Error::failed(format!("migration of {stream} failed: {other}")),
    }
}

/// Waits for other processes that migrate the same schema.
async fn lock(connection: &mut MySqlConnection) -> Result<(), Error> {
    let sql = "select get_lock(concat('migrate.', left(database(), 50)), 60)";
    let locked: Option<i64> = sqlx::query_scalar(sql).fetch_one(connection).await.map_err(failed)?;
    match locked {
        Some(1) => Ok(()),
        _ => Err(Error::unavailable("another process has been migrating the schema for 60 s")),
    }
}

async fn unlock(connection: &mut MySqlConnection) -> Result<(), Error> {
    let sql = "select release_lock(concat('migrate.', left(database(), 50)))";
    sqlx::query(sql).execute(connection).await.map_err(failed)?;
    Ok(())
}
