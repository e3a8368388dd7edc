use anyhow::Result;
use db::{Db, Limits};
use sqlx::AssertSqlSafe;

use crate::environment::Database;

/// Creates a user with all rights on the database's schema, with or without TLS.
pub(super) async fn create_user(database: &Database, name: &str, password: &str) -> Result<()> {
    let db = Db::open(&database.url.parse()?, &Limits::default()).await?;
    let schema = database.schema().unwrap_or("*");
    let mut tx = db.begin().await?;
    for sql in [
        format!("create user '{name}'@'%' identified by '{password}'"),
        format!("grant all on `{schema}`.* to '{name}'@'%'"),
    ] {
        db::execute_undeclared!(tx, c => sqlx::query(AssertSqlSafe(sql.as_str())).execute(c))?;
    }
    tx.commit().await?;
    db.close().await;
    Ok(())
}
