//! Starts that were cut off, and starts that take too long.

use sqlx::mysql::MySqlConnection;
use sqlx::{AssertSqlSafe, SqlSafeStr};

use super::target::Target;
use super::*;
use crate::testing::Scratch;
use crate::{Dialect, on_both};

async fn count(db: &Db, sql: &'static str) -> i64 {
    crate::read_undeclared!(db, c => sqlx::query_scalar::<_, i64>(sql).fetch_one(c)).unwrap()
}

async fn run(db: &Db, sql: &'static str) {
    let mut tx = db.begin().await.unwrap();
    crate::execute_undeclared!(tx, c => sqlx::raw_sql(sql).execute(c)).unwrap();
    tx.commit().await.unwrap();
}

async fn assert_complete(db: &Db) {
    for stream in Stream::ALL {
        prepare(db, stream, Seed::Sample).await.unwrap();
    }
    for (sql, rows) in [
        ("select count(*) from types", 6),
        ("select count(*) from owners", 10),
        ("select count(*) from pets", 13),
        ("select count(*) from customers_outbox", 0),
        ("select count(*) from customers_idempotency_keys", 0),
        ("select count(*) from vets", 6),
        ("select count(*) from specialties", 3),
        ("select count(*) from vet_specialties", 5),
        ("select count(*) from visits", 4),
        ("select count(*) from removed_pets", 0),
        ("select count(*) from _migrations_customers where not success", 0),
    ] {
        assert_eq!(count(db, sql).await, rows, "{sql}");
    }
}

/// What a start leaves that is killed while it works on the migration after the first `done`.
async fn cut_off(db: &Db, done: usize, has_run: bool) {
    let Db::MySql(crate::cluster::Cluster { writer: pool, .. }) = db else {
        panic!("only a server leaves halves")
    };
    let mut lease = pool.lease().await.unwrap();
    let connection = lease.start().unwrap();
    let record = Stream::Customers.record();
    let source = MySqlConnection::source(Stream::Customers);
    sqlx::migrate::Migrate::ensure_migrations_table(connection, &record).await.unwrap();
    for migration in &source.migrations[..done] {
        sqlx::migrate::Migrate::apply(connection, &record, migration).await.unwrap();
    }
    if let Some(migration) = source.migrations.get(done) {
        let begun =
            format!("insert into {record} values ({}, 'x', now(), false, 'x', -1)", migration.version);
        connection.run(AssertSqlSafe(begun).into_sql_str()).await.unwrap();
        if has_run {
            connection.run(migration.sql.clone()).await.unwrap();
        }
    }
    lease.finish(Ok(Ok(()))).unwrap();
}

#[tokio::test]
async fn a_start_cut_off_at_any_migration_is_finished_by_the_next() {
    let migrations = MySqlConnection::source(Stream::Customers).migrations.len();
    for done in 0..=migrations {
        for has_run in [false, true] {
            let scratch = Scratch::open(Dialect::MySql).await;
            cut_off(&scratch.db, done, has_run).await;
            assert_complete(&scratch.db).await;
        }
    }
}

on_both! {
    async fn a_start_cut_off_before_the_sample_data_is_finished_by_the_next(scratch: Scratch) {
        for stream in Stream::ALL {
            prepare(&scratch.db, stream, Seed::Empty).await.unwrap();
        }
        run(&scratch.db, "delete from _migrations_customers where version = 0").await;
        run(&scratch.db, "delete from _migrations_vets where version = 0").await;
        run(&scratch.db, "delete from _migrations_visits where version = 0").await;
        assert_complete(&scratch.db).await;
    }

    async fn sample_data_goes_in_whole_or_not_at_all(scratch: Scratch) {
        let db = &scratch.db;
        prepare(db, Stream::Customers, Seed::Empty).await.unwrap();
        run(db, "delete from _migrations_customers where version = 0").await;
        let owner = "
            insert into owners (id, first_name, last_name, address, city, telephone, first_name_key, last_name_key, city_key)
            values (99, 'A', 'B', 'c', 'D', '1', 'a', 'b', 'd')";
        run(db, owner).await;
        run(db, "insert into pets (id, name, type_id, owner_id, name_key) values (13, 'A', 1, 99, 'a')").await;
        prepare(db, Stream::Customers, Seed::Sample).await.unwrap_err();
        assert_eq!(count(db, "select count(*) from owners").await, 1);
        assert_eq!(count(db, "select count(*) from _migrations_customers where version = 0").await, 0);
        run(db, "delete from pets").await;
        run(db, "delete from owners").await;
        assert_complete(db).await;
    }

    async fn the_seed_of_new_tables_is_on_record(scratch: Scratch) {
        prepare(&scratch.db, Stream::Vets, Seed::Sample).await.unwrap();
        prepare(&scratch.db, Stream::Visits, Seed::Empty).await.unwrap();
        assert_eq!(count(&scratch.db, "select count(*) from _migrations_vets \
            where version = 0 and description = 'sample data'").await, 1);
        assert_eq!(count(&scratch.db, "select count(*) from _migrations_visits \
            where version = 0 and description = 'no sample data'").await, 1);
    }
}

#[tokio::test]
async fn another_process_that_never_ends_preparing_is_waited_for_in_vain_but_not_for_ever() {
    let scratch = Scratch::open(Dialect::MySql).await;
    let Db::MySql(crate::cluster::Cluster { writer: pool, .. }) = &scratch.db else {
        panic!("only a server")
    };
    let mut other = pool.lease().await.unwrap();
    lock(other.start().unwrap(), Duration::ZERO).await.unwrap();
    let patience = Patience { lock: Duration::ZERO, whole: Duration::from_secs(60) };
    let error = prepare_within(&scratch.db, Stream::Vets, Seed::Sample, patience).await.unwrap_err();
    assert!(error.is_unavailable() && error.to_string().contains("another process"), "{error}");
    let patience = Patience { lock: Duration::from_secs(60), whole: Duration::from_millis(100) };
    let error = prepare_within(&scratch.db, Stream::Vets, Seed::Sample, patience).await.unwrap_err();
    assert!(error.is_unavailable(), "{error}");
    assert!(error.to_string().contains("the tables of vets were not ready in 100ms"), "{error}");
    // Discarded, as of a process that ends, and with it its lock.
    drop(other);
    prepare(&scratch.db, Stream::Vets, Seed::Sample).await.unwrap();
}
