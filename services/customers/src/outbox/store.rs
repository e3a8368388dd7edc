//! The outbox in the database.

use contract::pets::PetDeath;
use db::{Day, Db};
use jiff::civil::Date;

db::statements! {
    REMOVALS = "select id, pet_id from customers_outbox where id > ? order by id limit 100";
    DELETE_REMOVAL = "delete from customers_outbox where id = ?";
    DEATHS = "
        select id, pet_id, died_on, pet_version from customers_death_outbox where id > ? order by id limit 100";
    DELETE_DEATH = "delete from customers_death_outbox where id = ?";
}

db::row! {
    /// A pet's removal that the visits service has not yet confirmed.
    pub(crate) struct Removal {
        pub(crate) id: i32,
        pub(crate) pet_id: i32,
    }
}

db::row! {
    /// A pet's death, or that it did not die after all, that the visits service has not yet confirmed.
    pub(crate) struct Death {
        pub(crate) id: i32,
        pub(crate) pet_id: i32,
        died_on: Option<Day>,
        pet_version: i32,
    }
}

impl Death {
    pub(crate) fn death(&self) -> PetDeath {
        PetDeath { died_on: self.died_on.map(Date::from), pet_version: self.pet_version }
    }
}

/// The next removals after an id.
pub(crate) async fn removals(db: &Db, after: i32) -> Result<Vec<Removal>, db::Error> {
    db::fetch!(db, all Removal, REMOVALS, after)
}

/// The next deaths after an id.
pub(crate) async fn deaths(db: &Db, after: i32) -> Result<Vec<Death>, db::Error> {
    db::fetch!(db, all Death, DEATHS, after)
}

/// Deletes a delivered removal.
pub(crate) async fn delete_removal(db: &Db, id: i32) -> Result<(), db::Error> {
    db.transaction(async |tx| db::execute!(tx, DELETE_REMOVAL, id).map(drop)).await
}

/// Deletes a delivered death.
pub(crate) async fn delete_death(db: &Db, id: i32) -> Result<(), db::Error> {
    db.transaction(async |tx| db::execute!(tx, DELETE_DEATH, id).map(drop)).await
}
