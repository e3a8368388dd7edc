//! One error type for both databases, sorted by what the caller can do about it.

use sqlx::mysql::MySqlDatabaseError;
use sqlx::sqlite::SqliteError;

use crate::migrate::Stream;

/// Any error, kept for the log.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Why the database did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Refused, not let in, timed out, pool exhausted, connection broken, read-only server, deadlock, lock wait or busy
    /// file: the caller may try the whole transaction again.
    #[error("database unavailable: {0}")]
    Unavailable(BoxError),
    /// A row with the same unique value exists. The transaction goes on.
    #[error("a row with the same unique value exists")]
    UniqueViolation,
    /// A migration this program does not know has been applied.
    #[error("the database is newer than this program: it has the unknown migration {version} of {stream}")]
    NewerDatabase {
        /// The stream the migration belongs to.
        stream: Stream,
        /// The number of the unknown migration.
        version: i64,
    },
    /// The database has a table that a migration is to create, and no record that one did.
    #[error(
        "the database already has a table `{table}` that is not this program's; use an empty schema or a new file"
    )]
    ForeignTable {
        /// The table in the way.
        table: String,
    },
    /// The database URL cannot be understood or used.
    #[error("{0}")]
    Url(String),
    /// Everything else: trying again would fail again.
    #[error("database failed: {0}")]
    Failed(BoxError),
}

impl Error {
    pub(crate) fn unavailable(text: impl Into<BoxError>) -> Self {
        Self::Unavailable(text.into())
    }

    pub(crate) fn failed(text: impl Into<BoxError>) -> Self {
        Self::Failed(text.into())
    }

    /// True if the same request may succeed when it is tried again.
    pub fn is_unavailable(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }
}

/// How much an error spoils.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spoils {
    /// Only the statement; connection and transaction are good.
    Statement,
    /// The transaction is gone.
    Transaction,
    /// The connection must not be used again, and its siblings are probably no better.
    Connection,
}

/// The server turned read-only: a failover moved the writer elsewhere (the MySQL option, a read-only transaction,
/// super read-only).
const READ_ONLY: [u16; 3] = [1290, 1792, 1836];
/// Deadlock, lock wait timeout.
const CONTENTION: [u16; 2] = [1213, 1205];
/// Shutdown in progress, network packets lost, connection killed or closed by the server.
const BROKEN: [u16; 10] = [1053, 1080, 1158, 1159, 1160, 1161, 1184, 1927, 3169, 4031];
/// Too many connections, resource limits, statement interrupted or out of its server-side time.
const BUSY: [u16; 7] = [1040, 1203, 1226, 1317, 1969, 3024, 1129];

/// Sorts an error of the driver.
pub(crate) fn classify(error: sqlx::Error) -> (Error, Spoils) {
    match &error {
        sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed => (Error::unavailable(error), Spoils::Connection),
        // Our mistake, such as a wrong number of parameters, but it leaves the connection in the middle of an answer.
        sqlx::Error::Protocol(_) => (Error::failed(error), Spoils::Transaction),
        sqlx::Error::Database(reported) => {
            if let Some(mysql) = reported.try_downcast_ref::<MySqlDatabaseError>() {
                let number = mysql.number();
                if READ_ONLY.contains(&number) || BROKEN.contains(&number) {
                    return (Error::unavailable(error), Spoils::Connection);
                }
                if CONTENTION.contains(&number) || BUSY.contains(&number) {
                    return (Error::unavailable(error), Spoils::Transaction);
                }
            } else if reported.try_downcast_ref::<SqliteError>().is_some_and(is_busy) {
                return (Error::unavailable(error), Spoils::Transaction);
            }
            if reported.is_unique_violation() {
                return (Error::UniqueViolation, Spoils::Statement);
            }
            (Error::failed(error), Spoils::Statement)
        }
        _ => (Error::failed(error), Spoils::Statement),
    }
}

/// Sorts the error of a first connection, which a pool takes for an outage, and says what cannot be used. A wrong
/// password stays wrong while a program starts; once it runs, the server may be about to learn a new one.
pub(crate) fn at_first(error: Error, what: &dyn std::fmt::Display) -> Error {
    let error = match error {
        Error::Unavailable(error) => match error.downcast::<sqlx::Error>() {
            Ok(error) => classify(*error).0,
            Err(error) => Error::Unavailable(error),
        },
        other => other,
    };
    match error {
        Error::Unavailable(error) => Error::unavailable(format!("{what} cannot be used: {error}")),
        Error::Failed(error) => Error::failed(format!("{what} cannot be used: {error}")),
        other => other,
    }
}

/// `SQLITE_BUSY` and `SQLITE_LOCKED`, in all their extended forms.
fn is_busy(error: &SqliteError) -> bool {
    use sqlx::error::DatabaseError;
    let code = DatabaseError::code(error).and_then(|code| code.parse::<i32>().ok());
    code.is_some_and(|code| matches!(code & 0xff, 5 | 6))
}
