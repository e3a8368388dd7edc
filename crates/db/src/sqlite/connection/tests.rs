//! Where statements run, and how often they are planned.

use rusqlite::StatementStatus;

use super::super::query::{query, query_scalar};
use crate::lease::Lease;
use crate::sqlite::SqliteBackend;
use crate::testing::Scratch;
use crate::tests::{is_pending, keep_blocking_thread_busy, with_one_blocking_thread};
use crate::{Db, Dialect, Seed, Stream, prepare};

async fn writer(db: &Db) -> Lease<SqliteBackend> {
    prepare(db, Stream::Customers, Seed::Sample).await.unwrap();
    let Db::Sqlite(pools) = db else { panic!("only a file") };
    pools.writer.begin().await.unwrap()
}

#[test]
fn a_read_that_takes_long_and_a_count_run_where_they_may_block() {
    with_one_blocking_thread(async {
        let scratch = Scratch::open(Dialect::Sqlite).await;
        let mut lease = writer(&scratch.db).await;
        let connection = lease.start().unwrap();
        for (sql, expected, is_aside) in [
            ("select max(id) from owners", 10, false),
            ("select count(*) from owners", 10, true),
            (
                "with n (i) as (select 1 union all select i + 1 from n where i < 500000) select max(i) from n",
                500_000,
                true,
            ),
        ] {
            let busy = keep_blocking_thread_busy();
            let mut reading = Box::pin(query_scalar::<_, i64>(sql).fetch_one(connection));
            if is_pending(&mut reading).await {
                assert!(is_aside, "{sql}");
                drop(busy);
                assert_eq!(reading.await.unwrap(), expected, "{sql}");
            } else {
                assert!(!is_aside, "{sql}");
            }
        }
    });
}

#[test]
fn a_write_of_one_row_runs_at_once_and_one_of_many_where_it_may_block() {
    with_one_blocking_thread(async {
        let scratch = Scratch::open(Dialect::Sqlite).await;
        let mut lease = writer(&scratch.db).await;
        let connection = lease.start().unwrap();
        for (sql, is_aside) in [
            ("insert into customers_outbox (pet_id, created_at) values (1, 1)", false),
            ("update owners set version = 1 where id = ?", false),
            ("insert into customers_outbox (pet_id, created_at) select id, 1 from pets", true),
            ("update owners set version = 1", true),
            ("delete from customers_outbox where pet_id = ?", true),
        ] {
            let statement = query(sql);
            let statement = if sql.contains('?') { statement.bind(1) } else { statement };
            let busy = keep_blocking_thread_busy();
            let mut writing = Box::pin(statement.execute(connection));
            assert_eq!(is_pending(&mut writing).await, is_aside, "{sql}");
            drop(busy);
            if is_aside {
                writing.await.unwrap();
            }
        }
    });
}

#[tokio::test]
async fn a_statement_is_planned_once_whatever_it_binds() {
    let scratch = Scratch::open(Dialect::Sqlite).await;
    prepare(&scratch.db, Stream::Customers, Seed::Sample).await.unwrap();
    let Db::Sqlite(pools) = &scratch.db else { panic!("only a file") };
    let mut lease = pools.readers.lease().await.unwrap();
    let connection = lease.start().unwrap();
    for after in 0..3 {
        let (rows, replanned) = connection
            .here(|connection| {
                let sql = "select id from owners where id > ? order by id limit ?";
                let mut statement = connection.prepare_cached(sql)?;
                let rows = statement.query_map([after, 5], |row| row.get::<_, i32>(0))?.count();
                Ok((rows, statement.get_status(StatementStatus::RePrepare)))
            })
            .unwrap();
        assert_eq!((rows, replanned), (5, 0));
    }
}
