//! Pets and their types in the database.

use contract::pets::{ChangedPet, NewPet, PetOrder, PetPath, PetSearch, PetType};
use contract::search_key::{KEY_VERSION, prefix_range, search_key};
use db::{Day, Db, Tx};
use jiff::civil::Date;

db::statements! {
    TYPES = "select id, name from types order by name, id";
    FIND = "
        select p.name, p.birth_date, p.type_id, p.version, o.first_name, o.last_name
        from pets p join owners o on o.id = p.owner_id
        where p.id = ? and p.owner_id = ?";
    VERSION = "select version from pets where id = ? and owner_id = ?";
    INSERT = "
        insert into pets (name, name_key, key_version, birth_date, type_id, owner_id, version)
        values (?, ?, ?, ?, ?, ?, 0)";
    UPDATE = "
        update pets set name = coalesce(?, name), name_key = coalesce(?, name_key),
            birth_date = case when ? = 1 then ? else birth_date end,
            type_id = coalesce(?, type_id), version = version + 1
        where id = ?";
    LIFE = "select birth_date, died_on from pets where id = ?";
    HOLD = "update pets set version = version where id = ? and owner_id = ?";
    ANNOUNCE = "insert into customers_outbox (pet_id, created_at) values (?, ?)";
    DELETE = "delete from pets where id = ?";
    PAGE(PetSearch) = page_sql, such as searches;
    COUNT(PetSearch) = count_sql, such as searches;
}

db::row! {
    /// A pet as stored, with its owner's name.
    pub(crate) struct FoundPet {
        pub(crate) name: String,
        pub(crate) birth_date: Option<Day>,
        pub(crate) type_id: i32,
        pub(crate) version: i32,
        pub(crate) owner_first_name: String = "first_name",
        pub(crate) owner_last_name: String = "last_name",
    }
}

/// Every type of pet, by name.
pub(crate) async fn types(db: &Db) -> Result<Vec<PetType>, db::Error> {
    db::row! {
        struct Row {
            id: i32,
            name: String,
        }
    }
    let rows = db::fetch!(db.replica(), all Row, TYPES)?;
    Ok(rows.into_iter().map(|Row { id, name }| PetType { id, name }).collect())
}

/// A pet of an owner.
pub(crate) async fn find(db: &Db, path: PetPath) -> Result<Option<FoundPet>, db::Error> {
    db::fetch!(db, optional FoundPet, FIND, path.pet_id, path.owner_id)
}

/// The version of a pet of an owner.
pub(crate) async fn version(tx: &mut Tx, path: PetPath) -> Result<Option<i32>, db::Error> {
    db::fetch_in!(tx, optional_value i32, VERSION, path.pet_id, path.owner_id)
}

db::row! {
    /// From when to when a pet lived, as far as it is known.
    pub(crate) struct Life {
        birth_date: Option<Day>,
        died_on: Option<Day>,
    }
}

impl Life {
    pub(crate) fn born(&self) -> Option<Date> {
        self.birth_date.map(Date::from)
    }

    pub(crate) fn died(&self) -> Option<Date> {
        self.died_on.map(Date::from)
    }
}

/// From when to when a pet lived that exists.
pub(crate) async fn life(tx: &mut Tx, pet_id: i32) -> Result<Life, db::Error> {
    db::fetch_in!(tx, one Life, LIFE, pet_id)
}

/// Locks a pet of an owner until the transaction ends and leaves its version as it is; returns whether it exists.
pub(crate) async fn hold(tx: &mut Tx, path: PetPath) -> Result<bool, db::Error> {
    Ok(db::execute!(tx, HOLD, path.pet_id, path.owner_id)?.rows == 1)
}

/// Adds a pet to an owner and gives its id.
pub(crate) async fn insert(tx: &mut Tx, owner_id: i32, pet: &NewPet) -> Result<i32, db::Error> {
    let key = search_key(&pet.name);
    let done = db::execute!(
        tx,
        INSERT,
        &pet.name,
        &key,
        KEY_VERSION,
        pet.birth_date.map(Day),
        pet.type_id,
        owner_id
    )?;
    Ok(done.id)
}

/// Changes a locked pet.
pub(crate) async fn update(tx: &mut Tx, path: PetPath, pet: &ChangedPet) -> Result<(), db::Error> {
    let key = pet.name.as_deref().map(search_key);
    let (is_dated, birth_date) = (i32::from(pet.birth_date.is_some()), pet.birth_date.flatten().map(Day));
    db::execute!(tx, UPDATE, &pet.name, &key, is_dated, birth_date, pet.type_id, path.pet_id)?;
    Ok(())
}

/// Deletes a locked pet, and announces its removal in the outbox.
pub(crate) async fn delete(tx: &mut Tx, path: PetPath, now: i64) -> Result<(), db::Error> {
    db::execute!(tx, ANNOUNCE, path.pet_id, now)?;
    db::execute!(tx, DELETE, path.pet_id)?;
    Ok(())
}

db::row! {
    /// A pet that a search finds, with its owner's name.
    pub(crate) struct SearchedPet {
        pub(crate) id: i32,
        pub(crate) name: String,
        pub(crate) birth_date: Option<Day>,
        pub(crate) type_id: i32,
        pub(crate) owner_id: i32,
        pub(crate) owner_first_name: String = "first_name",
        pub(crate) owner_last_name: String = "last_name",
    }
}

/// A page of a search.
pub(crate) struct SearchPage {
    /// The pets, by id.
    pub(crate) pets: Vec<SearchedPet>,
    /// The number of pets on all pages.
    pub(crate) total: u64,
}

/// A page of the pets that a search finds.
pub(crate) async fn search(db: &Db, search: &PetSearch) -> Result<SearchPage, db::Error> {
    // The values follow the order of the conditions.
    let name = search.name.as_deref().map(|it| match search.exact {
        true => vec![search_key(it)],
        false => <[String; 2]>::from(prefix_range(search_key(it))).to_vec(),
    });
    let cities = search.cities.iter().map(|it| search_key(it));
    let texts: Vec<_> = name.into_iter().flatten().chain(cities).collect();
    let days = || [search.born_from, search.born_to].into_iter().flatten().map(Day);
    let lists = [search.types.as_slice(), &search.not_types, search.owner_id.as_slice(), &search.ids];
    let numbers = lists.concat();
    let first = search.page.after.saturating_add(1);
    let pets = db::fetch!(db.replica(), all SearchedPet, PAGE.fill(search),
        ..&texts, ..days(), ..&numbers, first, i32::from(search.page.size))?;
    let total = db::fetch!(db.replica(), value i64, COUNT.fill(search), ..&texts, ..days(), ..&numbers)?;
    Ok(SearchPage { pets, total: total.unsigned_abs() })
}

fn page_sql(search: &PetSearch) -> String {
    let conditions = conditions(search);
    // As for owners, `+ 0` makes the database sort the matches of a search.
    let id = if conditions.is_empty() { "id" } else { "id + 0" };
    let (order, of_page) = match search.order {
        PetOrder::Id => (id, "p.id"),
        PetOrder::Oldest => ("birth_date, id", "p.birth_date, p.id"),
        PetOrder::Youngest => ("birth_date desc, id desc", "p.birth_date desc, p.id desc"),
    };
    format!(
        "select p.id, p.name, p.birth_date, p.type_id, p.owner_id, o.first_name, o.last_name
         from (select id from pets where {conditions}{id} >= ? order by {order} limit ?) page
         join pets p on p.id = page.id join owners o on o.id = p.owner_id
         order by {of_page}"
    )
}

fn count_sql(search: &PetSearch) -> String {
    let conditions = conditions(search);
    format!("select count(*) from pets where {conditions}1 = 1")
}

/// The conditions of a search, each followed by `and`: first those on texts, then those on days, then those on numbers.
fn conditions(search: &PetSearch) -> String {
    let places = |count: usize| vec!["?"; count].join(", ");
    let listed =
        |count: usize, condition: &str| (count > 0).then(|| condition.replace("PLACES", &places(count)));
    let fixed = |is_given: bool, condition: &str| is_given.then(|| condition.to_owned());
    let conditions = [
        fixed(search.name.is_some() && search.exact, "name_key = ? and "),
        fixed(search.name.is_some() && !search.exact, "name_key >= ? and name_key < ? and "),
        listed(search.cities.len(), "owner_id in (select id from owners where city_key in (PLACES)) and "),
        fixed(search.born_from.is_some(), "birth_date >= ? and "),
        fixed(search.born_to.is_some(), "birth_date <= ? and "),
        fixed(search.order != PetOrder::Id, "birth_date is not null and "),
        listed(search.types.len(), "type_id in (PLACES) and "),
        listed(search.not_types.len(), "type_id not in (PLACES) and "),
        fixed(search.owner_id.is_some(), "owner_id = ? and "),
        listed(search.ids.len(), "id in (PLACES) and "),
    ];
    conditions.into_iter().flatten().collect()
}

fn searches() -> Vec<PetSearch> {
    let (day, none) = (Some(Date::default()), PetSearch::default);
    vec![
        none(),
        PetSearch { name: Some("l".to_owned()), ..none() },
        PetSearch { name: Some("l".to_owned()), exact: true, ..none() },
        PetSearch { types: vec![1], owner_id: Some(1), ..none() },
        PetSearch { ids: vec![1, 2], ..none() },
        PetSearch { types: vec![1], cities: vec!["x".to_owned()], ..none() },
        PetSearch { types: vec![1], ..none() },
        PetSearch { not_types: vec![1], ..none() },
        PetSearch { born_from: day, born_to: day, ..none() },
        PetSearch { order: PetOrder::Oldest, ..none() },
        PetSearch { order: PetOrder::Youngest, types: vec![1], ..none() },
    ]
}
