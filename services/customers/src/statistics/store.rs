//! Owners and pets, counted in the database.

use db::Db;

db::statements! {
    OWNERS = "
        select count(*) as owners,
            count(case when not exists (select 1 from pets p where p.owner_id = o.id) then 1 end) as without_pets
        from owners o";
    PETS_BY_TYPE = "select type_id, count(*) as pets from pets group by type_id";
    CITIES = "select count(distinct city_key) from owners";
    OWNERS_BY_CITY = "
        select min(city) as city, count(*) as residents from owners group by city_key order by residents desc, city_key limit 20";
}

db::row! {
    /// How many owners live in a city.
    pub(super) struct CityCount {
        pub(super) city: String,
        pub(super) residents: i64,
    }
}

db::row! {
    /// How many owners there are.
    pub(super) struct OwnerCount {
        pub(super) owners: i64,
        pub(super) without_pets: i64,
    }
}

db::row! {
    /// How many pets of a type there are.
    pub(super) struct TypeCount {
        pub(super) type_id: i32,
        pub(super) pets: i64,
    }
}

/// How many owners there are, and how many of them without pets.
pub(super) async fn owners(db: &Db) -> Result<OwnerCount, db::Error> {
    db::fetch!(db.replica(), one OwnerCount, OWNERS)
}

/// How many pets of each type there are.
pub(super) async fn pets_by_type(db: &Db) -> Result<Vec<TypeCount>, db::Error> {
    db::fetch!(db.replica(), all TypeCount, PETS_BY_TYPE)
}

/// How many cities owners live in.
pub(super) async fn cities(db: &Db) -> Result<i64, db::Error> {
    db::fetch!(db.replica(), value i64, CITIES)
}

/// The cities with the most owners.
pub(super) async fn owners_by_city(db: &Db) -> Result<Vec<CityCount>, db::Error> {
    db::fetch!(db.replica(), all CityCount, OWNERS_BY_CITY)
}
