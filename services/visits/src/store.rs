//! Visits in the database.

use contract::visits::{Visit, VisitFields, VisitPath, VisitSearch};
use db::{Day, Db, Error, Tx};
use jiff::civil::Date;
use sqlx::AssertSqlSafe;

const FIND: &str = "select visit_date, description, version from visits where id = ? and pet_id = ?";

const INSERT: &str = "
    insert into visits (pet_id, visit_date, description, pet_verified, version) values (?, ?, ?, ?, 0)";

const IS_REMOVED: &str = "select pet_id from removed_pets where pet_id = ?";

const LOCK: &str = "update visits set version = version + 1 where id = ? and pet_id = ?";

const VERSION: &str = "select version from visits where id = ?";

const UPDATE: &str = "update visits set visit_date = ?, description = ? where id = ?";

const DELETE: &str = "delete from visits where id = ?";

const REMEMBER_REMOVED: &str = "insert into removed_pets (pet_id, removed_at) values (?, ?)";

const DELETE_OF_PET: &str = "delete from visits where pet_id = ?";

type Row = (i32, Option<Day>, Option<String>, i32);

/// The visits of pets, by pet, then by id.
pub(crate) async fn of_pets(db: &Db, pet_ids: &[i32]) -> Result<Vec<Visit>, Error> {
    let Some(&last) = pet_ids.last() else { return Ok(Vec::new()) };
    let places = pet_ids.len().next_power_of_two();
    let sql = of_pets_sql(places);
    let rows = db::read!(db.replica(), c => {
        let mut query = sqlx::query_as::<_, Row>(AssertSqlSafe(sql.as_str()));
        for id in pet_ids.iter().copied().chain(std::iter::repeat(last)).take(places) {
            query = query.bind(id);
        }
        query.fetch_all(c)
    })?;
    Ok(rows
        .into_iter()
        .map(|(id, date, description, pet_id)| Visit { id, date: date.map(Date::from), description, pet_id })
        .collect())
}

// Lists are padded to a power of two, so that a connection prepares a handful of statements and not one for every length.
fn of_pets_sql(places: usize) -> String {
    let places = vec!["?"; places].join(", ");
    format!(
        "select id, visit_date, description, pet_id from visits where pet_id in ({places}) order by pet_id, id"
    )
}

/// A visit of a pet, with its version.
pub(crate) async fn find(db: &Db, path: VisitPath) -> Result<Option<(Visit, i32)>, Error> {
    let row = db::read!(db, c => sqlx::query_as::<_, (Option<Day>, Option<String>, i32)>(FIND)
        .bind(path.visit_id).bind(path.pet_id).fetch_optional(c))?;
    Ok(row.map(|(date, description, version)| {
        (Visit { id: path.visit_id, date: date.map(Date::from), description, pet_id: path.pet_id }, version)
    }))
}

/// Adds a visit and gives its id.
pub(crate) async fn insert(
    tx: &mut Tx,
    pet_id: i32,
    visit: &VisitFields,
    pet_verified: bool,
) -> Result<i32, Error> {
    let done = db::execute!(tx, c => sqlx::query(INSERT)
        .bind(pet_id).bind(visit.date.map(Day)).bind(&visit.description).bind(pet_verified)
        .execute(c))?;
    Ok(done.id)
}

/// Whether word has come that a pet is gone.
pub(crate) async fn is_removed(tx: &mut Tx, pet_id: i32) -> Result<bool, Error> {
    let row = db::query!(tx, c => sqlx::query_as::<_, (i32,)>(IS_REMOVED).bind(pet_id).fetch_optional(c))?;
    Ok(row.is_some())
}

/// Locks a visit of a pet, which gives it a new version, and returns the version before.
pub(crate) async fn lock(tx: &mut Tx, path: VisitPath) -> Result<Option<i32>, Error> {
    let done = db::execute!(tx, c => sqlx::query(LOCK).bind(path.visit_id).bind(path.pet_id).execute(c))?;
    if done.rows == 0 {
        return Ok(None);
    }
    let (version,) =
        db::query!(tx, c => sqlx::query_as::<_, (i32,)>(VERSION).bind(path.visit_id).fetch_one(c))?;
    Ok(Some(version - 1))
}

/// Changes a locked visit.
pub(crate) async fn update(tx: &mut Tx, path: VisitPath, visit: &VisitFields) -> Result<(), Error> {
    db::execute!(tx, c => sqlx::query(UPDATE)
        .bind(visit.date.map(Day)).bind(&visit.description).bind(path.visit_id)
        .execute(c))?;
    Ok(())
}

/// Deletes a locked visit.
pub(crate) async fn delete(tx: &mut Tx, path: VisitPath) -> Result<(), Error> {
    db::execute!(tx, c => sqlx::query(DELETE).bind(path.visit_id).execute(c))?;
    Ok(())
}

/// Remembers that a pet is gone.
pub(crate) async fn remember_removed(tx: &mut Tx, pet_id: i32, now: i64) -> Result<(), Error> {
    match db::execute!(tx, c => sqlx::query(REMEMBER_REMOVED).bind(pet_id).bind(now).execute(c)) {
        Ok(_) | Err(Error::UniqueViolation) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Deletes every visit of a pet.
pub(crate) async fn delete_of_pet(tx: &mut Tx, pet_id: i32) -> Result<(), Error> {
    db::execute!(tx, c => sqlx::query(DELETE_OF_PET).bind(pet_id).execute(c))?;
    Ok(())
}

/// The latest visits that a search finds, and how many there are in all.
pub(crate) async fn search(db: &Db, search: &VisitSearch) -> Result<(Vec<Visit>, u64), Error> {
    let (list, count) = search_sql(search);
    // Bound in the order of the conditions.
    macro_rules! bound {
        ($query:expr) => {{
            let mut query = $query;
            for day in [search.from, search.to].into_iter().flatten() {
                query = query.bind(Day(day));
            }
            if let Some(id) = search.pet_id {
                query = query.bind(id);
            }
            query
        }};
    }
    let rows = db::read!(db.replica(), c => {
        bound!(sqlx::query_as::<_, Row>(AssertSqlSafe(list.as_str()))).bind(i32::from(search.size)).fetch_all(c)
    })?;
    let (total,) = db::read!(db.replica(), c => {
        bound!(sqlx::query_as::<_, (i64,)>(AssertSqlSafe(count.as_str()))).fetch_one(c)
    })?;
    let visits = rows
        .into_iter()
        .map(|(id, date, description, pet_id)| Visit { id, date: date.map(Date::from), description, pet_id })
        .collect();
    Ok((visits, total.unsigned_abs()))
}

fn search_sql(search: &VisitSearch) -> (String, String) {
    let conditions = [
        search.from.map(|_| "visit_date >= ? and "),
        search.to.map(|_| "visit_date <= ? and "),
        search.pet_id.map(|_| "pet_id = ? and "),
    ];
    let conditions: String = conditions.into_iter().flatten().collect();
    // The index alone says which are the latest.
    let list = format!(
        "select visits.id, visits.visit_date, visits.description, visits.pet_id
         from (select id from visits where {conditions}1 = 1 order by visit_date desc, id desc limit ?) page
         join visits on visits.id = page.id
         order by visits.visit_date desc, visits.id desc"
    );
    (list, format!("select count(*) from visits where {conditions}1 = 1"))
}

/// Every statement of this file.
pub(crate) fn statements() -> Vec<String> {
    let day = Date::default();
    let searches = [
        VisitSearch::default(),
        VisitSearch { from: Some(day), to: Some(day), ..VisitSearch::default() },
        VisitSearch { pet_id: Some(1), ..VisitSearch::default() },
    ];
    let searches = searches.iter().map(search_sql).flat_map(|(list, count)| [list, count]);
    let fixed = [FIND, INSERT, IS_REMOVED, LOCK, VERSION, UPDATE, DELETE, REMEMBER_REMOVED, DELETE_OF_PET];
    fixed.into_iter().map(str::to_owned).chain([1, 4].map(of_pets_sql)).chain(searches).collect()
}
