//! Owners who are perhaps the same person as someone who is about to be registered.

mod store;

use contract::owners::{Duplicate, DuplicateReason, Duplicates};
use contract::routes::FindDuplicates;
use web::answer::{Answer, Outcome};
use web::call::Call;

use crate::Customers;
use crate::owners::owner;

pub(crate) use store::statements;

pub(crate) async fn find(state: Customers, call: Call<FindDuplicates>) -> Outcome<FindDuplicates> {
    state.search_keys.ready(&state.db).await?;
    let types = state.pet_types.all(&state.db).await?;
    let mut duplicates: Vec<Duplicate> = Vec::new();
    for (reason, found) in store::find(&state.db, &call.query).await? {
        for found in found {
            match duplicates.iter_mut().find(|it| it.owner.id == found.id) {
                Some(known) if known.reasons.last() == Some(&reason) => {}
                Some(known) => known.reasons.push(reason),
                None => duplicates.push(Duplicate { owner: owner(found, &types), reasons: vec![reason] }),
            }
        }
    }
    for it in &mut duplicates {
        // Whoever has the same name has one that sounds the same.
        if it.reasons.contains(&DuplicateReason::SameName) {
            it.reasons.retain(|reason| *reason != DuplicateReason::SoundsAlike);
        }
    }
    // Stable: of equal reasons, those found first stay first.
    duplicates.sort_by(|one, other| {
        let key = |it: &Duplicate| (it.reasons.first().copied(), std::cmp::Reverse(it.reasons.len()));
        key(one).cmp(&key(other))
    });
    duplicates.truncate(Duplicates::MOST);
    Answer::json(&Duplicates { duplicates })
}
