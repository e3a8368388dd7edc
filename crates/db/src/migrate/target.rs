//! A connection to migrate on, and what differs between the databases when they migrate.

use sqlx::migrate::{AppliedMigration, Migrate, MigrateError, Migration};
use sqlx::mysql::MySqlConnection;
use sqlx::{AssertSqlSafe, Executor, SqlSafeStr, SqlStr};

use super::Stream;
use super::files::{self, Files};
use crate::mysql::number;
use crate::sqlite::connection::SqliteConnection;
use crate::sqlite::query::{query, query_as, query_scalar};

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
pub(super) trait Target: Send {
    /// The migrations in this database's SQL.
    fn source(stream: Stream) -> Source;

    /// The names of all tables and views there are.
    fn tables(&mut self) -> impl Future<Output = Result<Vec<String>, sqlx::Error>> + Send;

    /// Creates the record of applied migrations if it is missing.
    fn ensure_record(&mut self, record: &str) -> impl Future<Output = Result<(), MigrateError>> + Send;

    /// What was applied, in order.
    fn applied(
        &mut self,
        record: &str,
    ) -> impl Future<Output = Result<Vec<AppliedMigration>, MigrateError>> + Send;

    /// The first migration that was begun only.
    fn begun(&mut self, record: &str) -> impl Future<Output = Result<Option<i64>, MigrateError>> + Send;

    /// Applies a migration and records it.
    fn apply(
        &mut self,
        record: &str,
        migration: &Migration,
    ) -> impl Future<Output = Result<(), MigrateError>> + Send;

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
            Stream::Admin => files::ADMIN_MYSQL,
            Stream::Genai => files::GENAI_MYSQL,
        })
    }

    async fn tables(&mut self) -> Result<Vec<String>, sqlx::Error> {
        let sql =
            "select cast(table_name as char) from information_schema.tables where table_schema = database()";
        sqlx::query_scalar(sql).fetch_all(self).await
    }

    async fn ensure_record(&mut self, record: &str) -> Result<(), MigrateError> {
        self.ensure_migrations_table(record).await
    }

    async fn applied(&mut self, record: &str) -> Result<Vec<AppliedMigration>, MigrateError> {
        self.list_applied_migrations(record).await
    }

    async fn begun(&mut self, record: &str) -> Result<Option<i64>, MigrateError> {
        self.dirty_version(record).await
    }

    async fn apply(&mut self, record: &str, migration: &Migration) -> Result<(), MigrateError> {
        Migrate::apply(self, record, migration).await.map(|_| ())
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

crate::row! {
    struct Applied {
        version: i64,
        checksum: Vec<u8>,
    }
}

/// Inside one transaction. The record has the columns that sqlx gives it on a server.
impl Target for SqliteConnection {
    fn source(stream: Stream) -> Source {
        Source::from(match stream {
            Stream::Customers => files::CUSTOMERS_SQLITE,
            Stream::Vets => files::VETS_SQLITE,
            Stream::Visits => files::VISITS_SQLITE,
            Stream::Admin => files::ADMIN_SQLITE,
            Stream::Genai => files::GENAI_SQLITE,
        })
    }

    async fn tables(&mut self) -> Result<Vec<String>, sqlx::Error> {
        let sql = "select name from sqlite_schema where type in ('table', 'view')";
        query_scalar::<_, String>(sql).fetch_all(self).await
    }

    async fn ensure_record(&mut self, record: &str) -> Result<(), MigrateError> {
        let sql = format!(
            "create table if not exists {record} (
                 version bigint primary key, description text not null,
                 installed_on timestamp not null default current_timestamp, success boolean not null,
                 checksum blob not null, execution_time bigint not null)"
        );
        Ok(self.run_all(AssertSqlSafe(sql).into_sql_str()).await?)
    }

    async fn applied(&mut self, record: &str) -> Result<Vec<AppliedMigration>, MigrateError> {
        let sql = AssertSqlSafe(format!(
            "select version, cast(checksum as blob) as checksum from {record} order by version"
        ));
        let rows = query_as::<_, Applied>(sql).fetch_all(self).await?;
        let applied = |Applied { version, checksum }| AppliedMigration { version, checksum: checksum.into() };
        Ok(rows.into_iter().map(applied).collect())
    }

    async fn begun(&mut self, record: &str) -> Result<Option<i64>, MigrateError> {
        let sql = format!("select version from {record} where not success order by version limit 1");
        Ok(query_scalar::<_, i64>(AssertSqlSafe(sql)).fetch_optional(self).await?)
    }

    async fn apply(&mut self, record: &str, migration: &Migration) -> Result<(), MigrateError> {
        let version = migration.version;
        let applied = self.run_all(migration.sql.clone()).await;
        applied.map_err(|error| MigrateError::ExecuteMigration(error, version))?;
        let sql = format!(
            "insert into {record} (version, description, success, checksum, execution_time) values (?, ?, true, ?, -1)"
        );
        let noting = query(AssertSqlSafe(sql)).bind(version).bind(&*migration.description);
        noting.bind(&*migration.checksum).execute(self).await?;
        Ok(())
    }

    async fn run(&mut self, sql: SqlStr) -> Result<(), sqlx::Error> {
        self.run_all(sql).await
    }

    async fn run_together(&mut self, sql: String) -> Result<(), sqlx::Error> {
        self.run_all(AssertSqlSafe(sql).into_sql_str()).await
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
