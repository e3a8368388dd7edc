//! The outbox in the database.

use db::Db;

db::statements! {
    NEXT = "select id, pet_id from customers_outbox where id > ? order by id limit 100";
    DELETE = "delete from customers_outbox where id = ?";
}

db::row! {
    /// A pet's removal that the visits service has not yet confirmed.
    pub(crate) struct Row {
        pub(crate) id: i32,
        pub(crate) pet_id: i32,
    }
}

/// The next rows after an id.
pub(crate) async fn next(db: &Db, after: i32) -> Result<Vec<Row>, db::Error> {
    db::fetch!(db, all Row, NEXT, after)
}

/// Deletes a delivered row.
pub(crate) async fn delete(db: &Db, id: i32) -> Result<(), db::Error> {
    db.transaction(async |tx| db::execute!(tx, DELETE, id).map(drop)).await
}
