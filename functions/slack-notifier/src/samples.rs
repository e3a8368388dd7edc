//! The sample events of the folder `events`, for tests.

pub(crate) mod fake;

use serde_json::Value;

use crate::event::{Record, records};

pub(crate) const ALARM: &str = include_str!("../events/alarm.json");
pub(crate) const ALARM_OVER: &str = include_str!("../events/alarm-over.json");
pub(crate) const BUDGET: &str = include_str!("../events/budget.json");
pub(crate) const BY_ITSELF: &str = include_str!("../events/by-itself.json");
pub(crate) const COMPOSITE_ALARM: &str = include_str!("../events/composite-alarm.json");
pub(crate) const TASK_STOPPED: &str = include_str!("../events/task-stopped.json");

pub(crate) fn event(sample: &str) -> Value {
    serde_json::from_str(sample).unwrap()
}

pub(crate) fn record(sample: &str) -> Record {
    records(&event(sample), "8476a536-e9f4-11e8-9739-2dfe598c3fcd").unwrap().remove(0)
}
