//! The outbox in the database.

use db::Db;

const SOME: &str = "select id, pet_id from customers_outbox where id > ? order by id limit 100";

const DELETE: &str = "delete from customers_outbox where id = ?";

db::row! {
    /// Word of a pet that is gone.
    pub(crate) struct Row {
        pub(crate) id: i32,
        pub(crate) pet_id: i32,
    }
}

/// The next rows after an id.
pub(crate) async fn some(db: &Db, after: i32) -> Result<Vec<Row>, db::Error> {
    db::read!(db, c => sqlx::query_as::<_, Row>(SOME).bind(after).fetch_all(c))
}

/// Deletes a delivered row.
pub(crate) async fn delete(db: &Db, id: i32) -> Result<(), db::Error> {
    let mut tx = db.begin().await?;
    db::execute!(tx, c => sqlx::query(DELETE).bind(id).execute(c))?;
    tx.commit().await
}

/// Every statement of this file.
pub(crate) fn statements() -> Vec<String> {
    [SOME, DELETE].map(str::to_owned).to_vec()
}
