//! Likely duplicates in the database.

use contract::owners::{DuplicateQuery, DuplicateReason, Duplicates};
use contract::search_key::{search_key, telephone_tail};
use db::Db;

use crate::owners::store::{Found, Row, gather};
use crate::search_keys::sound;

db::statements! {
    FIRST(Way) = first_sql, such as ways;
}

/// A way to find a likely duplicate.
#[derive(Clone, Copy)]
enum Way {
    Telephone,
    FurtherPhone,
    Name,
    Sound,
}

/// The fewest digits by which numbers are compared: fewer are the start of a number that someone types.
const FEWEST_DIGITS: usize = 6;

/// The first likely duplicates by each reason.
pub(super) async fn find(
    db: &Db,
    query: &DuplicateQuery,
) -> Result<Vec<(DuplicateReason, Vec<Found>)>, db::Error> {
    let mut found = Vec::new();
    let tail = query.telephone.as_deref().map(telephone_tail).filter(|it| it.len() >= FEWEST_DIGITS);
    if let Some(tail) = tail {
        for way in [Way::Telephone, Way::FurtherPhone] {
            found.push((DuplicateReason::SamePhone, first(db, way, &[&tail]).await?));
        }
    }
    if let (Some(first_name), Some(last_name)) = (&query.first_name, &query.last_name) {
        let (last, heard_last) = (search_key(last_name), sound(last_name));
        let (given, heard) = (search_key(first_name), sound(first_name));
        if !last.is_empty() && !given.is_empty() {
            found.push((DuplicateReason::SameName, first(db, Way::Name, &[&last, &given]).await?));
            let either = [&heard_last, &heard, &heard, &heard_last];
            found.push((DuplicateReason::SoundsAlike, first(db, Way::Sound, &either).await?));
        }
    }
    Ok(found)
}

async fn first(db: &Db, way: Way, values: &[&String]) -> Result<Vec<Found>, db::Error> {
    let most = i64::try_from(Duplicates::MOST).unwrap_or(i64::MAX);
    let rows = db::fetch!(db.replica(), all Row, FIRST.fill(&way), ..values.iter().copied(), most)?;
    Ok(gather(rows))
}

fn first_sql(way: &Way) -> String {
    let page = match way {
        Way::Telephone => "select id from owners where telephone_tail = ? order by id limit ?",
        Way::FurtherPhone => {
            "select distinct owner_id as id from owner_phones where number_tail = ? order by owner_id limit ?"
        }
        Way::Name => {
            "select id from owners where last_name_key = ? and first_name_key = ? order by id + 0 limit ?"
        }
        // In either order: a form may have been filled in by someone who writes the last name first.
        Way::Sound => {
            "select id from owners
             where (last_name_sound = ? and first_name_sound = ?) or (last_name_sound = ? and first_name_sound = ?)
             order by id + 0 limit ?"
        }
    };
    format!(
        "select o.id, o.first_name, o.last_name, o.address, o.city, o.telephone, o.version,
             p.id as pet_id, p.name as pet_name, p.birth_date, p.type_id
         from ({page}) page
         join owners o on o.id = page.id left join pets p on p.owner_id = o.id
         order by o.id"
    )
}

fn ways() -> Vec<Way> {
    vec![Way::Telephone, Way::FurtherPhone, Way::Name, Way::Sound]
}
