//! Settings of an instance, read again.

use contract::admin::{AuditAction, SettingsRefresh};
use contract::routes::RefreshSettings;
use http::{Method, StatusCode};
use web::answer::{Answer, Outcome};
use web::call::Call;
use web::fault::Fault;

use crate::Admin;
use crate::actuator::{WITHIN, failed};
use crate::audit::Change;
use crate::audit::intent::Intent;
use crate::caller::Caller;
use crate::instances::known;
use crate::reach::{Question, actuator_url};

/// The longest answer, in bytes.
const LONGEST: usize = 64 * 1024;

pub(crate) async fn refresh(state: Admin, call: Call<RefreshSettings>) -> Outcome<RefreshSettings> {
    let caller = Caller::of(&call)?.clone();
    let instance = known(&state, call.path.instance_id)?;
    let none = || Fault::refused(StatusCode::NOT_FOUND, "the instance does not read its settings again");
    let registration = &instance.registration;
    let url = actuator_url(registration, &["refresh"]).ok_or_else(none)?;
    let question = Question { method: Method::POST, ..Question::get(url, WITHIN, LONGEST) };
    let target = format!("{} {}", registration.name, instance.id);
    let intent = Intent::begin(&state, &caller, Change::new(AuditAction::SettingsRefreshed, target)).await?;
    let refreshing = async {
        let answered = state.reach.ask(registration, question).await.map_err(failed)?;
        match answered.status {
            200 => serde_json::from_slice::<Vec<String>>(&answered.body)
                .map_err(|_| failed("its answer is no list of settings")),
            404 => Err(none()),
            status => Err(failed(format_args!("it answered {status}, see its log"))),
        }
    };
    match refreshing.await {
        Ok(changed) => {
            intent.led_to(&state, Some(changed.join(", "))).await;
            Answer::json(&SettingsRefresh { changed })
        }
        Err(fault) => {
            intent.failed(&state, &fault).await;
            Err(fault)
        }
    }
}
