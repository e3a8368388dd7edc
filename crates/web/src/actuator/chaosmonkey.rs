//! Fault injection by operators, with the API of Chaos Monkey for Spring Boot.
//!
//! Latency and exceptions are offered; an exception is an answer 500. Other than there, the faults end by themselves: after
//! `endsAfterMinutes` of the assaults, or after an hour.

mod bodies;

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use contract::route::Media;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use self::bodies::{AssaultsUpdate, WatchersUpdate};
use crate::actuator::media::{answer, answer_as};
use crate::actuator::{Shared, Sources};
use crate::fault::Fault;
use crate::faults::operators::Chosen;
use crate::{body, json};

/// Shows everything.
pub(super) async fn show(State(sources): Shared, headers: HeaderMap) -> Result<Response, Fault> {
    let chosen = chosen(&sources)?;
    let shown = json!({
        "chaosMonkeyProperties": { "enabled": chosen.is_enabled },
        "assaultProperties": bodies::assaults(&chosen),
        "watcherProperties": bodies::watchers(chosen.watchers),
    });
    Ok(answer(&headers, &shown))
}

/// Says whether faults can be injected.
pub(super) async fn status(State(sources): Shared, headers: HeaderMap) -> Result<Response, Fault> {
    Ok(answer(&headers, &shown_status(&chosen(&sources)?)))
}

/// Allows the injection of the faults that are chosen.
pub(super) async fn enable(State(sources): Shared, headers: HeaderMap) -> Result<Response, Fault> {
    toggle(&sources, &headers, true)
}

/// Stops it.
pub(super) async fn disable(State(sources): Shared, headers: HeaderMap) -> Result<Response, Fault> {
    toggle(&sources, &headers, false)
}

/// Shows the faults.
pub(super) async fn assaults(State(sources): Shared, headers: HeaderMap) -> Result<Response, Fault> {
    Ok(answer(&headers, &bodies::assaults(&chosen(&sources)?)))
}

/// Shows what suffers from them.
pub(super) async fn watchers(State(sources): Shared, headers: HeaderMap) -> Result<Response, Fault> {
    Ok(answer(&headers, &bodies::watchers(chosen(&sources)?.watchers)))
}

/// Changes the faults. What is left out stays.
pub(super) async fn change_assaults(
    State(sources): Shared,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Fault> {
    let before = chosen(&sources)?;
    let update = read::<AssaultsUpdate>(&headers, body).await?;
    let assaults = update.applied_to(before.assaults).map_err(Fault::invalid)?;
    change(&sources, |it| it.assaults = assaults);
    Ok("Assault config has changed".into_response())
}

/// Changes what suffers from them. What is left out stays.
pub(super) async fn change_watchers(
    State(sources): Shared,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Fault> {
    chosen(&sources)?;
    let update = read::<WatchersUpdate>(&headers, body).await?;
    change(&sources, |it| it.watchers = update.applied_to(it.watchers));
    Ok("Watcher config has changed".into_response())
}

fn chosen(sources: &Sources) -> Result<Chosen, Fault> {
    if sources.faults.is_allowed() {
        return Ok(sources.faults.chosen());
    }
    let detail = "fault injection is not allowed here, see the setting faults.by-operators";
    Err(Fault::refused(StatusCode::NOT_FOUND, detail))
}

async fn read<T: DeserializeOwned>(headers: &HeaderMap, body: Body) -> Result<T, Fault> {
    json::read::<T>(&body::bytes(Media::Json, headers, body).await?)
}

fn toggle(sources: &Sources, headers: &HeaderMap, is_enabled: bool) -> Result<Response, Fault> {
    chosen(sources)?;
    let now = sources.clock.now();
    let chosen = change(sources, |it| {
        if it.is_enabled != is_enabled {
            it.toggled = Some(now);
        }
        it.is_enabled = is_enabled;
    });
    Ok(answer_as(StatusCode::OK, headers, &shown_status(&chosen)))
}

fn change(sources: &Sources, change: impl FnOnce(&mut Chosen)) -> Chosen {
    let (chosen, is_on) = sources.faults.change(sources.clock.now(), change);
    match chosen.ends_at.filter(|_| is_on) {
        Some(ends_at) => {
            let faults = chosen.assaults;
            tracing::warn!(
                every = faults.level,
                has_latency = faults.latency_active,
                has_errors = faults.exceptions_active,
                %ends_at,
                "an operator injects faults into requests"
            );
        }
        None => tracing::info!("an operator changed the fault injection, and no request suffers from it"),
    }
    chosen
}

fn shown_status(chosen: &Chosen) -> Value {
    let mut shown = json!({ "enabled": chosen.is_enabled });
    if let Some(toggled) = chosen.toggled {
        let name = if chosen.is_enabled { "enabledAt" } else { "disabledAt" };
        shown[name] = json!(toggled.to_string());
    }
    shown
}
