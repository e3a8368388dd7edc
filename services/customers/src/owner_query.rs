//! Owners by exact, several or excluded values, and by their number of pets, as the assistant asks for them.

mod store;

use contract::owner_query::FoundOwners;
use contract::routes::FindOwners;
use web::answer::{Answer, Outcome};
use web::call::Call;

use crate::Customers;
use crate::owners::owner;

pub(crate) use store::statements;

pub(crate) async fn find(state: Customers, call: Call<FindOwners>) -> Outcome<FindOwners> {
    state.search_keys.ready(&state.db).await?;
    let types = state.pet_types.all(&state.db).await?;
    let (found, total) = store::find(&state.db, &call.query).await?;
    let owners = found.into_iter().map(|it| owner(it, &types)).collect();
    Answer::json(&FoundOwners { owners, total })
}
