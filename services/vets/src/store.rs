//! Vets in the database.

use contract::vets::{Specialty, Vet};
use db::Db;

db::statements! {
    ALL = "
        select v.id, v.first_name, v.last_name, s.id as specialty_id, s.name as specialty
        from vets v
        left join vet_specialties vs on vs.vet_id = v.id
        left join specialties s on s.id = vs.specialty_id
        order by v.id, s.name, s.id";
}

db::row! {
    /// A vet with one of its specialties.
    struct Row {
        id: i32,
        first_name: String,
        last_name: String,
        specialty_id: Option<i32>,
        specialty: Option<String>,
    }
}

/// Every vet with its specialties, in one statement.
pub(crate) async fn all(db: &Db) -> Result<Vec<Vet>, db::Error> {
    let rows = db::fetch!(db.replica(), all Row, ALL)?;
    let mut vets: Vec<Vet> = Vec::new();
    for Row { id, first_name, last_name, specialty_id, specialty } in rows {
        if vets.last().is_none_or(|it| it.id != id) {
            vets.push(Vet { id, first_name, last_name, specialties: Vec::new(), nr_of_specialties: 0 });
        }
        if let (Some(vet), Some(id), Some(name)) = (vets.last_mut(), specialty_id, specialty) {
            vet.specialties.push(Specialty { id, name });
            vet.nr_of_specialties += 1;
        }
    }
    Ok(vets)
}
