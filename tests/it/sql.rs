//! Direct access to a test's own database.

use db::{DatabaseUrl, Db};
use sqlx::mysql::MySqlConnection;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};

/// The number that a statement selects.
pub(crate) async fn number(db: &Db, sql: &str) -> i64 {
    db::read_undeclared!(db, c => sqlx::query_scalar::<_, i64>(AssertSqlSafe(sql)).fetch_one(c)).unwrap()
}

/// The number of rows in a table.
pub(crate) async fn rows(db: &Db, table: &str) -> i64 {
    number(db, &format!("select count(*) from {table}")).await
}

/// Runs a statement unchanged.
pub(crate) async fn run(db: &Db, sql: &str) {
    let mut tx = db.begin().await.unwrap();
    db::execute_undeclared!(tx, c => sqlx::query(AssertSqlSafe(sql)).execute(c)).unwrap();
    tx.commit().await.unwrap();
}

/// A separate connection to a server.
pub(crate) async fn connect(url: &DatabaseUrl) -> MySqlConnection {
    let DatabaseUrl::MySql(options) = url else { panic!("only a server") };
    options.connect().await.unwrap()
}

/// Runs a statement that needs more rights than a service has.
pub(crate) async fn administer(url: &DatabaseUrl, sql: &str) {
    let mut connection = connect(url).await;
    connection.execute(AssertSqlSafe(sql)).await.unwrap();
    connection.close().await.unwrap();
}
