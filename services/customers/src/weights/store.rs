//! Weights in the database.

use contract::pets::{NewWeight, PetWeight, PetWeights, WeightPath};
use db::{Day, Db, Error, Tx};

db::statements! {
    OF = "select id, measured_on, grams from pet_weights where pet_id = ? order by measured_on, id limit ?";
    COUNT = "select count(*) from pet_weights where pet_id = ?";
    INSERT = "insert into pet_weights (pet_id, measured_on, grams) values (?, ?, ?)";
    DELETE = "delete from pet_weights where id = ? and pet_id = ?";
}

/// What a pet weighed, by day.
pub(super) async fn of(db: &Db, pet_id: i32) -> Result<Vec<PetWeight>, Error> {
    db::row! {
        struct Row {
            id: i32,
            measured_on: Day,
            grams: i32,
        }
    }
    let rows = db::fetch!(db.replica(), all Row, OF, pet_id, PetWeights::MOST)?;
    let weight = |Row { id, measured_on, grams }| PetWeight { id, measured_on: measured_on.0, grams };
    Ok(rows.into_iter().map(weight).collect())
}

/// How many weights a pet has.
pub(super) async fn count(tx: &mut Tx, pet_id: i32) -> Result<i64, Error> {
    db::fetch_in!(tx, value i64, COUNT, pet_id)
}

/// Adds a weight and gives its id.
pub(super) async fn insert(tx: &mut Tx, pet_id: i32, weight: NewWeight) -> Result<i32, Error> {
    Ok(db::execute!(tx, INSERT, pet_id, Day(weight.measured_on), weight.grams)?.id)
}

/// Deletes a weight; returns whether the pet had it.
pub(super) async fn delete(tx: &mut Tx, path: WeightPath) -> Result<bool, Error> {
    Ok(db::execute!(tx, DELETE, path.weight_id, path.pet_id)?.rows == 1)
}
