//! Pets and their types in the database.

use chrono::NaiveDate;
use contract::pets::{ChangedPet, NewPet, PetPath, PetType};
use contract::search_key::search_key;
use db::{Db, Tx};

const TYPES: &str = "select id, name from types order by name, id";

const FIND: &str = "
    select p.name, p.birth_date, p.type_id, p.version, o.first_name, o.last_name
    from pets p join owners o on o.id = p.owner_id
    where p.id = ? and p.owner_id = ?";

const VERSION: &str = "select version from pets where id = ? and owner_id = ?";

const INSERT: &str = "
    insert into pets (name, name_key, birth_date, type_id, owner_id, version) values (?, ?, ?, ?, ?, 0)";

const UPDATE: &str = "
    update pets set name = ?, name_key = ?, birth_date = ?, type_id = coalesce(?, type_id), version = version + 1
    where id = ?";

const ANNOUNCE: &str = "insert into customers_outbox (pet_id, created_at) values (?, ?)";

const DELETE: &str = "delete from pets where id = ?";

/// A pet as stored, with its owner's name.
#[derive(sqlx::FromRow)]
pub(crate) struct FoundPet {
    pub(crate) name: String,
    pub(crate) birth_date: Option<NaiveDate>,
    pub(crate) type_id: i32,
    pub(crate) version: i32,
    #[sqlx(rename = "first_name")]
    pub(crate) owner_first_name: String,
    #[sqlx(rename = "last_name")]
    pub(crate) owner_last_name: String,
}

/// Every type of pet, by name.
pub(crate) async fn types(db: &Db) -> Result<Vec<PetType>, db::Error> {
    let rows = db::read!(db.replica(), c => sqlx::query_as::<_, (i32, String)>(TYPES).fetch_all(c))?;
    Ok(rows.into_iter().map(|(id, name)| PetType { id, name }).collect())
}

/// A pet of an owner.
pub(crate) async fn find(db: &Db, path: PetPath) -> Result<Option<FoundPet>, db::Error> {
    db::read!(db, c => sqlx::query_as::<_, FoundPet>(FIND).bind(path.pet_id).bind(path.owner_id).fetch_optional(c))
}

/// The version of a pet of an owner.
pub(crate) async fn version(tx: &mut Tx, path: PetPath) -> Result<Option<i32>, db::Error> {
    let row = db::query!(tx, c => sqlx::query_as::<_, (i32,)>(VERSION)
        .bind(path.pet_id).bind(path.owner_id).fetch_optional(c))?;
    Ok(row.map(|(version,)| version))
}

/// Adds a pet to an owner and gives its id.
pub(crate) async fn insert(tx: &mut Tx, owner_id: i32, pet: &NewPet) -> Result<i32, db::Error> {
    let key = search_key(&pet.name);
    let done = db::execute!(tx, c => sqlx::query(INSERT)
        .bind(&pet.name).bind(&key).bind(pet.birth_date).bind(pet.type_id).bind(owner_id)
        .execute(c))?;
    Ok(done.id)
}

/// Changes a locked pet.
pub(crate) async fn update(tx: &mut Tx, path: PetPath, pet: &ChangedPet) -> Result<(), db::Error> {
    let key = search_key(&pet.name);
    db::execute!(tx, c => sqlx::query(UPDATE)
        .bind(&pet.name).bind(&key).bind(pet.birth_date).bind(pet.type_id).bind(path.pet_id)
        .execute(c))?;
    Ok(())
}

/// Deletes a locked pet, and leaves word of it in the outbox.
pub(crate) async fn delete(tx: &mut Tx, path: PetPath, now: i64) -> Result<(), db::Error> {
    db::execute!(tx, c => sqlx::query(ANNOUNCE).bind(path.pet_id).bind(now).execute(c))?;
    db::execute!(tx, c => sqlx::query(DELETE).bind(path.pet_id).execute(c))?;
    Ok(())
}

/// Every statement of this file.
pub(crate) fn statements() -> Vec<String> {
    [TYPES, FIND, VERSION, INSERT, UPDATE, ANNOUNCE, DELETE].map(str::to_owned).to_vec()
}
