//! Owners and pets, counted in the database.

use db::Db;

const OWNERS: &str = "
    select count(*), count(case when not exists (select 1 from pets p where p.owner_id = o.id) then 1 end)
    from owners o";

const PETS_BY_TYPE: &str = "select type_id, count(*) from pets group by type_id";

/// How many owners there are, and how many of them without pets.
pub(super) async fn owners(db: &Db) -> Result<(u64, u64), db::Error> {
    let (all, without) = db::read!(db.replica(), c => sqlx::query_as::<_, (i64, i64)>(OWNERS).fetch_one(c))?;
    Ok((all.unsigned_abs(), without.unsigned_abs()))
}

/// How many pets of each type there are.
pub(super) async fn pets_by_type(db: &Db) -> Result<Vec<(i32, u64)>, db::Error> {
    let rows = db::read!(db.replica(), c => sqlx::query_as::<_, (i32, i64)>(PETS_BY_TYPE).fetch_all(c))?;
    Ok(rows.into_iter().map(|(type_id, count)| (type_id, count.unsigned_abs())).collect())
}

/// Every statement of this file.
pub(crate) fn statements() -> Vec<String> {
    [OWNERS, PETS_BY_TYPE].map(str::to_owned).to_vec()
}
