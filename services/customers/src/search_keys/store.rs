//! Search keys in the database.

use contract::search_key::{KEY_VERSION, search_key, telephone_key, telephone_tail};
use db::Db;

use super::sound;

db::statements! {
    OWNERS = "
        select id, first_name, last_name, city, telephone from owners
        where key_version < ? order by key_version, id limit 500";
    // Leaves a row alone that has changed in between.
    RENEW_OWNER = "
        update owners set first_name_key = ?, last_name_key = ?, city_key = ?, telephone_key = ?, telephone_tail = ?,
            first_name_sound = ?, last_name_sound = ?, key_version = ?
        where id = ? and first_name = ? and last_name = ? and city = ? and telephone = ?";
    PETS = "select id, name from pets where key_version < ? order by key_version, id limit 500";
    RENEW_PET = "update pets set name_key = ?, key_version = ? where id = ? and name = ?";
}

/// The search keys of an owner.
pub(crate) struct OwnerKeys {
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) city: String,
    pub(crate) telephone: String,
    pub(crate) telephone_tail: String,
    pub(crate) first_name_sound: String,
    pub(crate) last_name_sound: String,
}

impl OwnerKeys {
    pub(crate) fn of(first_name: &str, last_name: &str, city: &str, telephone: &str) -> Self {
        Self {
            first_name: search_key(first_name),
            last_name: search_key(last_name),
            city: search_key(city),
            telephone: telephone_key(telephone),
            telephone_tail: telephone_tail(telephone),
            first_name_sound: sound(first_name),
            last_name_sound: sound(last_name),
        }
    }
}

/// How many rows have old keys, of those that were looked at, and how many of them got new ones.
pub(super) struct Batch {
    pub(super) found: usize,
    pub(super) renewed: u64,
}

/// Renews the keys of some owners.
pub(super) async fn renew_owners(db: &Db) -> Result<Batch, db::Error> {
    db::row! {
        struct Row {
            id: i32,
            first_name: String,
            last_name: String,
            city: String,
            telephone: String,
        }
    }
    let rows = db::fetch!(db, all Row, OWNERS, KEY_VERSION)?;
    let mut renewed = 0;
    if rows.is_empty() {
        return Ok(Batch { found: 0, renewed });
    }
    db.transaction(async |tx| {
        for Row { id, first_name, last_name, city, telephone } in &rows {
            let keys = OwnerKeys::of(first_name, last_name, city, telephone);
            let done = db::execute!(
                tx,
                RENEW_OWNER,
                &keys.first_name,
                &keys.last_name,
                &keys.city,
                &keys.telephone,
                &keys.telephone_tail,
                &keys.first_name_sound,
                &keys.last_name_sound,
                KEY_VERSION,
                id,
                first_name,
                last_name,
                city,
                telephone
            )?;
            renewed += done.rows;
        }
        Ok::<_, db::Error>(())
    })
    .await?;
    Ok(Batch { found: rows.len(), renewed })
}

/// Renews the keys of some pets.
pub(super) async fn renew_pets(db: &Db) -> Result<Batch, db::Error> {
    db::row! {
        struct Row {
            id: i32,
            name: String,
        }
    }
    let rows = db::fetch!(db, all Row, PETS, KEY_VERSION)?;
    let mut renewed = 0;
    if rows.is_empty() {
        return Ok(Batch { found: 0, renewed });
    }
    db.transaction(async |tx| {
        for Row { id, name } in &rows {
            renewed += db::execute!(tx, RENEW_PET, search_key(name), KEY_VERSION, id, name)?.rows;
        }
        Ok::<_, db::Error>(())
    })
    .await?;
    Ok(Batch { found: rows.len(), renewed })
}
