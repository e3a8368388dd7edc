//! Changes of log levels: at one instance, or at all of an application.

pub(crate) mod returns;
pub(crate) mod store;

use std::sync::OnceLock;

use bytes::Bytes;
use contract::admin::{AuditAction, Instance, LevelChanges, LevelOutcome, NewLevel, WhatHappened};
use contract::routes::{SetApplicationLevel, SetInstanceLevel};
use futures_util::{StreamExt, stream};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use web::answer::{Answer, Outcome};
use web::call::Call;
use web::fault::Fault;

use self::store::Pending;
use crate::actuator::WITHIN;
use crate::audit::Change;
use crate::audit::intent::Intent;
use crate::caller::Caller;
use crate::instances::{UP, known};
use crate::reach::{Body, Question, actuator_url};
use crate::time::rfc3339;
use crate::{Admin, actuator, applications};

/// How many instances are changed at once.
const AT_ONCE: usize = 16;
/// The longest answer about a logger, in bytes.
const LONGEST: usize = 64 * 1024;

pub(crate) async fn set_for_instance(
    state: Admin,
    call: Call<SetInstanceLevel>,
) -> Outcome<SetInstanceLevel> {
    let caller = Caller::of(&call)?.clone();
    let instance = known(&state, call.path.instance_id)?;
    returns::check(&state, &call.body).await?;
    let changed = change(&state, &caller, &instance, &call.path.logger, &call.body).await;
    changed.map_err(NotChanged::into_fault)?;
    Ok(Answer::empty())
}

pub(crate) async fn set_for_application(
    state: Admin,
    call: Call<SetApplicationLevel>,
) -> Outcome<SetApplicationLevel> {
    let caller = Caller::of(&call)?.clone();
    let (path, level) = (call.path, call.body);
    let instances = applications::instances(&state, &path.application)?;
    returns::check(&state, &level).await?;
    // Once the journal cannot be written, no further instance waits for it.
    let unnoted = OnceLock::new();
    let one = async |instance: &Instance| {
        let (outcome, before, detail) = if instance.status_info.status != UP {
            let detail = format!("the instance is {}", instance.status_info.status);
            (WhatHappened::Skipped, None, Some(detail))
        } else if unnoted.get().is_some() {
            (WhatHappened::Failed, None, Some("the audit journal cannot be written".to_owned()))
        } else {
            match change(&state, &caller, instance, &path.logger, &level).await {
                Ok(before) => (WhatHappened::Changed, before, None),
                Err(NotChanged::Failed(fault)) => (WhatHappened::Failed, None, Some(fault.cause())),
                Err(NotChanged::Unnoted(error)) => {
                    let _ = unnoted.set(error);
                    (WhatHappened::Failed, None, Some("the audit journal cannot be written".to_owned()))
                }
            }
        };
        LevelOutcome { instance: instance.id, outcome, before, detail }
    };
    let mut outcomes: Vec<_> = stream::iter(&instances).map(one).buffer_unordered(AT_ONCE).collect().await;
    if outcomes.iter().all(|it| it.outcome != WhatHappened::Changed)
        && let Some(error) = unnoted.into_inner()
    {
        return Err(error.into());
    }
    outcomes.sort_by_key(|it| it.instance);
    let returns_at = level.returns_after.map(|it| rfc3339(due(&state, it)));
    Answer::json(&LevelChanges {
        application: path.application,
        logger: path.logger,
        configured_level: level.level,
        returns_at,
        instances: outcomes,
    })
}

/// Why a level was not changed.
enum NotChanged {
    /// The journal cannot be written, so the instance was not asked.
    Unnoted(db::Error),
    /// The instance did not confirm it.
    Failed(Fault),
}

impl NotChanged {
    fn into_fault(self) -> Fault {
        match self {
            Self::Unnoted(error) => error.into(),
            Self::Failed(fault) => fault,
        }
    }
}

/// Changes the level of a logger of an instance, with who did and its return noted first. Returns the level before.
async fn change(
    state: &Admin,
    caller: &Caller,
    instance: &Instance,
    logger: &str,
    new: &NewLevel,
) -> Result<Option<String>, NotChanged> {
    let before = configured(state, instance, logger).await.map_err(NotChanged::Failed)?;
    let (application, now) = (&instance.registration.name, state.clock.seconds());
    let change = Change {
        action: AuditAction::LevelChanged,
        target: format!("{application} {} {logger}", instance.id),
        from: before.clone(),
        to: new.level.clone(),
    };
    let pending = new.returns_after.map(|minutes| Pending {
        id: 0,
        instance: instance.id,
        application: application.clone(),
        logger: logger.to_owned(),
        now: new.level.clone(),
        before: before.clone(),
        due_at: due(state, minutes),
        attempts: 0,
        who: caller.who.clone(),
    });
    let noted = state.db.transaction(async |tx| {
        let intent = Intent::begin_in(tx, caller, &change, now).await?;
        let earlier = store::find(tx, instance.id, logger).await?;
        match &pending {
            Some(pending) => store::put(tx, pending).await?,
            // A level that is chosen to stay stays, whatever was to happen before.
            None => store::delete_of(tx, instance.id, logger).await?,
        }
        Ok((intent, earlier))
    });
    let (intent, earlier) = noted.await.map_err(NotChanged::Unnoted)?;
    if let Err(fault) = set(state, instance, logger, new.level.as_deref()).await {
        let taken_back = state.db.transaction(async |tx| {
            intent.failed_in(tx, &fault).await?;
            match &earlier {
                Some(earlier) => store::put(tx, earlier).await,
                None => store::delete_of(tx, instance.id, logger).await,
            }
        });
        intent.log(taken_back.await);
        return Err(NotChanged::Failed(fault));
    }
    intent.made(state).await;
    Ok(before)
}

fn due(state: &Admin, minutes: u16) -> i64 {
    state.clock.seconds() + 60 * i64::from(minutes)
}

/// The level that is set for just this logger; `None` if it has that of the settings.
async fn configured(state: &Admin, instance: &Instance, logger: &str) -> Result<Option<String>, Fault> {
    let answer = ask(state, instance, logger, None).await?;
    let shown: Value = serde_json::from_slice(&answer).unwrap_or_default();
    let level = shown.get("configuredLevel").and_then(Value::as_str);
    // The database keeps it, so a word that is none is none.
    Ok(level.filter(|it| it.len() <= 8).map(str::to_owned))
}

/// Sets the level of a logger of an instance.
async fn set(state: &Admin, instance: &Instance, logger: &str, level: Option<&str>) -> Result<(), Fault> {
    let body = json!({ "configuredLevel": level }).to_string();
    ask(state, instance, logger, Some(Body::json(body))).await.map(drop)
}

async fn ask(state: &Admin, instance: &Instance, logger: &str, body: Option<Body>) -> Result<Bytes, Fault> {
    let registration = &instance.registration;
    let nothing = || Fault::refused(StatusCode::NOT_FOUND, "the instance has no such logger");
    let url = actuator_url(registration, &["loggers", logger]).ok_or_else(nothing)?;
    let method = if body.is_some() { Method::POST } else { Method::GET };
    let question = Question { method, body, ..Question::get(url, WITHIN, LONGEST) };
    let answered = state.reach.ask(registration, question).await;
    let answered = answered.map_err(actuator::failed)?;
    match answered.status {
        200..300 => Ok(answered.body),
        404 => Err(nothing()),
        status => Err(actuator::failed(format_args!("it answered {status}"))),
    }
}
