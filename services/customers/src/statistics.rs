//! How many owners and pets there are.

mod store;

use contract::routes::CountCustomers;
use contract::statistics::{CityCount, CustomerStatistics, TypeCount};
use web::answer::{Answer, Outcome};
use web::call::Call;

use crate::Customers;
use crate::owners::pet_type;

pub(crate) use store::statements;

pub(crate) async fn count(state: Customers, _: Call<CountCustomers>) -> Outcome<CountCustomers> {
    // Cities are counted by their keys.
    state.search_keys.ready(&state.db).await?;
    let types = state.pet_types.all(&state.db).await?;
    let owners = store::owners(&state.db).await?;
    let mut pets_by_type: Vec<_> = store::pets_by_type(&state.db)
        .await?
        .into_iter()
        .map(|it| TypeCount { pet_type: pet_type(&types, it.type_id).name, count: it.pets.unsigned_abs() })
        .collect();
    pets_by_type.sort_by(|a, b| a.pet_type.cmp(&b.pet_type));
    let pets = pets_by_type.iter().map(|it| it.count).sum();
    let cities = store::cities(&state.db).await?;
    let owners_by_city = store::owners_by_city(&state.db).await?;
    let owners_by_city = owners_by_city
        .into_iter()
        .map(|it| CityCount { city: it.city, count: it.residents.unsigned_abs() })
        .collect();
    Answer::json(&CustomerStatistics {
        owners: owners.owners.unsigned_abs(),
        owners_without_pets: owners.without_pets.unsigned_abs(),
        pets,
        pets_by_type,
        cities: cities.unsigned_abs(),
        owners_by_city,
    })
}
