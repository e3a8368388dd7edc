//! Settings of an instance, read again.

use contract::admin::{AuditAction, SettingsRefresh};
use contract::routes::RefreshSettings;
use http::{Method, StatusCode};
use web::answer::{Answer, Outcome};
use web::call::Call;
use web::fault::Fault;

use crate::Admin;
use crate::actuator::{WITHIN, failed};
use crate::audit::{self, Change};
use crate::caller::Caller;
use crate::instances::known;
use crate::reach::{Question, actuator_url};

/// The longest answer, in bytes.
const LONGEST: usize = 64 * 1024;
/// The most characters of the names of settings that the audit journal keeps.
const KEPT: usize = 200;

pub(crate) async fn refresh(state: Admin, call: Call<RefreshSettings>) -> Outcome<RefreshSettings> {
    let caller = Caller::of(&call)?.clone();
    let instance = known(&state, call.path.instance_id)?;
    let none = || Fault::refused(StatusCode::NOT_FOUND, "the instance does not read its settings again");
    let registration = &instance.registration;
    let url = actuator_url(registration, &["refresh"]).ok_or_else(none)?;
    let question = Question { method: Method::POST, ..Question::get(url, WITHIN, LONGEST) };
    let answered = state.reach.ask(registration, question).await.map_err(failed)?;
    let changed: Vec<String> = match answered.status {
        200 => {
            serde_json::from_slice(&answered.body).map_err(|_| failed("its answer is no list of settings"))?
        }
        404 => return Err(none()),
        status => return Err(failed(format_args!("it answered {status}, see its log"))),
    };
    let change = Change {
        to: Some(changed.join(", ").chars().take(KEPT).collect()),
        ..Change::new(AuditAction::SettingsRefreshed, format!("{} {}", registration.name, instance.id))
    };
    audit::note(&state, &caller, &change).await?;
    Answer::json(&SettingsRefresh { changed })
}
