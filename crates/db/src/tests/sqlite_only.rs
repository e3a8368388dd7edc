//! What is particular to the embedded database.

use std::time::Duration;

use crate::sqlite::query::query_scalar;
use crate::testing::Scratch;
use crate::tests::is_pending;
use crate::{DatabaseUrl, Db, Dialect, Error, Limits, Seed, Stream, prepare};

/// Counts for far longer than any limit here.
const ENDLESS: &str = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000000) \
    select count(*) from n";

async fn owners(db: &Db) -> i64 {
    crate::read_undeclared!(db, c => sqlx::query_scalar::<_, i64>("select count(*) from owners").fetch_one(c))
        .unwrap()
}

async fn in_memory(limits: &Limits) -> Db {
    let db = Db::open(&DatabaseUrl::SqliteMemory, limits).await.unwrap();
    prepare(&db, Stream::Customers, Seed::Sample).await.unwrap();
    db
}

#[tokio::test]
async fn a_database_in_memory_survives_its_connections_age_and_dropped_transactions() {
    let db = in_memory(&Limits { max_lifetime: Duration::ZERO, ..Limits::default() }).await;
    let mut tx = db.begin().await.unwrap();
    crate::execute_undeclared!(tx, c => sqlx::query("delete from pets").execute(c)).unwrap();
    crate::execute_undeclared!(tx, c => sqlx::query("delete from owners").execute(c)).unwrap();
    drop(tx);
    assert_eq!(owners(&db).await, 10);
    db.begin().await.unwrap().commit().await.unwrap();
}

#[tokio::test]
async fn a_database_in_memory_survives_a_statement_out_of_time() {
    // What comes next waits for what was given up.
    let db = in_memory(&Limits { statement: Duration::from_secs(60), ..Limits::default() }).await;
    let Db::Sqlite(pools) = &db else { panic!("memory") };
    let mut lease = pools.writer.lease().await.unwrap();
    let slow = query_scalar::<_, i64>(ENDLESS).fetch_one(lease.start().unwrap());
    let outcome = crate::__private::within(Duration::from_millis(1), slow).await;
    assert!(lease.finish(outcome).unwrap_err().is_unavailable());
    drop(lease);
    assert_eq!(owners(&db).await, 10);
}

#[tokio::test]
async fn two_databases_in_memory_are_two() {
    let (one, two) = (in_memory(&Limits::default()).await, in_memory(&Limits::default()).await);
    let mut tx = one.begin().await.unwrap();
    crate::execute_undeclared!(tx, c => sqlx::query("delete from pets").execute(c)).unwrap();
    crate::execute_undeclared!(tx, c => sqlx::query("delete from owners").execute(c)).unwrap();
    tx.commit().await.unwrap();
    assert_eq!((owners(&one).await, owners(&two).await), (0, 10));
}

#[tokio::test]
async fn a_file_is_created_with_its_folder_and_keeps_its_data() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a/b/clinic.db");
    let url = DatabaseUrl::file(file.clone());
    let db = Db::open(&url, &Limits::default()).await.unwrap();
    prepare(&db, Stream::Customers, Seed::Sample).await.unwrap();
    db.close().await;
    assert!(!file.with_extension("db-wal").exists(), "closing tidies up");
    let db = Db::open(&url, &Limits::default()).await.unwrap();
    assert_eq!(owners(&db).await, 10);
}

#[tokio::test]
async fn a_file_that_cannot_be_used_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let no_folder = folder.path().join("file");
    std::fs::write(&no_folder, "not a database, and long enough for its header to be read").unwrap();
    for file in [folder.path().to_owned(), no_folder.join("clinic.db"), no_folder] {
        let error = Db::open(&DatabaseUrl::file(file), &Limits::default()).await.err().unwrap();
        assert!(matches!(error, Error::Failed(_)), "{error}");
        assert!(error.to_string().contains(&folder.path().display().to_string()), "{error}");
    }
}

#[tokio::test]
async fn readers_do_not_wait_for_a_writer() {
    let scratch = Scratch::open(Dialect::Sqlite).await;
    prepare(&scratch.db, Stream::Customers, Seed::Sample).await.unwrap();
    let mut tx = scratch.db.begin().await.unwrap();
    crate::execute_undeclared!(tx, c => sqlx::query("update owners set city = 'x'").execute(c)).unwrap();
    assert_eq!(owners(&scratch.db).await, 10);
    tx.rollback().await.unwrap();
}

#[tokio::test]
async fn a_second_writer_waits_and_is_refused_in_time() {
    let scratch = Scratch::open(Dialect::Sqlite).await;
    let limits = Limits { acquire: Duration::from_millis(50), ..Limits::default() };
    let db = Db::open(&scratch.url, &limits).await.unwrap();
    let tx = db.begin().await.unwrap();
    assert!(db.begin().await.err().unwrap().is_unavailable());
    tx.rollback().await.unwrap();
    db.begin().await.unwrap().rollback().await.unwrap();
}

#[tokio::test]
async fn a_long_read_does_not_hold_up_the_task_that_asks() {
    let db = in_memory(&Limits { statement: Duration::from_secs(60), ..Limits::default() }).await;
    let slow = async { crate::read_undeclared!(db, c => sqlx::query_scalar::<_, i64>(ENDLESS).fetch_one(c)) };
    let mut slow = Box::pin(slow);
    assert!(is_pending(&mut slow).await);
    assert_eq!(slow.await.unwrap(), 3_000_000);
}
