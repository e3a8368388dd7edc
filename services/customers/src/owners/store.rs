//! Owners in the database.

use contract::owners::{OwnerFields, OwnerSearch};
use contract::search_key::{prefix_range, search_key};
use db::{Day, Db, Tx};
use jiff::civil::Date;
use sqlx::AssertSqlSafe;

const FIND: &str = "
    select o.id, o.first_name, o.last_name, o.address, o.city, o.telephone, o.version, p.id, p.name, p.birth_date, p.type_id
    from owners o left join pets p on p.owner_id = o.id
    where o.id = ?";

const INSERT: &str = "
    insert into owners (first_name, last_name, address, city, telephone, first_name_key, last_name_key, city_key, version)
    values (?, ?, ?, ?, ?, ?, ?, ?, 0)";

const UPDATE: &str = "
    update owners set first_name = ?, last_name = ?, address = ?, city = ?, telephone = ?,
        first_name_key = ?, last_name_key = ?, city_key = ?, version = version + 1
    where id = ? and version = coalesce(?, version)";

// A pet is shown with its owner's name, so it changes with it.
const TOUCH_PETS: &str = "update pets set version = version + 1 where owner_id = ?";

const LOCK: &str = "update owners set version = version + 1 where id = ? and version = coalesce(?, version)";

const VERSION: &str = "select version from owners where id = ?";

const ANNOUNCE_PETS: &str = "
    insert into customers_outbox (pet_id, created_at) select id, ? from pets where owner_id = ?";

const DELETE_PETS: &str = "delete from pets where owner_id = ?";

const DELETE: &str = "delete from owners where id = ?";

/// An owner as stored, with its pets by name.
pub(crate) struct Found {
    pub(crate) id: i32,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) address: String,
    pub(crate) city: String,
    pub(crate) telephone: String,
    pub(crate) version: i32,
    pub(crate) pets: Vec<FoundPet>,
}

/// A pet as stored with its owner.
pub(crate) struct FoundPet {
    pub(crate) id: i32,
    pub(crate) name: String,
    pub(crate) birth_date: Option<Date>,
    pub(crate) type_id: i32,
}

/// A row of [`FIND`]: an owner with one of its pets.
type Row =
    (i32, String, String, String, String, String, i32, Option<i32>, Option<String>, Option<Day>, Option<i32>);

/// An owner with its pets, in one statement.
pub(crate) async fn find(db: &Db, id: i32) -> Result<Option<Found>, db::Error> {
    let rows = db::read!(db, c => sqlx::query_as::<_, Row>(FIND).bind(id).fetch_all(c))?;
    Ok(gather(rows).pop())
}

/// A page of the owners that a search finds, in one statement.
pub(crate) async fn page(db: &Db, search: &OwnerSearch) -> Result<Vec<Found>, db::Error> {
    let (sql, terms) = page_sql(search);
    let rows = db::read!(db.replica(), c => {
        let mut query = sqlx::query_as::<_, Row>(AssertSqlSafe(sql.as_str()));
        for term in &terms {
            query = query.bind(term.as_str());
        }
        query.bind(search.page.after).bind(i32::from(search.page.size)).fetch_all(c)
    })?;
    Ok(gather(rows))
}

/// How many owners a search finds on all its pages.
pub(crate) async fn count(db: &Db, search: &OwnerSearch) -> Result<u64, db::Error> {
    let (sql, terms) = count_sql(search);
    let (count,) = db::read!(db, c => {
        let mut query = sqlx::query_as::<_, (i64,)>(AssertSqlSafe(sql.as_str()));
        for term in &terms {
            query = query.bind(term.as_str());
        }
        query.fetch_one(c)
    })?;
    Ok(count.unsigned_abs())
}

fn page_sql(search: &OwnerSearch) -> (String, Vec<String>) {
    let (conditions, terms) = conditions(search);
    // Within what a search finds, the order is made by sorting: `+ 0` keeps the optimizer from walking all owners by id
    // in the hope of meeting a page of matches early.
    let id = if terms.is_empty() { "id" } else { "id + 0" };
    let sql = format!(
        "select o.id, o.first_name, o.last_name, o.address, o.city, o.telephone, o.version, p.id, p.name, p.birth_date, p.type_id
         from (select id from owners where {conditions}{id} > ? order by {id} limit ?) page
         join owners o on o.id = page.id left join pets p on p.owner_id = o.id
         order by o.id"
    );
    (sql, terms)
}

fn count_sql(search: &OwnerSearch) -> (String, Vec<String>) {
    let (conditions, terms) = conditions(search);
    (format!("select count(*) from owners where {conditions}1 = 1"), terms)
}

/// The conditions of a search, each followed by `and`, and what they compare with.
fn conditions(search: &OwnerSearch) -> (String, Vec<String>) {
    const CONDITIONS: [&str; 5] = [
        "last_name_key >= ? and last_name_key < ? and ",
        "first_name_key >= ? and first_name_key < ? and ",
        "city_key >= ? and city_key < ? and ",
        "telephone >= ? and telephone < ? and ",
        "id in (select owner_id from pets where name_key >= ? and name_key < ?) and ",
    ];
    let given = [&search.last_name, &search.first_name, &search.city, &search.telephone, &search.pet];
    let mut sql = String::new();
    let mut terms = Vec::new();
    for (condition, term) in CONDITIONS.iter().zip(given) {
        if let Some(term) = term {
            sql.push_str(condition);
            terms.extend(<[String; 2]>::from(prefix_range(term)));
        }
    }
    (sql, terms)
}

/// Puts the rows of each owner together; they come one owner after the other.
fn gather(rows: Vec<Row>) -> Vec<Found> {
    let mut owners: Vec<Found> = Vec::new();
    for (id, first_name, last_name, address, city, telephone, version, pet_id, name, birth_date, type_id) in
        rows
    {
        if owners.last().is_none_or(|it| it.id != id) {
            let pets = Vec::new();
            owners.push(Found { id, first_name, last_name, address, city, telephone, version, pets });
        }
        if let (Some(owner), Some(id), Some(name), Some(type_id)) = (owners.last_mut(), pet_id, name, type_id)
        {
            owner.pets.push(FoundPet { id, name, birth_date: birth_date.map(Date::from), type_id });
        }
    }
    for owner in &mut owners {
        if owner.pets.len() > 1 {
            owner.pets.sort_by_cached_key(|it| (search_key(&it.name), it.id));
        }
    }
    owners
}

/// Adds an owner and gives its id.
pub(crate) async fn insert(tx: &mut Tx, owner: &OwnerFields) -> Result<i32, db::Error> {
    let (first, last, city) = keys(owner);
    let done = db::execute!(tx, c => sqlx::query(INSERT)
        .bind(&owner.first_name).bind(&owner.last_name).bind(&owner.address).bind(&owner.city).bind(&owner.telephone)
        .bind(&first).bind(&last).bind(&city)
        .execute(c))?;
    Ok(done.id)
}

/// Changes an owner, if it still has the version that was seen; says whether it did.
pub(crate) async fn update(
    tx: &mut Tx,
    id: i32,
    owner: &OwnerFields,
    seen: Option<i32>,
) -> Result<bool, db::Error> {
    let (first, last, city) = keys(owner);
    let done = db::execute!(tx, c => sqlx::query(UPDATE)
        .bind(&owner.first_name).bind(&owner.last_name).bind(&owner.address).bind(&owner.city).bind(&owner.telephone)
        .bind(&first).bind(&last).bind(&city)
        .bind(id).bind(seen)
        .execute(c))?;
    if done.rows == 1 {
        db::execute!(tx, c => sqlx::query(TOUCH_PETS).bind(id).execute(c))?;
    }
    Ok(done.rows == 1)
}

/// Locks an owner for a change of it or its pets, which gives it a new version; says whether it is there.
pub(crate) async fn lock(tx: &mut Tx, id: i32, seen: Option<i32>) -> Result<bool, db::Error> {
    let done = db::execute!(tx, c => sqlx::query(LOCK).bind(id).bind(seen).execute(c))?;
    Ok(done.rows == 1)
}

/// An owner's version.
pub(crate) async fn version(tx: &mut Tx, id: i32) -> Result<Option<i32>, db::Error> {
    let row = db::query!(tx, c => sqlx::query_as::<_, (i32,)>(VERSION).bind(id).fetch_optional(c))?;
    Ok(row.map(|(version,)| version))
}

/// Deletes a locked owner with its pets, and leaves word of the pets in the outbox.
pub(crate) async fn delete(tx: &mut Tx, id: i32, now: i64) -> Result<(), db::Error> {
    db::execute!(tx, c => sqlx::query(ANNOUNCE_PETS).bind(now).bind(id).execute(c))?;
    db::execute!(tx, c => sqlx::query(DELETE_PETS).bind(id).execute(c))?;
    db::execute!(tx, c => sqlx::query(DELETE).bind(id).execute(c))?;
    Ok(())
}

fn keys(owner: &OwnerFields) -> (String, String, String) {
    (search_key(&owner.first_name), search_key(&owner.last_name), search_key(&owner.city))
}

/// Every statement of this file.
pub(crate) fn statements() -> Vec<String> {
    let term = || Some("x".to_owned());
    let searches = [
        OwnerSearch::default(),
        OwnerSearch { last_name: term(), ..OwnerSearch::default() },
        OwnerSearch { first_name: term(), ..OwnerSearch::default() },
        OwnerSearch { city: term(), ..OwnerSearch::default() },
        OwnerSearch { telephone: term(), ..OwnerSearch::default() },
        OwnerSearch { pet: term(), ..OwnerSearch::default() },
    ];
    let fixed = [FIND, INSERT, UPDATE, TOUCH_PETS, LOCK, VERSION, ANNOUNCE_PETS, DELETE_PETS, DELETE];
    let searched = searches.iter().flat_map(|it| [page_sql(it).0, count_sql(it).0]);
    fixed.into_iter().map(str::to_owned).chain(searched).collect()
}
