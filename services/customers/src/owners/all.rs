//! All owners at once, as the original lists them.

use contract::owners::{Owner, OwnerSearch};
use contract::paging::{MAX_SIZE, Page};
use contract::routes::ListAllOwners;
use web::answer::{Answer, Outcome};
use web::call::Call;
use web::fault::Fault;

use super::page;
use crate::Customers;

/// Streams the owners a page at a time, so that memory does not grow with their number. Owners that are added or removed meanwhile may
/// or may not be in the list; all others are in it once.
pub(crate) async fn list_all(state: Customers, call: Call<ListAllOwners>) -> Outcome<ListAllOwners> {
    let search = OwnerSearch { page: Page { size: MAX_SIZE, after: 0 }, ..call.query.0 };
    let first = page(&state, &search).await?;
    match following(&search, &first) {
        Some(search) => {
            Answer::list_in_pieces(&first, Some(search), move |search| next(state.clone(), search))
        }
        None => Answer::list(&first),
    }
}

/// A page, and the search for the one after it; `None` behind the last one.
async fn next(
    state: Customers,
    search: Option<OwnerSearch>,
) -> Result<Option<(Vec<Owner>, Option<OwnerSearch>)>, Fault> {
    let Some(search) = search else { return Ok(None) };
    let owners = page(&state, &search).await?;
    let search = following(&search, &owners);
    Ok(Some((owners, search)).filter(|(owners, _)| !owners.is_empty()))
}

/// The search for the page after this one, if this one is full.
fn following(search: &OwnerSearch, owners: &[Owner]) -> Option<OwnerSearch> {
    let after = owners.last().filter(|_| owners.len() == usize::from(search.page.size))?.id;
    Some(OwnerSearch { page: Page { after, ..search.page }, ..search.clone() })
}
