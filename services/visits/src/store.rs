//! Visits in the database.

use contract::field;
use contract::visits::{ChangedVisit, FoundVisits, Visit, VisitFields, VisitOrder, VisitPath, VisitSearch};
use db::{Day, Db, Error, Tx};
use jiff::civil::Date;

db::statements! {
    FIND = "select visit_date, description, version from visits where id = ? and pet_id = ?";
    OF_PETS(usize) = of_pets_sql, such as list_lengths;
    INSERT = "insert into visits (pet_id, visit_date, description, pet_verified, version) values (?, ?, ?, ?, 0)";
    IS_REMOVED = "select pet_id from removed_pets where pet_id = ?";
    LOCK = "update visits set version = version + 1 where id = ? and pet_id = ?";
    VERSION = "select version from visits where id = ?";
    UPDATE = "
        update visits set visit_date = case when ? = 1 then ? else visit_date end,
            description = case when ? = 1 then ? else description end
        where id = ?";
    DELETE = "delete from visits where id = ?";
    REMEMBER_REMOVED = "insert into removed_pets (pet_id, removed_at) values (?, ?)";
    DELETE_OF_PET = "delete from visits where pet_id = ?";
    FIRST(VisitSearch) = first_sql, such as searches;
    COUNT(VisitSearch) = count_sql, such as searches;
}

db::row! {
    /// A visit in a list.
    struct Row {
        id: i32,
        visit_date: Option<Day>,
        description: Option<String>,
        pet_id: i32,
    }
}

impl From<Row> for Visit {
    fn from(row: Row) -> Self {
        let date = row.visit_date.map(Date::from);
        Self { id: row.id, date, description: row.description, pet_id: row.pet_id }
    }
}

/// The visits of pets, by pet, then by id.
pub(crate) async fn of_pets(db: &Db, pet_ids: &[i32]) -> Result<Vec<Visit>, Error> {
    let Some(&last) = pet_ids.last() else { return Ok(Vec::new()) };
    // Padding lists to a power of two lets a connection prepare a handful of statements instead of one for every length.
    let length = pet_ids.len().next_power_of_two();
    let padded = || pet_ids.iter().copied().chain(std::iter::repeat(last)).take(length);
    let rows = db::fetch!(db.replica(), all Row, OF_PETS.fill(&length), ..padded())?;
    Ok(rows.into_iter().map(Visit::from).collect())
}

fn of_pets_sql(length: &usize) -> String {
    let places = vec!["?"; *length].join(", ");
    format!(
        "select id, visit_date, description, pet_id from visits where pet_id in ({places}) order by pet_id, id"
    )
}

fn list_lengths() -> Vec<usize> {
    vec![1, 4]
}

/// A visit and its version.
pub(crate) struct FoundVisit {
    pub(crate) visit: Visit,
    pub(crate) version: i32,
}

/// A visit of a pet, with its version.
pub(crate) async fn find(db: &Db, path: VisitPath) -> Result<Option<FoundVisit>, Error> {
    db::row! {
        struct Row {
            visit_date: Option<Day>,
            description: Option<String>,
            version: i32,
        }
    }
    let row = db::fetch!(db, optional Row, FIND, path.visit_id, path.pet_id)?;
    Ok(row.map(|Row { visit_date, description, version }| {
        let date = visit_date.map(Date::from);
        FoundVisit { visit: Visit { id: path.visit_id, date, description, pet_id: path.pet_id }, version }
    }))
}

/// Adds a visit and gives its id.
pub(crate) async fn insert(
    tx: &mut Tx,
    pet_id: i32,
    visit: &VisitFields,
    pet_verified: bool,
) -> Result<i32, Error> {
    let done = db::execute!(tx, INSERT, pet_id, visit.date.map(Day), &visit.description, pet_verified)?;
    Ok(done.id)
}

/// Whether the customers service has said that a pet was removed.
pub(crate) async fn is_removed(tx: &mut Tx, pet_id: i32) -> Result<bool, Error> {
    Ok(db::fetch_in!(tx, optional_value i32, IS_REMOVED, pet_id)?.is_some())
}

/// Locks a visit of a pet by giving it a new version, and returns the version before.
pub(crate) async fn lock(tx: &mut Tx, path: VisitPath) -> Result<Option<i32>, Error> {
    let done = db::execute!(tx, LOCK, path.visit_id, path.pet_id)?;
    if done.rows == 0 {
        return Ok(None);
    }
    let version = db::fetch_in!(tx, value i32, VERSION, path.visit_id)?;
    Ok(Some(version - 1))
}

/// Changes a locked visit.
pub(crate) async fn update(tx: &mut Tx, path: VisitPath, visit: &ChangedVisit) -> Result<(), Error> {
    let ChangedVisit { date, description } = visit;
    let (is_dated, is_described) = (i32::from(date.is_some()), i32::from(description.is_some()));
    let (date, description) = (date.flatten().map(Day), description.as_ref().and_then(Option::as_deref));
    db::execute!(tx, UPDATE, is_dated, date, is_described, description, path.visit_id)?;
    Ok(())
}

/// Deletes a locked visit.
pub(crate) async fn delete(tx: &mut Tx, path: VisitPath) -> Result<(), Error> {
    db::execute!(tx, DELETE, path.visit_id)?;
    Ok(())
}

/// Remembers that a pet was removed.
pub(crate) async fn remember_removed(tx: &mut Tx, pet_id: i32, now: i64) -> Result<(), Error> {
    match db::execute!(tx, REMEMBER_REMOVED, pet_id, now) {
        Ok(_) | Err(Error::UniqueViolation) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Deletes every visit of a pet.
pub(crate) async fn delete_of_pet(tx: &mut Tx, pet_id: i32) -> Result<(), Error> {
    db::execute!(tx, DELETE_OF_PET, pet_id)?;
    Ok(())
}

/// The first visits that a search finds, and the total number.
pub(crate) async fn search(db: &Db, search: &VisitSearch) -> Result<FoundVisits, Error> {
    // The values follow the order of the conditions.
    let days = || [search.from, search.to].into_iter().flatten().map(Day);
    let texts: Vec<_> = search.texts.iter().flat_map(|it| patterns(it)).collect();
    let rows = db::fetch!(db.replica(), all Row, FIRST.fill(search),
        ..days(), ..&search.pets, ..&texts, i32::from(search.size))?;
    let total = db::fetch!(db.replica(), value i64, COUNT.fill(search), ..days(), ..&search.pets, ..&texts)?;
    Ok(FoundVisits { visits: rows.into_iter().map(Visit::from).collect(), total: total.unsigned_abs() })
}

fn first_sql(search: &VisitSearch) -> String {
    let conditions = conditions(search);
    let desc = match search.order {
        VisitOrder::Latest => " desc",
        VisitOrder::Earliest => "",
    };
    // The inner query needs only the index to find the first visits.
    format!(
        "select visits.id, visits.visit_date, visits.description, visits.pet_id
         from (select id from visits where {conditions}1 = 1 order by visit_date{desc}, id{desc} limit ?) page
         join visits on visits.id = page.id
         order by visits.visit_date{desc}, visits.id{desc}"
    )
}

fn count_sql(search: &VisitSearch) -> String {
    let conditions = conditions(search);
    format!("select count(*) from visits where {conditions}1 = 1")
}

/// The conditions of a search, each followed by `and`.
fn conditions(search: &VisitSearch) -> String {
    let places = |count: usize| vec!["?"; count].join(", ");
    let pets = search.pets.len();
    let texts: usize = search.texts.iter().map(|it| patterns(it).len()).sum();
    let conditions = [
        search.from.map(|_| "visit_date >= ? and ".to_owned()),
        search.to.map(|_| "visit_date <= ? and ".to_owned()),
        (search.order == VisitOrder::Earliest).then(|| "visit_date is not null and ".to_owned()),
        (pets > 0).then(|| format!("pet_id in ({}) and ", places(pets))),
        (texts > 0).then(|| {
            let each = vec!["lower(description) like ? escape '!'"; texts];
            format!("({}) and ", each.join(" or "))
        }),
    ];
    conditions.into_iter().flatten().collect()
}

/// Patterns for descriptions with this text in them: as it is in lower case, in upper case, and with a capital. SQLite's `lower` changes
/// only the letters of ASCII.
fn patterns(text: &str) -> Vec<String> {
    let lower = field::normal(text.to_lowercase());
    if lower.is_ascii() {
        return vec![pattern(&lower)];
    }
    let mut letters = lower.chars();
    let capital: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    [lower.clone(), lower.to_uppercase(), capital].iter().map(|it| pattern(it)).collect()
}

/// A pattern for what has this text in it.
fn pattern(text: &str) -> String {
    let escaped: String = text
        .to_ascii_lowercase()
        .chars()
        .flat_map(|it| matches!(it, '%' | '_' | '!').then_some('!').into_iter().chain([it]))
        .collect();
    format!("%{escaped}%")
}

fn searches() -> Vec<VisitSearch> {
    let (day, none) = (Some(Date::default()), VisitSearch::default);
    vec![
        none(),
        VisitSearch { from: day, to: day, ..none() },
        VisitSearch { pets: vec![1], ..none() },
        VisitSearch { pets: vec![1], texts: vec!["x".to_owned()], ..none() },
        VisitSearch { order: VisitOrder::Earliest, ..none() },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_in_each_of_its_usual_cases_and_is_no_pattern_itself() {
        assert_eq!(patterns("Épilation"), ["%épilation%", "%Épilation%", "%Épilation%"]);
        assert_eq!(patterns("50%_! Off"), ["%50!%!_!! off%"]);
    }
}
