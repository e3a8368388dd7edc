//! Queries for owners in the database.

use contract::owner_query::{OwnerOrder, OwnerQuery};
use contract::search_key::{prefix_range, search_key, telephone_key};
use db::Db;

use crate::owners::store::{Found, Row, gather};

db::statements! {
    FIRST(OwnerQuery) = first_sql, such as queries;
    COUNT(OwnerQuery) = count_sql, such as queries;
}

/// The first owners that a query finds, and how many there are in all.
pub(super) async fn find(db: &Db, query: &OwnerQuery) -> Result<(Vec<Found>, u64), db::Error> {
    let (owners, total) = tokio::join!(first(db, query), count(db, query));
    Ok((owners?, total?))
}

async fn first(db: &Db, query: &OwnerQuery) -> Result<Vec<Found>, db::Error> {
    let by_id = OwnerQuery { order: OwnerOrder::Id, ..query.clone() };
    // Only pets are counted, so owners without any are looked for apart.
    let without = OwnerQuery { max_pets: Some(0), ..by_id.clone() };
    let attempts = match query.order {
        OwnerOrder::Id => vec![query],
        OwnerOrder::MostPets => vec![query, &by_id],
        OwnerOrder::FewestPets => vec![&without, query],
    };
    for query in attempts {
        let Filter { texts, numbers, .. } = Filter::of(query);
        let rows = db::fetch!(db.replica(), all Row, FIRST.fill(query), ..&texts, ..&numbers, i32::from(query.size))?;
        let mut owners = gather(rows);
        match query.order {
            OwnerOrder::Id => {}
            OwnerOrder::MostPets => owners.sort_by_key(|it| std::cmp::Reverse(it.pets.len())),
            OwnerOrder::FewestPets => owners.sort_by_key(|it| it.pets.len()),
        }
        if !owners.is_empty() {
            return Ok(owners);
        }
    }
    Ok(Vec::new())
}

async fn count(db: &Db, query: &OwnerQuery) -> Result<u64, db::Error> {
    let Filter { texts, numbers, .. } = Filter::of(query);
    let total = db::fetch!(db.replica(), value i64, COUNT.fill(query), ..&texts, ..&numbers)?;
    Ok(total.unsigned_abs())
}

fn first_sql(query: &OwnerQuery) -> String {
    let conditions = Filter::of(query).conditions;
    // `+ 0` makes the database sort the matches. Otherwise the optimizer may walk all owners by id in the hope of an early match.
    let id = if conditions.is_empty() { "id" } else { "id + 0" };
    let by_pets = |desc: &str| {
        let of = if conditions.is_empty() {
            String::new()
        } else {
            format!("where owner_id in (select id from owners where {conditions}1 = 1) ")
        };
        format!(
            "select owner_id as id from pets {of}group by owner_id order by count(*){desc}, owner_id limit ?"
        )
    };
    let page = match query.order {
        OwnerOrder::Id => format!("select id from owners where {conditions}{id} > 0 order by {id} limit ?"),
        OwnerOrder::MostPets => by_pets(" desc"),
        OwnerOrder::FewestPets => by_pets(""),
    };
    format!(
        "select o.id, o.first_name, o.last_name, o.address, o.city, o.telephone, o.version,
             p.id as pet_id, p.name as pet_name, p.birth_date, p.type_id
         from ({page}) page
         join owners o on o.id = page.id left join pets p on p.owner_id = o.id
         order by o.id"
    )
}

fn count_sql(query: &OwnerQuery) -> String {
    let conditions = Filter::of(query).conditions;
    format!("select count(*) from owners where {conditions}1 = 1")
}

/// The conditions of a query, and the values that they bind: first all texts, then all numbers.
#[derive(Default)]
struct Filter {
    conditions: String,
    texts: Vec<String>,
    numbers: Vec<i32>,
}

impl Filter {
    fn of(query: &OwnerQuery) -> Self {
        let mut filter = Self::default();
        for (column, name) in [("last_name_key", &query.last_name), ("first_name_key", &query.first_name)] {
            filter.name(&format!("{column} CONDITION and "), column, name.as_deref(), query.exact);
        }
        let of_pet = "id in (select owner_id from pets where name_key CONDITION) and ";
        filter.name(of_pet, "name_key", query.pet.as_deref(), query.exact);
        if let Some(telephone) = &query.telephone {
            filter.add("telephone_key >= ? and telephone_key < ? and ");
            filter.texts.extend(<[String; 2]>::from(prefix_range(telephone_key(telephone))));
        }
        if let Some(start) = &query.address {
            filter.add("address >= ? and address < ? and ");
            filter.texts.extend([start.clone(), format!("{start}{}", char::MAX)]);
        }
        filter.each_of("city_key in (PLACES) and ", query.cities.len());
        filter.texts.extend(query.cities.iter().map(|it| search_key(it)));
        for city in &query.not_cities {
            filter.add("city_key <> ? and ");
            filter.texts.push(search_key(city));
        }
        filter.each_of("id in (select owner_id from pets where type_id in (PLACES)) and ", query.types.len());
        filter.numbers.extend(&query.types);
        for id in &query.all_types {
            filter.add("id in (select owner_id from pets where type_id = ?) and ");
            filter.numbers.push(*id);
        }
        let without = "id not in (select owner_id from pets where type_id in (PLACES)) and ";
        filter.each_of(without, query.not_types.len());
        filter.numbers.extend(&query.not_types);
        if let Some(least) = query.min_pets.filter(|it| *it > 0) {
            filter.add("id in (select owner_id from pets group by owner_id having count(*) >= ?) and ");
            filter.numbers.push(least.into());
        }
        if query.max_pets == Some(0) {
            filter.add("not exists (select 1 from pets where owner_id = owners.id) and ");
        } else if let Some(most) = query.max_pets {
            filter.add("id not in (select owner_id from pets group by owner_id having count(*) > ?) and ");
            filter.numbers.push(most.into());
        }
        filter
    }

    fn add(&mut self, condition: &str) {
        self.conditions.push_str(condition);
    }

    fn name(&mut self, condition: &str, column: &str, name: Option<&str>, exact: bool) {
        let Some(name) = name else { return };
        if exact {
            self.add(&condition.replace("CONDITION", "= ?"));
            self.texts.push(search_key(name));
        } else {
            self.add(&condition.replace("CONDITION", &format!(">= ? and {column} < ?")));
            self.texts.extend(<[String; 2]>::from(prefix_range(search_key(name))));
        }
    }

    fn each_of(&mut self, condition: &str, count: usize) {
        if count > 0 {
            self.add(&condition.replace("PLACES", &vec!["?"; count].join(", ")));
        }
    }
}

/// A query of each shape.
fn queries() -> Vec<OwnerQuery> {
    let text = || Some("x".to_owned());
    let none = OwnerQuery::default;
    vec![
        none(),
        OwnerQuery { last_name: text(), first_name: text(), exact: true, ..none() },
        OwnerQuery { last_name: text(), ..none() },
        OwnerQuery { pet: text(), exact: true, ..none() },
        OwnerQuery { telephone: text(), ..none() },
        OwnerQuery { address: text(), ..none() },
        OwnerQuery { cities: vec!["x".to_owned()], types: vec![1], ..none() },
        OwnerQuery { not_cities: vec!["x".to_owned()], ..none() },
        OwnerQuery { types: vec![1], all_types: vec![1], not_types: vec![2], ..none() },
        OwnerQuery { min_pets: Some(1), max_pets: Some(2), ..none() },
        OwnerQuery { max_pets: Some(0), ..none() },
        OwnerQuery { order: OwnerOrder::MostPets, types: vec![1], ..none() },
        OwnerQuery { order: OwnerOrder::MostPets, ..none() },
        OwnerQuery { order: OwnerOrder::FewestPets, ..none() },
    ]
}
