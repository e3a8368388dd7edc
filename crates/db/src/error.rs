//! One error type for both databases, sorted by what the caller can do about it.

use sqlx::mysql::MySqlDatabaseError;

use crate::migrate::Stream;
use crate::record::Fault;
use crate::sqlite::SqliteFault;

/// Any error, kept for the log.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Why the database did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Refused, not let in, timed out, pool exhausted, lock wait or busy file: nothing has happened, and the whole
    /// transaction may go through later.
    #[error("database unavailable: {0}")]
    Unavailable(BoxError),
    /// The connection or the transaction ended before anything was committed, by a fault, a failover or a deadlock: the
    /// whole transaction may go through at once on another connection.
    #[error("database interrupted: {0}")]
    Interrupted(BoxError),
    /// A commit was sent and not answered: nobody knows whether it took effect, so it must not be sent again unasked.
    #[error("database commit in doubt: {0}")]
    InDoubt(BoxError),
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
    /// A migration is missing that the user is not allowed to apply.
    #[error(
        "the tables of {stream} are older than this program: they lack migration {version}, which this database user may not apply; \
         have somebody apply it who may"
    )]
    OutdatedDatabase {
        /// The stream the migration belongs to.
        stream: Stream,
        /// The number of the migration.
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

    /// True if the same request may succeed when the client tries it again.
    pub fn is_unavailable(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Interrupted(_) | Self::InDoubt(_))
    }

    /// True if the same work may be tried again at once and unasked: nothing was committed, and what was in its way is
    /// gone.
    pub fn is_repeatable(&self) -> bool {
        matches!(self, Self::Interrupted(_))
    }

    /// The same error for another transaction that met it: its sort, and its text.
    pub(crate) fn shared(&self) -> (fn(BoxError) -> Self, String) {
        let sort = match self {
            Self::Unavailable(_) => Self::Unavailable,
            Self::Interrupted(_) => Self::Interrupted,
            Self::InDoubt(_) => Self::InDoubt,
            _ => Self::Failed,
        };
        match self {
            Self::Unavailable(error)
            | Self::Interrupted(error)
            | Self::InDoubt(error)
            | Self::Failed(error) => (sort, error.to_string()),
            other => (sort, other.to_string()),
        }
    }

    /// The error of a commit that may have taken effect.
    pub(crate) fn in_doubt(self) -> Self {
        match self {
            Self::Unavailable(error) | Self::Interrupted(error) => Self::InDoubt(error),
            other => other,
        }
    }
}

/// What an error makes unusable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spoils {
    /// Only the statement; connection and transaction are good.
    Statement,
    /// The transaction has ended.
    Transaction,
    /// The connection must not be used again, and its siblings are probably no better.
    Connection,
}

/// An error of the driver, sorted.
pub(crate) struct Sorted {
    pub(crate) error: Error,
    pub(crate) spoils: Spoils,
    /// None if it will not pass.
    pub(crate) kind: Option<Fault>,
}

/// The server turned read-only: a failover moved the writer elsewhere (the MySQL option, a read-only transaction,
/// super read-only).
const READ_ONLY: [u16; 3] = [1290, 1792, 1836];
/// The server ended the transaction in favour of another: a deadlock, a conflict found at its commit, or a row that changed since
/// the transaction's snapshot (MariaDB, where `innodb_snapshot_isolation` is on).
const DEADLOCK: [u16; 3] = [1020, 1213, 3101];
/// Shutdown in progress, network packets lost, connection killed or closed by the server.
const BROKEN: [u16; 10] = [1053, 1080, 1158, 1159, 1160, 1161, 1184, 1927, 3169, 4031];
/// Lock wait timeout, too many connections, resource limits, statement interrupted or out of its server-side time.
const BUSY: [u16; 8] = [1205, 1040, 1203, 1226, 1317, 1969, 3024, 1129];
/// Access denied (with and without a password), password expired, account locked (MySQL, MariaDB).
const LOGIN: [u16; 5] = [1045, 1698, 1862, 3118, 4151];

/// Sorts an error of the driver.
pub(crate) fn classify(error: sqlx::Error) -> Sorted {
    let kind = kind(&error);
    let spoils = match (&error, kind) {
        (_, Some(Fault::Broken | Fault::ReadOnly | Fault::Storage)) => Spoils::Connection,
        (_, Some(_)) => Spoils::Transaction,
        // Our mistake, such as a wrong number of parameters, but it leaves the connection in the middle of an answer.
        (sqlx::Error::Protocol(_), None) => Spoils::Transaction,
        (_, None) => Spoils::Statement,
    };
    let error = match kind {
        Some(Fault::Broken | Fault::ReadOnly | Fault::Deadlock) => Error::Interrupted(error.into()),
        Some(_) => Error::unavailable(error),
        None if error.as_database_error().is_some_and(|it| it.is_unique_violation()) => {
            Error::UniqueViolation
        }
        None => Error::failed(error),
    };
    Sorted { error, spoils, kind }
}

/// What kind of fault an error is, if it may pass.
fn kind(error: &sqlx::Error) -> Option<Fault> {
    let reported = match error {
        sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed => return Some(Fault::Broken),
        sqlx::Error::Database(reported) => reported,
        _ => return None,
    };
    if let Some(sqlite) = reported.try_downcast_ref::<SqliteFault>() {
        return kind_of_file_fault(sqlite);
    }
    let number = reported.try_downcast_ref::<MySqlDatabaseError>()?.number();
    [
        (Fault::ReadOnly, READ_ONLY.as_slice()),
        (Fault::Broken, &BROKEN),
        (Fault::Deadlock, &DEADLOCK),
        (Fault::Busy, &BUSY),
    ]
    .into_iter()
    .find_map(|(kind, numbers)| numbers.contains(&number).then_some(kind))
}

/// True if a server does not let this login in.
pub(crate) fn is_refused_login(error: &sqlx::Error) -> bool {
    let reported = error.as_database_error().and_then(|it| it.try_downcast_ref::<MySqlDatabaseError>());
    reported.is_some_and(|it| LOGIN.contains(&it.number()))
}

/// Sorts the error of a first connection, which a pool takes for an outage, and says what cannot be used. A wrong
/// password stays wrong while a program starts; once it runs, the server may be about to learn a new one.
pub(crate) fn at_first(error: Error, what: &dyn std::fmt::Display) -> Error {
    let error = match error {
        Error::Unavailable(error) | Error::Interrupted(error) => match error.downcast::<sqlx::Error>() {
            Ok(error) if is_distrusted(&error) || is_of_file(&error) => Error::Failed(error),
            Ok(error) => classify(*error).error,
            Err(error) => Error::Unavailable(error),
        },
        other => other,
    };
    match error {
        Error::Unavailable(error) | Error::Interrupted(error) => {
            Error::unavailable(format!("{what} cannot be used: {error}"))
        }
        Error::Failed(error) => Error::failed(format!("{what} cannot be used: {error}")),
        other => other,
    }
}

/// True if a server's certificate was not accepted, which the driver tells as a broken connection.
fn is_distrusted(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Io(error) if error.kind() == std::io::ErrorKind::InvalidData)
}

/// True if the file itself is at fault, which does not pass while a program starts; a lock does.
fn is_of_file(error: &sqlx::Error) -> bool {
    let is_sqlite =
        error.as_database_error().is_some_and(|it| it.try_downcast_ref::<SqliteFault>().is_some());
    is_sqlite && matches!(kind(error), Some(Fault::ReadOnly | Fault::Storage))
}

/// Sorts SQLite's primary result codes.
fn kind_of_file_fault(error: &SqliteFault) -> Option<Fault> {
    match error.primary_code() {
        // BUSY, LOCKED
        5 | 6 => Some(Fault::Busy),
        // INTERRUPT
        9 => Some(Fault::Timeout),
        // READONLY
        8 => Some(Fault::ReadOnly),
        // PERM, NOMEM, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB
        3 | 7 | 10 | 11 | 13 | 14 | 15 | 26 => Some(Fault::Storage),
        _ => None,
    }
}
