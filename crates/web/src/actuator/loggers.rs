//! Log levels, which operators may change while the process runs.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::Response;
use contract::problem::FieldError;
use contract::route::Media;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use telemetry::Level;

use crate::actuator::Shared;
use crate::actuator::media::answer;
use crate::fault::Fault;
use crate::{body, json};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    /// `None` resets the logger to the level in the settings.
    #[serde(default)]
    configured_level: Option<String>,
}

/// Shows all loggers.
pub(super) async fn show(State(sources): Shared, headers: HeaderMap) -> Response {
    let loggers = sources.levels.all();
    let loggers = loggers.into_iter().map(|(name, it)| (name, logger(it.configured, it.effective)));
    let levels: Vec<_> = Level::ALL.iter().map(|it| it.as_str()).collect();
    answer(&headers, &json!({ "levels": levels, "loggers": loggers.collect::<Map<_, _>>(), "groups": {} }))
}

/// Shows one logger.
pub(super) async fn show_one(
    State(sources): Shared,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    let levels = &sources.levels;
    answer(&headers, &logger(levels.configured(&name), levels.effective(&name)))
}

fn logger(configured: Option<Level>, effective: Level) -> Value {
    let mut logger = json!({ "effectiveLevel": effective.as_str() });
    if let Some(configured) = configured {
        logger["configuredLevel"] = json!(configured.as_str());
    }
    logger
}

/// Changes the level of one logger.
pub(super) async fn change(
    State(sources): Shared,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Fault> {
    let body = body::bytes(Media::Json, &headers, body).await?;
    let level = match json::read::<Change>(&body)?.configured_level {
        Some(text) => Some(text.parse::<Level>().map_err(|_| unknown_level())?),
        None => None,
    };
    sources.levels.set(&name, level);
    let level = level.map_or("as configured", Level::as_str);
    tracing::info!(logger = name, level, "an operator changed the level of a logger");
    Ok(StatusCode::NO_CONTENT)
}

fn unknown_level() -> Fault {
    let rule = "must be one of OFF, ERROR, WARN, INFO, DEBUG, TRACE or null";
    Fault::invalid(vec![FieldError::new("configuredLevel", rule)])
}
