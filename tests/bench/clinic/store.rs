use anyhow::Result;
use contract::search_key::KEY_VERSION;
use db::{Day, Db, Dialect};
use sqlx::AssertSqlSafe;

use super::{Owner, Pet, Visit};

/// An insert of `rows` rows, which a connection prepares once.
fn insert(table: &str, columns: &str, rows: usize) -> String {
    let places = vec!["?"; columns.split(',').count()].join(", ");
    let rows = vec![format!("({places})"); rows].join(", ");
    format!("insert into {table} ({columns}) values {rows}")
}

const OWNER: &str = "id, first_name, last_name, address, city, telephone, \
    first_name_key, last_name_key, city_key, telephone_key, key_version";

/// An owner, and the search keys of its names, its city and its telephone. Nothing is measured that reads the keys of likely duplicates.
pub(super) type OwnerRow = (Owner, [String; 4]);

pub(super) async fn insert_owners(db: &Db, batches: &[Vec<OwnerRow>]) -> Result<()> {
    let mut tx = db.begin().await?;
    for rows in batches {
        let sql = insert("owners", OWNER, rows.len());
        db::execute_undeclared!(tx, c => {
            let mut query = sqlx::query(AssertSqlSafe(sql.as_str()));
            for (it, [first, last, city, telephone]) in rows {
                query = query.bind(it.id).bind(it.first_name).bind(&it.last_name).bind(&it.address).bind(it.city);
                query = query.bind(&it.telephone).bind(first).bind(last).bind(city).bind(telephone).bind(KEY_VERSION);
            }
            query.execute(c)
        })?;
    }
    Ok(tx.commit().await?)
}

/// A pet, and the search key of its name.
pub(super) type PetRow = (Pet, String);

pub(super) async fn insert_pets(db: &Db, batches: &[Vec<PetRow>]) -> Result<()> {
    let mut tx = db.begin().await?;
    for rows in batches {
        let sql =
            insert("pets", "id, name, birth_date, type_id, owner_id, name_key, key_version", rows.len());
        db::execute_undeclared!(tx, c => {
            let mut query = sqlx::query(AssertSqlSafe(sql.as_str()));
            for (it, key) in rows {
                query = query.bind(it.id).bind(it.name).bind(Day(it.birth_date)).bind(it.type_id).bind(it.owner_id);
                query = query.bind(key).bind(KEY_VERSION);
            }
            query.execute(c)
        })?;
    }
    Ok(tx.commit().await?)
}

pub(super) async fn insert_visits(db: &Db, batches: &[Vec<Visit>]) -> Result<()> {
    let mut tx = db.begin().await?;
    for rows in batches {
        let sql = insert("visits", "pet_id, visit_date, description", rows.len());
        db::execute_undeclared!(tx, c => {
            let mut query = sqlx::query(AssertSqlSafe(sql.as_str()));
            for it in rows {
                query = query.bind(it.pet_id).bind(Day(it.date)).bind(it.description);
            }
            query.execute(c)
        })?;
    }
    Ok(tx.commit().await?)
}

/// Updates the optimizer's statistics.
pub(super) async fn analyze(db: &Db) -> Result<()> {
    let statement = match db.dialect() {
        Dialect::MySql => "analyze table owners, pets, visits",
        Dialect::Sqlite => "analyze",
    };
    let mut tx = db.begin().await?;
    db::execute_undeclared!(tx, c => sqlx::query(statement).execute(c))?;
    Ok(tx.commit().await?)
}

/// Drops the schema to which the connection belongs.
pub(super) async fn drop_schema(db: &Db, schema: &str) -> Result<()> {
    let mut tx = db.begin().await?;
    let sql = format!("drop database `{schema}`");
    db::execute_undeclared!(tx, c => sqlx::query(AssertSqlSafe(sql.as_str())).execute(c))?;
    Ok(tx.commit().await?)
}
