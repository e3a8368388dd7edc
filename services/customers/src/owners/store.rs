//! Owners in the database.

use contract::owners::{ChangedOwner, NewOwner, OwnerSearch};
use contract::search_key::{KEY_VERSION, prefix_range, search_key, telephone_key, telephone_tail};
use db::{Day, Db, Tx};
use jiff::civil::Date;

use crate::search_keys::sound;
use crate::search_keys::store::OwnerKeys;

db::statements! {
    FIND = "
        select o.id, o.first_name, o.last_name, o.address, o.city, o.telephone, o.version,
            p.id as pet_id, p.name as pet_name, p.birth_date, p.type_id
        from owners o left join pets p on p.owner_id = o.id
        where o.id = ?";
    BY_ID(usize) = by_id_sql, such as list_lengths;
    PAGE(OwnerSearch) = page_sql, such as searches;
    COUNT(OwnerSearch) = count_sql, such as searches;
    INSERT = "
        insert into owners (first_name, last_name, address, city, telephone,
            first_name_key, last_name_key, city_key, telephone_key, telephone_tail, first_name_sound, last_name_sound,
            key_version, version)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)";
    UPDATE = "
        update owners set first_name = coalesce(?, first_name), last_name = coalesce(?, last_name),
            address = coalesce(?, address), city = coalesce(?, city), telephone = coalesce(?, telephone),
            first_name_key = coalesce(?, first_name_key), last_name_key = coalesce(?, last_name_key),
            city_key = coalesce(?, city_key), telephone_key = coalesce(?, telephone_key),
            telephone_tail = coalesce(?, telephone_tail), first_name_sound = coalesce(?, first_name_sound),
            last_name_sound = coalesce(?, last_name_sound), version = version + 1
        where id = ? and version = coalesce(?, version)";
    // A pet's representation includes its owner's name, so the pet's version changes with the owner.
    TOUCH_PETS = "update pets set version = version + 1 where owner_id = ?";
    LOCK = "update owners set version = version + 1 where id = ? and version = coalesce(?, version)";
    VERSION = "select version from owners where id = ?";
    ANNOUNCE_PETS = "insert into customers_outbox (pet_id, created_at) select id, ? from pets where owner_id = ?";
    DELETE_PETS = "delete from pets where owner_id = ?";
    DELETE = "delete from owners where id = ?";
}

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

db::row! {
    /// An owner with one of its pets.
    pub(crate) struct Row {
        id: i32,
        first_name: String,
        last_name: String,
        address: String,
        city: String,
        telephone: String,
        version: i32,
        pet_id: Option<i32>,
        pet_name: Option<String>,
        birth_date: Option<Day>,
        type_id: Option<i32>,
    }
}

/// An owner with its pets, in one statement.
pub(crate) async fn find(db: &Db, id: i32) -> Result<Option<Found>, db::Error> {
    let rows = db::fetch!(db, all Row, FIND, id)?;
    Ok(gather(rows).pop())
}

/// The owners with these ids, by id, in one statement.
pub(crate) async fn by_id(db: &Db, ids: &[i32]) -> Result<Vec<Found>, db::Error> {
    let Some(&last) = ids.last() else { return Ok(Vec::new()) };
    // Padding lists to a power of two lets a connection prepare a handful of statements instead of one for every length.
    let length = ids.len().next_power_of_two();
    let padded = || ids.iter().copied().chain(std::iter::repeat(last)).take(length);
    Ok(gather(db::fetch!(db.replica(), all Row, BY_ID.fill(&length), ..padded())?))
}

fn by_id_sql(length: &usize) -> String {
    let places = vec!["?"; *length].join(", ");
    format!(
        "select o.id, o.first_name, o.last_name, o.address, o.city, o.telephone, o.version,
             p.id as pet_id, p.name as pet_name, p.birth_date, p.type_id
         from owners o left join pets p on p.owner_id = o.id
         where o.id in ({places}) order by o.id"
    )
}

fn list_lengths() -> Vec<usize> {
    vec![1, 4]
}

/// A page of the owners that a search finds, in one statement.
pub(crate) async fn page(db: &Db, search: &OwnerSearch) -> Result<Vec<Found>, db::Error> {
    let terms = terms(search);
    let rows = db::fetch!(db.replica(), all Row, PAGE.fill(search),
        ..&terms, search.page.after, i32::from(search.page.size))?;
    Ok(gather(rows))
}

/// How many owners a search finds on all its pages.
pub(crate) async fn count(db: &Db, search: &OwnerSearch) -> Result<u64, db::Error> {
    let terms = terms(search);
    let count = db::fetch!(db, value i64, COUNT.fill(search), ..&terms)?;
    Ok(count.unsigned_abs())
}

fn page_sql(search: &OwnerSearch) -> String {
    let conditions = conditions(search);
    // `+ 0` makes the database sort the matches of a search. Otherwise the optimizer may walk all owners by id in the hope of
    // an early page of matches.
    let id = if conditions.is_empty() { "id" } else { "id + 0" };
    format!(
        "select o.id, o.first_name, o.last_name, o.address, o.city, o.telephone, o.version,
             p.id as pet_id, p.name as pet_name, p.birth_date, p.type_id
         from (select id from owners where {conditions}{id} > ? order by {id} limit ?) page
         join owners o on o.id = page.id left join pets p on p.owner_id = o.id
         order by o.id"
    )
}

fn count_sql(search: &OwnerSearch) -> String {
    let conditions = conditions(search);
    format!("select count(*) from owners where {conditions}1 = 1")
}

/// How a text becomes a key.
type ToKey = fn(&str) -> String;

/// The terms of a search, each with its condition and with how it becomes a key.
fn compared(search: &OwnerSearch) -> impl Iterator<Item = (&'static str, ToKey, &str)> {
    let all: [(&str, ToKey, &Option<String>); 5] = [
        ("last_name_key >= ? and last_name_key < ? and ", search_key, &search.last_name),
        ("first_name_key >= ? and first_name_key < ? and ", search_key, &search.first_name),
        ("city_key >= ? and city_key < ? and ", search_key, &search.city),
        ("telephone_key >= ? and telephone_key < ? and ", telephone_key, &search.telephone),
        (
            "id in (select owner_id from pets where name_key >= ? and name_key < ?) and ",
            search_key,
            &search.pet,
        ),
    ];
    all.into_iter().filter_map(|(condition, key, term)| Some((condition, key, term.as_deref()?)))
}

/// The conditions of a search, each followed by `and`.
fn conditions(search: &OwnerSearch) -> String {
    compared(search).map(|(condition, ..)| condition).collect()
}

/// The values that the conditions of a search bind.
fn terms(search: &OwnerSearch) -> Vec<String> {
    compared(search).flat_map(|(_, key, term)| <[String; 2]>::from(prefix_range(key(term)))).collect()
}

fn searches() -> Vec<OwnerSearch> {
    let term = || Some("x".to_owned());
    vec![
        OwnerSearch::default(),
        OwnerSearch { last_name: term(), ..OwnerSearch::default() },
        OwnerSearch { first_name: term(), ..OwnerSearch::default() },
        OwnerSearch { city: term(), ..OwnerSearch::default() },
        OwnerSearch { telephone: term(), ..OwnerSearch::default() },
        OwnerSearch { pet: term(), ..OwnerSearch::default() },
    ]
}

/// Groups the rows by owner. Rows of the same owner are adjacent.
pub(crate) fn gather(rows: Vec<Row>) -> Vec<Found> {
    let mut owners: Vec<Found> = Vec::new();
    for mut row in rows {
        let pet = row.pet();
        if owners.last().is_none_or(|it| it.id != row.id) {
            owners.push(row.owner());
        }
        if let (Some(owner), Some(pet)) = (owners.last_mut(), pet) {
            owner.pets.push(pet);
        }
    }
    for owner in &mut owners {
        if owner.pets.len() > 1 {
            owner.pets.sort_by_cached_key(|it| (search_key(&it.name), it.id));
        }
    }
    owners
}

impl Row {
    fn pet(&mut self) -> Option<FoundPet> {
        let birth_date = self.birth_date.map(Date::from);
        Some(FoundPet { id: self.pet_id?, name: self.pet_name.take()?, birth_date, type_id: self.type_id? })
    }

    fn owner(self) -> Found {
        Found {
            id: self.id,
            first_name: self.first_name,
            last_name: self.last_name,
            address: self.address,
            city: self.city,
            telephone: self.telephone,
            version: self.version,
            pets: Vec::new(),
        }
    }
}

/// Adds an owner and gives its id.
pub(crate) async fn insert(tx: &mut Tx, owner: &NewOwner) -> Result<i32, db::Error> {
    let NewOwner { first_name, last_name, address, city, telephone } = owner;
    let keys = OwnerKeys::of(first_name, last_name, city, telephone);
    let done = db::execute!(
        tx,
        INSERT,
        first_name,
        last_name,
        address,
        city,
        telephone,
        &keys.first_name,
        &keys.last_name,
        &keys.city,
        &keys.telephone,
        &keys.telephone_tail,
        &keys.first_name_sound,
        &keys.last_name_sound,
        KEY_VERSION
    )?;
    Ok(done.id)
}

/// Changes an owner if it still has the version that was seen; returns whether it did.
pub(crate) async fn update(
    tx: &mut Tx,
    id: i32,
    owner: &ChangedOwner,
    seen: Option<i32>,
) -> Result<bool, db::Error> {
    let ChangedOwner { first_name, last_name, address, city, telephone } = owner;
    let key = |text: &Option<String>| text.as_deref().map(search_key);
    let done = db::execute!(
        tx,
        UPDATE,
        first_name,
        last_name,
        address,
        city,
        telephone,
        key(first_name),
        key(last_name),
        key(city),
        telephone.as_deref().map(telephone_key),
        telephone.as_deref().map(telephone_tail),
        first_name.as_deref().map(sound),
        last_name.as_deref().map(sound),
        id,
        seen
    )?;
    if done.rows == 1 {
        db::execute!(tx, TOUCH_PETS, id)?;
    }
    Ok(done.rows == 1)
}

/// Locks an owner for a change of it or its pets by giving it a new version; returns whether it exists.
pub(crate) async fn lock(tx: &mut Tx, id: i32, seen: Option<i32>) -> Result<bool, db::Error> {
    let done = db::execute!(tx, LOCK, id, seen)?;
    Ok(done.rows == 1)
}

/// An owner's version.
pub(crate) async fn version(tx: &mut Tx, id: i32) -> Result<Option<i32>, db::Error> {
    db::fetch_in!(tx, optional_value i32, VERSION, id)
}

/// Deletes a locked owner with its pets, and announces their removal in the outbox.
pub(crate) async fn delete(tx: &mut Tx, id: i32, now: i64) -> Result<(), db::Error> {
    db::execute!(tx, ANNOUNCE_PETS, now, id)?;
    db::execute!(tx, DELETE_PETS, id)?;
    db::execute!(tx, DELETE, id)?;
    Ok(())
}
