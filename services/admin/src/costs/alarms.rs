//! The clinic's alarms in CloudWatch, or its alerts in Prometheus where there is no AWS.

mod prometheus;

use std::time::Duration;

use contract::admin::{AlarmState, Alarms};
use contract::routes::ShowAlarms;
use contract::settings::Admin as Settings;
use reqwest::Url;
use tokio::sync::Mutex;
use tokio::time::Instant;
use web::answer::{Answer, Outcome};
use web::call::Call;

use crate::Admin;
use crate::time::rfc3339;

/// How long an answer of CloudWatch is shown, since it charges for each.
const SHOWN: Duration = Duration::from_secs(60);
/// How long an answer of Prometheus is shown.
const SHOWN_OF_PROMETHEUS: Duration = Duration::from_secs(5);

/// The latest answer, and who is asked without AWS.
#[derive(Default)]
pub(crate) struct Known {
    latest: Mutex<Option<(Instant, Alarms)>>,
    prometheus: Option<Url>,
}

impl Known {
    pub(crate) fn new(settings: &Settings) -> Self {
        // Cannot fail: the setting's rule accepts only URLs.
        let prometheus = settings.prometheus_url.as_deref().and_then(|it| Url::parse(it).ok());
        Self { latest: Mutex::default(), prometheus }
    }
}

pub(crate) async fn show(state: Admin, _: Call<ShowAlarms>) -> Outcome<ShowAlarms> {
    // Others wait for the one who asks.
    let mut known = state.alarms.latest.lock().await;
    let shown = if state.account.is_known() { SHOWN } else { SHOWN_OF_PROMETHEUS };
    if let Some((at, alarms)) = &*known
        && at.elapsed() < shown
    {
        return Answer::json(alarms);
    }
    let alarms = ask(&state).await;
    let answer = Answer::json(&alarms);
    *known = Some((Instant::now(), alarms));
    answer
}

async fn ask(state: &Admin) -> Alarms {
    let nothing = |problem: String| Alarms {
        asked_at: None,
        problem: Some(problem),
        ok: 0,
        alarm: 0,
        insufficient_data: 0,
        alarms: Vec::new(),
    };
    let (mut alarms, is_complete) = match state.account.alarms(&state.tariff.alarm_prefix).await {
        Some(Ok(found)) => found,
        Some(Err(cause)) => return nothing(format!("CloudWatch does not show its alarms: {cause}")),
        None => match &state.alarms.prometheus {
            Some(server) => match prometheus::ask(state, server).await {
                Ok(found) => (found, true),
                Err(cause) => return nothing(format!("Prometheus does not show its alerts: {cause}")),
            },
            None => return nothing(super::not_asked(state, "for alarms")),
        },
    };
    let count = |wanted: AlarmState| {
        u32::try_from(alarms.iter().filter(|it| it.state == wanted).count()).unwrap_or(u32::MAX)
    };
    let (ok, alarm, insufficient_data) =
        (count(AlarmState::Ok), count(AlarmState::Alarm), count(AlarmState::InsufficientData));
    alarms.retain(|it| it.state != AlarmState::Ok);
    alarms.sort_by(|one, other| (one.state, &one.name).cmp(&(other.state, &other.name)));
    let problem = (!is_complete).then(|| "there are more alarms than are read".to_owned());
    Alarms { asked_at: Some(rfc3339(state.clock.seconds())), problem, ok, alarm, insufficient_data, alarms }
}
