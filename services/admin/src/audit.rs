//! The audit journal: who changed what.

pub(crate) mod intent;
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

#[derive(Debug, thiserror::Error)]
#[error("the route needs no role, so nobody looked who calls")]
struct Unknown;

pub(crate) async fn list(state: Admin, call: Call<ListAudit>) -> Outcome<ListAudit> {
    Answer::json(&store::page(&state.db, call.query.page).await?)
}
