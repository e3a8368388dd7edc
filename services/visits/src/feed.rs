//! Feeds: the appointments of a vet for calendar programs, at an address that only who got it knows.

mod ical;
pub(crate) mod store;
mod token;

use contract::endpoint::Endpoint;
use contract::feed::{FeedPath, VetFeed};
use contract::params::PathParams;
use contract::routes::{MakeVetFeed, ReadFeed, RevokeVetFeed};
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use web::answer::{Answer, Outcome, Prepared};
use web::call::Call;
use web::fault::Fault;

use crate::Visits;

/// How far back a feed goes.
const BACK: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How far ahead a feed goes.
const AHEAD: SignedDuration = SignedDuration::from_hours(180 * 24);

pub(crate) async fn make(state: Visits, call: Call<MakeVetFeed>) -> Outcome<MakeVetFeed> {
    let vet_id = call.path.vet_id;
    if !state.vets.has(vet_id, state.ownership.is_trusting()).await? {
        return Err(Fault::unknown("vet", vet_id));
    }
    let token = token::draw().map_err(Fault::internal)?;
    let (digest, now) = (token::digest(token), state.clock.seconds());
    let made = state.db.transaction(async |tx| {
        store::put(tx, vet_id, &digest, now).await.map_err(|error| match error {
            db::Error::UniqueViolation => Fault::refused(
                StatusCode::CONFLICT,
                "someone else makes this feed just now, please try again",
            ),
            error => error.into(),
        })
    });
    made.await?;
    Answer::json(&VetFeed { path: FeedPath { token }.fill(ReadFeed::ROUTE.path) })
}

pub(crate) async fn revoke(state: Visits, call: Call<RevokeVetFeed>) -> Outcome<RevokeVetFeed> {
    let vet_id = call.path.vet_id;
    let revoked = state.db.transaction(async |tx| store::delete(tx, vet_id).await);
    if !revoked.await? {
        return Err(Fault::refused(StatusCode::NOT_FOUND, format!("vet {vet_id} has no feed")));
    }
    Ok(Answer::empty())
}

pub(crate) async fn read(state: Visits, call: Call<ReadFeed>) -> Outcome<ReadFeed> {
    let digest = token::digest(call.path.token);
    let Some(vet_id) = store::vet(&state.db, &digest).await? else {
        return Err(Fault::refused(StatusCode::NOT_FOUND, "there is no such feed"));
    };
    let bound = |from: Timestamp, by| from.checked_add(by).map_err(Fault::internal);
    let now = state.clock.now();
    let events = store::events(&state.db, vet_id, bound(now, -BACK)?, bound(now, AHEAD)?).await?;
    Ok(Answer::prepared(&Prepared::text(ical::calendar(&events))?))
}
