//! The bodies of Chaos Monkey's API.

use std::time::Duration;

use contract::problem::FieldError;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::faults::operators::{Assaults, Chosen, LONGEST, Watchers};

/// The highest level.
const MOST: u32 = 10_000;
/// The longest latency, in milliseconds. A request takes no longer before it is answered 503.
const LONGEST_LATENCY: u64 = 300_000;

/// A change of the faults. Fields that are left out or null stay.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct AssaultsUpdate {
    level: Option<u32>,
    latency_range_start: Option<u64>,
    latency_range_end: Option<u64>,
    latency_active: Option<bool>,
    exceptions_active: Option<bool>,
    kill_application_active: Option<bool>,
    memory_active: Option<bool>,
    cpu_active: Option<bool>,
    ends_after_minutes: Option<u64>,
}

/// A change of what suffers from them. Fields that are left out or null stay.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct WatchersUpdate {
    controller: Option<bool>,
    rest_controller: Option<bool>,
    service: Option<bool>,
    repository: Option<bool>,
    component: Option<bool>,
}

impl AssaultsUpdate {
    /// The faults after the change, or the rules that it breaks.
    pub(super) fn applied_to(self, before: Assaults) -> Result<Assaults, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut check = |field: &'static str, is_fine: bool, rule: String| {
            if !is_fine {
                errors.push(FieldError::new(field, rule));
            }
        };
        for (field, wanted) in [
            ("killApplicationActive", self.kill_application_active),
            ("memoryActive", self.memory_active),
            ("cpuActive", self.cpu_active),
        ] {
            check(field, wanted != Some(true), "must be false: this fault is not offered".to_owned());
        }
        let longest = LONGEST.as_secs() / 60;
        let minutes = self.ends_after_minutes;
        check(
            "endsAfterMinutes",
            minutes.is_none_or(|it| (1..=longest).contains(&it)),
            format!("must be a whole number from 1 to {longest}"),
        );
        let level = self.level.unwrap_or(before.level);
        check("level", (1..=MOST).contains(&level), format!("must be a whole number from 1 to {MOST}"));
        let latency = |given: Option<u64>, before: Duration| given.map_or(before, Duration::from_millis);
        let latency_min = latency(self.latency_range_start, before.latency_min);
        let latency_max = latency(self.latency_range_end, before.latency_max);
        let is_short = |it: Duration| it <= Duration::from_millis(LONGEST_LATENCY);
        let rule = format!("must be a whole number of milliseconds up to {LONGEST_LATENCY}");
        check("latencyRangeStart", is_short(latency_min), rule.clone());
        check("latencyRangeEnd", is_short(latency_max), rule);
        let rule = "must not be below latencyRangeStart".to_owned();
        check("latencyRangeEnd", latency_min <= latency_max, rule);
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(Assaults {
            level,
            latency_active: self.latency_active.unwrap_or(before.latency_active),
            latency_min,
            latency_max,
            exceptions_active: self.exceptions_active.unwrap_or(before.exceptions_active),
            lasting: minutes.map_or(before.lasting, |it| Duration::from_secs(60 * it)),
        })
    }
}

impl WatchersUpdate {
    pub(super) fn applied_to(self, before: Watchers) -> Watchers {
        Watchers {
            controller: self.controller.unwrap_or(before.controller),
            rest_controller: self.rest_controller.unwrap_or(before.rest_controller),
            service: self.service.unwrap_or(before.service),
            repository: self.repository.unwrap_or(before.repository),
            component: self.component.unwrap_or(before.component),
        }
    }
}

pub(super) fn assaults(chosen: &Chosen) -> Value {
    let assaults = chosen.assaults;
    json!({
        "level": assaults.level,
        "deterministic": true,
        "latencyRangeStart": milliseconds(assaults.latency_min),
        "latencyRangeEnd": milliseconds(assaults.latency_max),
        "latencyActive": assaults.latency_active,
        "exceptionsActive": assaults.exceptions_active,
        "killApplicationActive": false,
        "memoryActive": false,
        "cpuActive": false,
        "endsAfterMinutes": assaults.lasting.as_secs() / 60,
        "endsAt": chosen.ends_at.map(|it| it.to_string()),
    })
}

fn milliseconds(latency: Duration) -> u64 {
    u64::try_from(latency.as_millis()).unwrap_or(u64::MAX)
}

pub(super) fn watchers(watchers: Watchers) -> Value {
    let Watchers { controller, rest_controller, service, repository, component } = watchers;
    json!({
        "controller": controller,
        "restController": rest_controller,
        "service": service,
        "repository": repository,
        "component": component,
        "restTemplate": false,
        "webClient": false,
        "actuatorHealth": false,
        "beans": [],
        "beanClasses": [],
        "excludeClasses": [],
    })
}
