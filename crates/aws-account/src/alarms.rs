//! The alarms, from CloudWatch.

use aws_sdk_cloudwatch::primitives::DateTime;
use aws_sdk_cloudwatch::types::{AlarmType, StateValue};
use contract::admin::{Alarm, AlarmState};
use jiff::Timestamp;

use crate::{Account, Error, cause};

/// Alarms on a page: the most that CloudWatch allows.
const PAGE: i32 = 100;
/// The most pages that are read.
const PAGES: usize = 10;

/// The alarms that were found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// In any order.
    pub alarms: Vec<Alarm>,
    /// Whether these are all: at most 1,000 are read.
    pub is_complete: bool,
}

impl Account {
    /// The alarms whose names begin with a prefix, composite ones included.
    ///
    /// # Errors
    /// If AWS refuses or does not answer.
    pub async fn alarms(&self, prefix: &str) -> Result<Found, Error> {
        let request = self.cloudwatch.describe_alarms().alarm_name_prefix(prefix).max_records(PAGE);
        let request = request.alarm_types(AlarmType::MetricAlarm).alarm_types(AlarmType::CompositeAlarm);
        let (mut alarms, mut page) = (Vec::new(), None);
        for _ in 0..PAGES {
            let answer = request.clone().set_next_token(page).send().await.map_err(|it| cause!(it))?;
            alarms.extend(answer.metric_alarms().iter().filter_map(|it| {
                let since = it.state_transitioned_timestamp().or(it.state_updated_timestamp());
                alarm(it.alarm_name(), it.state_value(), since, (it.alarm_description(), it.state_reason()))
            }));
            alarms.extend(answer.composite_alarms().iter().filter_map(|it| {
                let since = it.state_transitioned_timestamp().or(it.state_updated_timestamp());
                alarm(it.alarm_name(), it.state_value(), since, (it.alarm_description(), it.state_reason()))
            }));
            page = answer.next_token().map(str::to_owned);
            if page.is_none() {
                return Ok(Found { alarms, is_complete: true });
            }
        }
        Ok(Found { alarms, is_complete: false })
    }
}

fn alarm(
    name: Option<&str>,
    state: Option<&StateValue>,
    since: Option<&DateTime>,
    (description, reason): (Option<&str>, Option<&str>),
) -> Option<Alarm> {
    let state = match state {
        Some(StateValue::Ok) => AlarmState::Ok,
        Some(StateValue::Alarm) => AlarmState::Alarm,
        _ => AlarmState::InsufficientData,
    };
    let text = |it: Option<&str>| it.filter(|it| !it.is_empty()).map(str::to_owned);
    Some(Alarm {
        name: name?.to_owned(),
        state,
        since: since.and_then(|it| Timestamp::from_second(it.secs()).ok()).map(|it| it.to_string()),
        description: text(description),
        reason: text(reason),
    })
}
