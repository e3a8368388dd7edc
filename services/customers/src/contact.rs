//! How an owner can be reached, beside the classic telephone number. It shares the owner's version.

mod store;

use contract::routes::{EditOwnerContact, FindOwnerContact};
use web::answer::{Answer, Outcome};
use web::call::Call;
use web::fault::Fault;

use crate::{Customers, owners};

pub(crate) use store::statements;

pub(crate) async fn find(state: Customers, call: Call<FindOwnerContact>) -> Outcome<FindOwnerContact> {
    let id = call.path.owner_id;
    let found = store::find(&state.db, id).await?.ok_or_else(|| Fault::unknown("owner", id))?;
    Ok(Answer::json(&found.contact)?.version(found.version))
}

pub(crate) async fn edit(state: Customers, call: Call<EditOwnerContact>) -> Outcome<EditOwnerContact> {
    let id = call.path.owner_id;
    let version = state.db.transaction(async |tx| {
        let version = owners::lock(tx, id, &call.if_match).await?;
        store::update(tx, id, &call.body).await?;
        Ok::<_, Fault>(version)
    });
    Ok(Answer::empty().version(version.await?))
}
