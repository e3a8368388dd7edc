//! Errors of SQLite as those of a driver of `sqlx`.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use rusqlite::ffi;
use sqlx::error::{DatabaseError, ErrorKind};
use tokio::task::JoinError;

/// An error that SQLite reported.
#[derive(Debug)]
pub(crate) struct SqliteFault {
    text: String,
    code: i32,
}

impl SqliteFault {
    /// SQLite's primary result code, which every extended one ends in (<https://www.sqlite.org/rescode.html>).
    pub(crate) fn primary_code(&self) -> i32 {
        self.code & 0xff
    }
}

impl fmt::Display for SqliteFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "(code: {}) {}", self.code, self.text)
    }
}

impl Error for SqliteFault {}

impl DatabaseError for SqliteFault {
    fn message(&self) -> &str {
        &self.text
    }

    fn code(&self) -> Option<Cow<'_, str>> {
        Some(self.code.to_string().into())
    }

    fn as_error(&self) -> &(dyn Error + Send + Sync + 'static) {
        self
    }

    fn as_error_mut(&mut self) -> &mut (dyn Error + Send + Sync + 'static) {
        self
    }

    fn into_error(self: Box<Self>) -> Box<dyn Error + Send + Sync + 'static> {
        self
    }

    fn kind(&self) -> ErrorKind {
        match self.code {
            ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY => ErrorKind::UniqueViolation,
            ffi::SQLITE_CONSTRAINT_FOREIGNKEY => ErrorKind::ForeignKeyViolation,
            _ => ErrorKind::Other,
        }
    }
}

/// An error of the embedded database.
pub(super) fn fault(error: rusqlite::Error) -> sqlx::Error {
    match error {
        rusqlite::Error::SqliteFailure(ffi::Error { extended_code, .. }, text) => {
            let text = text.unwrap_or_else(|| ffi::code_to_str(extended_code).to_owned());
            sqlx::Error::Database(Box::new(SqliteFault { text, code: extended_code }))
        }
        rusqlite::Error::SqlInputError { error, msg, .. } => {
            sqlx::Error::Database(Box::new(SqliteFault { text: msg, code: error.extended_code }))
        }
        other => sqlx::Error::Decode(Box::new(other)),
    }
}

/// Work that was not done, since it panicked or the runtime ends.
pub(super) fn broken(error: JoinError) -> sqlx::Error {
    sqlx::Error::Io(error.into())
}
