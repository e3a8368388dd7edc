//! Pets and their types in the database.

use chrono::NaiveDate;
use contract::pets::{ChangedPet, NewPet, PetPath, PetSearch, PetType};
use contract::search_key::{prefix_range, search_key};
use db::{Db, Tx};
use sqlx::AssertSqlSafe;

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

db::row! {
    /// A pet as stored, with its owner's name.
    pub(crate) struct FoundPet {
        pub(crate) name: String,
        pub(crate) birth_date: Option<NaiveDate>,
        pub(crate) type_id: i32,
        pub(crate) version: i32,
        pub(crate) owner_first_name: String = "first_name",
        pub(crate) owner_last_name: String = "last_name",
    }
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

/// A row of a search: id, name, birth date, type, owner, and the owner's first and last name.
pub(crate) type SearchedPet = (i32, String, Option<NaiveDate>, i32, i32, String, String);

/// A page of the pets that a search finds, by id, and how many there are on all pages.
pub(crate) async fn search(db: &Db, search: &PetSearch) -> Result<(Vec<SearchedPet>, u64), db::Error> {
    let sql = SearchSql::of(search);
    let range = search.name.as_deref().map(|it| <[String; 2]>::from(prefix_range(it)));
    let numbers: Vec<i32> =
        search.type_id.into_iter().chain(search.owner_id).chain(search.ids.iter().copied()).collect();
    // Bound in the order of the conditions.
    macro_rules! bound {
        ($query:expr) => {{
            let mut query = $query;
            for text in range.iter().flatten() {
                query = query.bind(text.as_str());
            }
            for number in &numbers {
                query = query.bind(*number);
            }
            query
        }};
    }
    let pets = db::read!(db.replica(), c => {
        bound!(sqlx::query_as::<_, SearchedPet>(AssertSqlSafe(sql.page.as_str())))
            .bind(search.page.after.saturating_add(1)).bind(i32::from(search.page.size)).fetch_all(c)
    })?;
    let (total,) = db::read!(db.replica(), c => {
        bound!(sqlx::query_as::<_, (i64,)>(AssertSqlSafe(sql.count.as_str()))).fetch_one(c)
    })?;
    Ok((pets, total.unsigned_abs()))
}

struct SearchSql {
    page: String,
    count: String,
}

impl SearchSql {
    fn of(search: &PetSearch) -> Self {
        let mut conditions = String::new();
        if search.name.is_some() {
            conditions.push_str("name_key >= ? and name_key < ? and ");
        }
        if search.type_id.is_some() {
            conditions.push_str("type_id = ? and ");
        }
        if search.owner_id.is_some() {
            conditions.push_str("owner_id = ? and ");
        }
        if !search.ids.is_empty() {
            let places = vec!["?"; search.ids.len()].join(", ");
            conditions.push_str(&format!("id in ({places}) and "));
        }
        // As for owners: what a search finds is sorted.
        let id = if conditions.is_empty() { "id" } else { "id + 0" };
        Self {
            page: format!(
                "select p.id, p.name, p.birth_date, p.type_id, p.owner_id, o.first_name, o.last_name
                 from (select id from pets where {conditions}{id} >= ? order by {id} limit ?) page
                 join pets p on p.id = page.id join owners o on o.id = p.owner_id
                 order by p.id"
            ),
            count: format!("select count(*) from pets where {conditions}1 = 1"),
        }
    }
}

/// Every statement of this file.
pub(crate) fn statements() -> Vec<String> {
    let searches = [
        PetSearch::default(),
        PetSearch { name: Some("l".to_owned()), ..PetSearch::default() },
        PetSearch { type_id: Some(1), owner_id: Some(1), ..PetSearch::default() },
        PetSearch { ids: vec![1, 2], ..PetSearch::default() },
    ];
    let searches = searches.iter().map(SearchSql::of).flat_map(|it| [it.page, it.count]);
    let fixed = [TYPES, FIND, VERSION, INSERT, UPDATE, ANNOUNCE, DELETE];
    fixed.into_iter().map(str::to_owned).chain(searches).collect()
}
