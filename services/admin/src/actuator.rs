//! The way to an instance's actuator.

use std::fmt::Display;
use std::time::Duration;

use contract::admin::{ActuatorDocument, Instance};
use contract::routes::{ReadActuator, ReadActuatorPart, ShowActuator, ShowInstanceLevel};
use http::StatusCode;
use web::answer::{Answer, Outcome};
use web::call::Call;
use web::fault::Fault;
use web::places::{Place, Places};

use crate::Admin;
use crate::instances::known;
use crate::reach::{Answered, Question, actuator_url};

/// How long an instance may take to answer an operator.
pub(crate) const WITHIN: Duration = Duration::from_secs(10);
/// The longest answer that is passed on, in bytes: a large Spring application has many routes and settings.
const LONGEST: usize = 4 * 1024 * 1024;
/// Most answers that are passed on at once, since each is kept whole for a moment.
const AT_ONCE: u32 = 8;

/// Counts the answers that are passed on.
#[derive(Default)]
pub(crate) struct Passing(Places);

impl Passing {
    /// The place of an answer.
    ///
    /// # Errors
    /// 503 if there is none.
    pub(crate) fn take(&self) -> Result<Place, Fault> {
        self.0.take(AT_ONCE, "as many instances are asked as can be at once, please try again")
    }
}

pub(crate) async fn index(state: Admin, call: Call<ShowActuator>) -> Outcome<ShowActuator> {
    let instance = known(&state, call.path.instance_id)?;
    Answer::json(&read_at(&state, &instance, &[], &[]).await?)
}

pub(crate) async fn read(state: Admin, call: Call<ReadActuator>) -> Outcome<ReadActuator> {
    let instance = known(&state, call.path.instance_id)?;
    Answer::json(&read_at(&state, &instance, &[call.path.endpoint.as_str()], &[]).await?)
}

pub(crate) async fn read_part(state: Admin, call: Call<ReadActuatorPart>) -> Outcome<ReadActuatorPart> {
    let instance = known(&state, call.path.instance_id)?;
    let parts = [call.path.endpoint.as_str(), &call.path.part];
    Answer::json(&read_at(&state, &instance, &parts, &call.query.tags).await?)
}

pub(crate) async fn read_logger(state: Admin, call: Call<ShowInstanceLevel>) -> Outcome<ShowInstanceLevel> {
    let instance = known(&state, call.path.instance_id)?;
    Answer::json(&read_at(&state, &instance, &["loggers", &call.path.logger], &[]).await?)
}

async fn read_at(
    state: &Admin,
    instance: &Instance,
    parts: &[&str],
    tags: &[String],
) -> Result<ActuatorDocument, Fault> {
    let _place = state.passing.take()?;
    let registration = &instance.registration;
    let no_actuator = || Fault::refused(StatusCode::NOT_FOUND, "the instance has no actuator");
    let mut url = actuator_url(registration, parts).ok_or_else(no_actuator)?;
    if !tags.is_empty() {
        url.query_pairs_mut().extend_pairs(tags.iter().map(|it| ("tag", it)));
    }
    let answered = state.reach.ask(registration, Question::get(url, WITHIN, LONGEST)).await;
    let Answered { status, body, .. } = answered.map_err(failed)?;
    match status {
        // Spring's health says 503 where the instance is not well, and what is wrong.
        200 | 503 => {}
        404 => return Err(Fault::refused(StatusCode::NOT_FOUND, "the instance has nothing at this path")),
        status => return Err(failed(format_args!("it answered {status}"))),
    }
    let json = serde_json::from_slice(&body).map_err(|_| failed("its answer is no JSON"))?;
    Ok(ActuatorDocument(json))
}

/// 502, with the reason: operators know the instance.
pub(crate) fn failed(why: impl Display) -> Fault {
    Fault::refused(StatusCode::BAD_GATEWAY, format!("the instance cannot be asked: {why}"))
}
