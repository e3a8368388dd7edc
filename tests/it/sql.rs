//! Looking into a test's own database.

use db::Db;
use sqlx::AssertSqlSafe;

/// The one number that a statement selects.
pub(crate) async fn number(db: &Db, sql: &str) -> i64 {
    db::read!(db, c => sqlx::query_scalar::<_, i64>(AssertSqlSafe(sql)).fetch_one(c)).unwrap()
}

/// How many rows a table has.
pub(crate) async fn rows(db: &Db, table: &str) -> i64 {
    number(db, &format!("select count(*) from {table}")).await
}

/// Runs a statement as it stands.
pub(crate) async fn run(db: &Db, sql: &str) {
    let mut tx = db.begin().await.unwrap();
    db::execute!(tx, c => sqlx::query(AssertSqlSafe(sql)).execute(c)).unwrap();
    tx.commit().await.unwrap();
}
