//! The audit journal: who changed what.

pub(crate) mod store;

use contract::admin::AuditAction;
use contract::routes::ListAudit;
use web::answer::{Answer, Outcome};
use web::call::Call;
use web::fault::Fault;

use crate::Admin;
use crate::caller::Caller;

/// Who acts when nobody else does.
pub(crate) const SERVER: &str = "admin-server";

/// A change.
pub(crate) struct Change {
    pub(crate) action: AuditAction,
    pub(crate) target: String,
    pub(crate) from: Option<String>,
    pub(crate) to: Option<String>,
}

impl Change {
    pub(crate) fn new(action: AuditAction, target: String) -> Self {
        Self { action, target, from: None, to: None }
    }
}

impl Caller {
    /// Who calls a route that needs a role.
    pub(crate) fn of<E: contract::endpoint::Endpoint>(call: &Call<E>) -> Result<&Self, Fault> {
        call.extension().ok_or_else(|| Fault::internal(Unknown))
    }
}

/// Notes a change that has been made at an instance.
///
/// # Errors
/// If the journal cannot be written. The log says so, since the change stays.
pub(crate) async fn note(state: &Admin, caller: &Caller, change: &Change) -> Result<(), Fault> {
    let now = state.clock.seconds();
    let noting =
        state.db.transaction(async |tx| store::add(tx, &caller.who, Some(caller.role), change, now).await);
    noting.await.map_err(|error| unnoted(caller, change, error))
}

/// Says in the log that a change is not in the journal.
pub(crate) fn unnoted(caller: &Caller, change: &Change, error: db::Error) -> Fault {
    tracing::error!(%error, role = caller.role.as_str(), target_of_change = change.target, "a change is not in the audit journal");
    error.into()
}

#[derive(Debug, thiserror::Error)]
#[error("the route needs no role, so nobody looked who calls")]
struct Unknown;

pub(crate) async fn list(state: Admin, call: Call<ListAudit>) -> Outcome<ListAudit> {
    Answer::json(&store::page(&state.db, call.query.page).await?)
}
