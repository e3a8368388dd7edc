//! Changes of log levels, and their return.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::path::Parameter;
use utoipa::openapi::{RefOr, Schema};

use super::instance::APPLICATION;
use super::{InstanceId, names};
use crate::endpoint::{RequestBody, response_bodies};
use crate::params::PathParams;
use crate::problem::FieldError;
use crate::schemas::Schemas;

/// The levels that a logger can be set to.
const LEVELS: [&str; 7] = ["OFF", "FATAL", "ERROR", "WARN", "INFO", "DEBUG", "TRACE"];
/// Longest time after which a level returns, in minutes.
const LONGEST: u16 = 24 * 60;

/// A new level for a logger.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LevelChange {
    /// `OFF`, `FATAL`, `ERROR`, `WARN`, `INFO`, `DEBUG` or `TRACE`; null for the level of the settings.
    #[schema(pattern = "^(OFF|FATAL|ERROR|WARN|INFO|DEBUG|TRACE)$")]
    pub configured_level: Option<String>,
    /// After how many minutes the level returns to what it was, at most a day; null if it stays.
    #[schema(minimum = 1, maximum = 1440)]
    pub return_after_minutes: Option<u16>,
}

/// A level that a logger can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLevel {
    /// The level; `None` for that of the settings.
    pub level: Option<String>,
    /// After how many minutes it returns to what it was.
    pub returns_after: Option<u16>,
}

impl<P> RequestBody<P> for LevelChange {
    type Checked = NewLevel;

    fn check(self, _: &P, _: Date) -> Result<NewLevel, Vec<FieldError>> {
        let mut errors = Vec::new();
        let level = self.configured_level.map(|it| it.to_ascii_uppercase());
        if level.as_deref().is_some_and(|it| !LEVELS.contains(&it)) {
            let rule = format!("must be one of {} or null", LEVELS.join(", "));
            errors.push(FieldError::new("configuredLevel", rule));
        }
        if self.return_after_minutes.is_some_and(|it| !(1..=LONGEST).contains(&it)) {
            let rule = format!("must be a whole number from 1 to {LONGEST} or null");
            errors.push(FieldError::new("returnAfterMinutes", rule));
        }
        let checked = NewLevel { level, returns_after: self.return_after_minutes };
        if errors.is_empty() { Ok(checked) } else { Err(errors) }
    }

    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(schemas.add::<Self>())
    }
}

/// What a change came to, instance by instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LevelChanges {
    pub application: String,
    pub logger: String,
    /// The new level; null for that of the settings.
    pub configured_level: Option<String>,
    /// When the level returns, RFC 3339 in UTC; null if it stays.
    #[schema(format = "date-time")]
    pub returns_at: Option<String>,
    pub instances: Vec<LevelOutcome>,
}

/// What a change came to at one instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LevelOutcome {
    pub instance: InstanceId,
    pub outcome: WhatHappened,
    /// The level before; null for that of the settings, or if it is not known.
    pub before: Option<String>,
    /// Why it was not changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub detail: Option<String>,
}

/// What a change came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum WhatHappened {
    /// The instance has the new level.
    Changed,
    /// The instance is not up, so it was not asked.
    Skipped,
    /// The instance refused, or did not answer.
    Failed,
}

/// A level that is going to return to what it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LevelReturn {
    pub instance: InstanceId,
    pub application: String,
    pub logger: String,
    /// The level now; null for that of the settings.
    pub configured_level: Option<String>,
    /// The level that it returns to; null for that of the settings.
    pub before: Option<String>,
    /// When it returns, RFC 3339 in UTC.
    #[schema(format = "date-time")]
    pub returns_at: String,
    /// Who changed it.
    pub who: String,
}

response_bodies!(LevelChanges);

/// The path of a logger of an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicationLoggerPath {
    /// The application.
    pub application: String,
    /// The logger.
    pub logger: String,
}

/// The path of a logger of an instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstanceLoggerPath {
    /// The instance.
    pub instance_id: InstanceId,
    /// The logger.
    pub logger: String,
}

const LOGGER: &str = "logger";

impl PathParams for ApplicationLoggerPath {
    const NAMES: &'static [&'static str] = &[APPLICATION, LOGGER];

    fn read<'a>(value: impl Fn(&str) -> Option<&'a str>) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let application = names::in_path(APPLICATION, &value, &mut errors);
        let logger = names::in_path(LOGGER, &value, &mut errors);
        if errors.is_empty() { Ok(Self { application, logger }) } else { Err(errors) }
    }

    fn values(&self) -> Vec<String> {
        vec![self.application.clone(), self.logger.clone()]
    }

    fn parameters() -> Vec<Parameter> {
        let logger = names::in_path_parameter(LOGGER, "The logger's name");
        vec![names::in_path_parameter(APPLICATION, "The application's name"), logger]
    }
}

impl PathParams for InstanceLoggerPath {
    const NAMES: &'static [&'static str] = &["instanceId", LOGGER];

    fn read<'a>(value: impl Fn(&str) -> Option<&'a str>) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let instance_id = InstanceId::in_path(&value, &mut errors);
        let logger = names::in_path(LOGGER, &value, &mut errors);
        match instance_id {
            Some(instance_id) if errors.is_empty() => Ok(Self { instance_id, logger }),
            _ => Err(errors),
        }
    }

    fn values(&self) -> Vec<String> {
        vec![self.instance_id.to_string(), self.logger.clone()]
    }

    fn parameters() -> Vec<Parameter> {
        vec![InstanceId::parameter(), names::in_path_parameter(LOGGER, "The logger's name")]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::NoParams;

    #[test]
    fn a_level_is_one_of_those_of_spring_and_returns_within_a_day() {
        let check = |level: Option<&str>, minutes| {
            let level = level.map(str::to_owned);
            let change = LevelChange { configured_level: level, return_after_minutes: minutes };
            RequestBody::<NoParams>::check(change, &NoParams, Date::MIN)
        };
        assert_eq!(check(Some("debug"), Some(1440)).unwrap().level.as_deref(), Some("DEBUG"));
        assert_eq!(check(None, None).unwrap(), NewLevel { level: None, returns_after: None });
        assert_eq!(check(Some("loud"), Some(0)).unwrap_err().len(), 2);
        assert!(check(None, Some(1441)).is_err());
    }
}
