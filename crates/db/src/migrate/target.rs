//! A connection to migrate on, and what differs between the databases when they migrate.

use sqlx::migrate::{Migrate, Migration};
use sqlx::mysql::MySqlConnection;
use sqlx::sqlite::SqliteConnection;
use sqlx::{AssertSqlSafe, Executor, SqlStr};

use super::Stream;
use super::files::{self, Files};
use crate::mysql::number;

/// The migrations of a stream in one dialect.
pub(super) struct Source {
    pub(super) migrations: Vec<Migration>,
    pub(super) seed: &'static str,
}

impl From<Files> for Source {
    fn from(files: Files) -> Self {
        Self { migrations: files.migrations(), seed: files.seed }
    }
}

/// A connection that holds the lock for migrating.
pub(super) trait Target: Migrate + Send {
    /// The migrations in this database's SQL.
    fn source(stream: Stream) -> Source;

    /// The names of all tables and views there are.
    fn tables(&mut self) -> impl Future<Output = Result<Vec<String>, sqlx::Error>> + Send;

    /// Runs statements as they stand.
    fn run(&mut self, sql: SqlStr) -> impl Future<Output = Result<(), sqlx::Error>> + Send;

    /// Runs statements that change rows so that all of them take effect or none.
    fn run_together(&mut self, sql: String) -> impl Future<Output = Result<(), sqlx::Error>> + Send;

    /// True if a statement failed because its effect is there already.
    fn is_done(error: &sqlx::Error) -> bool;

    /// True if a statement failed because the user may not do that.
    fn is_denied(error: &sqlx::Error) -> bool;
}

impl Target for MySqlConnection {
    fn source(stream: Stream) -> Source {
        Source::from(match stream {
            Stream::Customers => files::CUSTOMERS_MYSQL,
            Stream::Vets => files::VETS_MYSQL,
            Stream::Visits => files::VISITS_MYSQL,
            Stream::Genai => files::GENAI_MYSQL,
        })
    }

    async fn tables(&mut self) -> Result<Vec<String>, sqlx::Error> {
        let sql =
            "select cast(table_name as char) from information_schema.tables where table_schema = database()";
        sqlx::query_scalar(sql).fetch_all(self).await
    }

    async fn run(&mut self, sql: SqlStr) -> Result<(), sqlx::Error> {
        self.execute(sql).await.map(|_| ())
    }

    async fn run_together(&mut self, sql: String) -> Result<(), sqlx::Error> {
        let sql = format!("start transaction; {sql}; commit");
        self.execute(AssertSqlSafe(sql)).await.map(|_| ())
    }

    fn is_done(error: &sqlx::Error) -> bool {
        /// The column, or the index, is there; the column or index to remove is not.
        const DONE: [u16; 3] = [1060, 1061, 1091];
        number(error).is_some_and(|it| DONE.contains(&it))
    }

    fn is_denied(error: &sqlx::Error) -> bool {
        /// To the schema, to the table, or for want of a privilege that is for neither.
        const DENIED: [u16; 3] = [1044, 1142, 1227];
        number(error).is_some_and(|it| DENIED.contains(&it))
    }
}

/// Inside one transaction.
impl Target for SqliteConnection {
    fn source(stream: Stream) -> Source {
        Source::from(match stream {
            Stream::Customers => files::CUSTOMERS_SQLITE,
            Stream::Vets => files::VETS_SQLITE,
            Stream::Visits => files::VISITS_SQLITE,
            Stream::Genai => files::GENAI_SQLITE,
        })
    }

    async fn tables(&mut self) -> Result<Vec<String>, sqlx::Error> {
        sqlx::query_scalar("select name from sqlite_schema where type in ('table', 'view')")
            .fetch_all(self)
            .await
    }

    async fn run(&mut self, sql: SqlStr) -> Result<(), sqlx::Error> {
        self.execute(sql).await.map(|_| ())
    }

    async fn run_together(&mut self, sql: String) -> Result<(), sqlx::Error> {
        self.execute(AssertSqlSafe(sql)).await.map(|_| ())
    }

    fn is_done(_: &sqlx::Error) -> bool {
        // What fails here leaves nothing behind.
        false
    }

    fn is_denied(_: &sqlx::Error) -> bool {
        // There are no users.
        false
    }
}
