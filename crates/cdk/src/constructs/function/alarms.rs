use cdk_core::Json;

use super::FunctionHandle;
use crate::constructs::{Alarm, AlarmHandle, TopicHandle};

/// The share of its timeout after which a function is slow.
const SLOW: f64 = 0.8;

impl FunctionHandle {
    /// Makes alarms that notify a topic when a call fails, when calls are throttled for 3 minutes, and when for 3 minutes the slowest
    /// calls take more than 80 % of the timeout. For other thresholds make an [`Alarm`] of a metric.
    pub fn alarms(&self, notify: &TopicHandle) -> [AlarmHandle; 3] {
        let timeout = match self.get("Timeout") {
            Some(Json::Number(seconds)) => seconds.as_f64().unwrap_or(3.0),
            _ => 3.0,
        };
        [
            ("ErrorsAlarm", Alarm::at_least(self.errors(), 1)),
            ("ThrottlesAlarm", Alarm::at_least(self.throttles(), 1).for_periods(3)),
            ("DurationAlarm", Alarm::above(self.duration(), timeout * 1000.0 * SLOW).for_periods(3)),
        ]
        .map(|(id, alarm)| self.scope().add(id, alarm.notify(notify)))
    }
}
