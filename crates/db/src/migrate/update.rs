//! From what a schema has to what it should have.
//!
//! A migration is recorded as begun, runs, and is recorded as done. Where that is not one transaction, since MySQL has
//! none for tables, a begun one is run again; each is one statement that may be. So a table is ours if its migration
//! is on record, and somebody else's if not.

use sqlx::migrate::{MigrateError, Migration};
use sqlx::{AssertSqlSafe, SqlSafeStr};

use super::target::{Source, Target};
use super::{Prepared, Seed, Stream, failed};
use crate::error::{Error, classify};

/// The number under which it is recorded that new tables got what they start with. Migrations count from 1.
const SEED: i64 = 0;

/// Applies what is missing, on a connection that nobody competes with.
pub(super) async fn update<T: Target>(target: &mut T, stream: Stream, seed: Seed) -> Result<Prepared, Error> {
    let source = T::source(stream);
    let record = stream.record();
    let sorted = |error| sorted(error, stream);

    let tables = target.tables().await.map_err(failed)?;
    let is_new = !contains(&tables, &record);
    let mut applied = Vec::new();
    let mut prepared = Prepared::default();
    if !is_new {
        applied = target.applied(&record).await.map_err(sorted)?;
        let known = |version| version == SEED || source.migrations.iter().any(|it| it.version == version);
        if let Some(unknown) = applied.iter().find(|it| !known(it.version)) {
            return Err(Error::NewerDatabase { stream, version: unknown.version });
        }
    }
    let is_applied = |migration: &Migration| applied.iter().any(|it| it.version == migration.version);
    refuse_foreign(&tables, source.migrations.iter().filter(|it| !is_applied(it)))?;
    if is_new {
        // Streams that share a schema stop before the first of them creates anything.
        for other in Stream::ALL.into_iter().filter(|other| !contains(&tables, &other.record())) {
            refuse_foreign(&tables, T::source(other).migrations.iter())?;
        }
        match target.ensure_record(&record).await {
            Err(MigrateError::Execute(error)) if T::is_denied(&error) => {
                let version = source.migrations.first().map_or(SEED, |it| it.version);
                return Err(Error::OutdatedDatabase { stream, version });
            }
            ensured => ensured.map_err(sorted)?,
        }
    } else {
        prepared.migrations = redo(target, stream, &source).await?;
        if !prepared.migrations.is_empty() {
            applied = target.applied(&record).await.map_err(sorted)?;
        }
    }

    for migration in source.migrations.iter() {
        match applied.iter().find(|it| it.version == migration.version) {
            Some(applied) if applied.checksum == migration.checksum => {}
            Some(_) => {
                return Err(Error::failed(format!(
                    "migration {} of {stream} is not the one recorded in `{record}`; use the program that made the \
                     schema, or an empty schema",
                    migration.version
                )));
            }
            None => {
                apply(target, stream, migration).await?;
                prepared.migrations.push(migration.version);
            }
        }
    }
    if !applied.iter().any(|it| it.version == SEED) {
        target.run_together(seeding(&source, &record, seed)).await.map_err(failed)?;
        prepared.seed = Some(seed);
    }
    Ok(prepared)
}

/// Applies a migration. One that is denied leaves no trace, lest programs that do without it take the database for a newer one.
async fn apply<T: Target>(target: &mut T, stream: Stream, migration: &Migration) -> Result<(), Error> {
    let (record, version) = (stream.record(), migration.version);
    match target.apply(&record, migration).await {
        Ok(_) => Ok(()),
        Err(MigrateError::ExecuteMigration(error, _)) if T::is_denied(&error) => {
            let begun = format!("delete from {record} where version = {version} and not success");
            target.run(AssertSqlSafe(begun).into_sql_str()).await.map_err(failed)?;
            Err(Error::OutdatedDatabase { stream, version })
        }
        Err(error) => Err(sorted(error, stream)),
    }
}

/// Finishes migrations that were begun only, and returns which.
async fn redo<T: Target>(target: &mut T, stream: Stream, source: &Source) -> Result<Vec<i64>, Error> {
    let record = stream.record();
    let mut redone = Vec::new();
    while let Some(version) = target.begun(&record).await.map_err(|error| sorted(error, stream))? {
        let Some(migration) = source.migrations.iter().find(|it| it.version == version) else {
            return Err(Error::failed(format!(
                "`{record}` has the unfinished row {version}, which is no migration"
            )));
        };
        match target.run(migration.sql.clone()).await {
            Ok(()) => {}
            Err(error) if T::is_done(&error) => {}
            Err(error) => return Err(sorted(MigrateError::ExecuteMigration(error, version), stream)),
        }
        let checksum: String = migration.checksum.iter().map(|byte| format!("{byte:02x}")).collect();
        let done =
            format!("update {record} set success = true, checksum = x'{checksum}' where version = {version}");
        target.run(AssertSqlSafe(done).into_sql_str()).await.map_err(failed)?;
        tracing::info!(%stream, version, "unfinished migration finished");
        redone.push(version);
    }
    Ok(redone)
}

/// The statements that bring what new tables start with, and the note that they did.
fn seeding(source: &Source, record: &str, seed: Seed) -> String {
    let (statements, note) = match seed {
        Seed::Sample => (source.seed.trim_end().trim_end_matches(';'), "sample data"),
        Seed::Empty => ("", "no sample data"),
    };
    let separator = if statements.is_empty() { "" } else { ";\n" };
    format!(
        "{statements}{separator}insert into {record} (version, description, success, checksum, execution_time) \
         values ({SEED}, '{note}', true, x'', 0)"
    )
}

/// Stops if a table that is about to be created exists.
fn refuse_foreign<'a>(
    tables: &[String],
    mut pending: impl Iterator<Item = &'a Migration>,
) -> Result<(), Error> {
    match pending.find_map(|it| creates(it).find(|table| contains(tables, table))) {
        Some(table) => Err(Error::ForeignTable { table: table.to_owned() }),
        None => Ok(()),
    }
}

/// The tables a migration creates.
fn creates(migration: &Migration) -> impl Iterator<Item = &str> {
    let texts = migration.sql.as_str().split("CREATE TABLE IF NOT EXISTS ").skip(1);
    texts.filter_map(|text| text.split([' ', '(', '\n']).next())
}

/// Some databases do not tell `Owners` from `owners`.
fn contains(tables: &[String], name: &str) -> bool {
    tables.iter().any(|table| table.eq_ignore_ascii_case(name))
}

fn sorted(error: MigrateError, stream: Stream) -> Error {
    match error {
        MigrateError::Execute(error) => classify(error).error,
        MigrateError::ExecuteMigration(error, version) => match classify(error).error {
            Error::Failed(error) => Error::failed(format!("migration {version} of {stream}: {error}")),
            other => other,
        },
        // The driver's own texts name a table that is not ours.
        other => Error::failed(format!("migrations of {stream} (`{}`): {other}", stream.record())),
    }
}

#[cfg(test)]
mod tests {

    use sqlx::migrate::MigrationType;
    use sqlx::mysql::MySqlConnection;

    use super::*;
    use crate::testing::Scratch;
    use crate::{Db, Dialect};

    #[tokio::test]
    async fn a_column_that_was_added_before_the_cut_is_not_missed_after_it() {
        let scratch = Scratch::open(Dialect::MySql).await;
        let Db::MySql(crate::cluster::Cluster { writer: pool, .. }) = &scratch.db else {
            panic!("only a server")
        };
        let mut lease = pool.lease().await.unwrap();
        let connection: &mut MySqlConnection = lease.start().unwrap();
        update(connection, Stream::Vets, Seed::Empty).await.unwrap();
        let sql = "alter table vets add column room int null";
        let migration = Migration::new(5, "room".into(), MigrationType::Simple, sql.into_sql_str(), false);
        let source = Source { migrations: vec![migration], seed: "" };
        for statement in ["insert into _migrations_vets values (5, 'room', now(), false, 'x', -1)", sql] {
            connection.run(statement.into_sql_str()).await.unwrap();
        }
        assert_eq!(redo(connection, Stream::Vets, &source).await.unwrap(), [5]);
        assert!(redo(connection, Stream::Vets, &source).await.unwrap().is_empty());
        let text = "select hex(checksum) from _migrations_vets where version = 5";
        let found: String = sqlx::query_scalar(text).fetch_one(connection).await.unwrap();
        let wanted: String = source.migrations[0].checksum.iter().map(|byte| format!("{byte:02X}")).collect();
        assert_eq!(found, wanted);
    }
}
