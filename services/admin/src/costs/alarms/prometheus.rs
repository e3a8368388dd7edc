//! The alerts of a Prometheus, where AWS has no alarms to show.

use std::collections::BTreeMap;
use std::time::Duration;

use contract::admin::{Alarm, AlarmState};
use reqwest::Url;
use serde::Deserialize;

use crate::Admin;
use crate::reach::Question;

/// How long Prometheus may take to answer.
const WITHIN: Duration = Duration::from_secs(5);
/// The longest answer, in bytes.
const LONGEST: usize = 2 * 1024 * 1024;
/// The most firing alerts that are shown.
const MOST: usize = 200;

/// What its API answers about rules: <https://prometheus.io/docs/prometheus/latest/querying/api/#rules>.
#[derive(Deserialize)]
struct Answer {
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    groups: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
struct Rule {
    name: String,
    #[serde(default)]
    alerts: Vec<Alert>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Alert {
    state: String,
    active_at: Option<String>,
    #[serde(default)]
    labels: BTreeMap<String, String>,
    #[serde(default)]
    annotations: BTreeMap<String, String>,
}

/// Its alerts: those that fire, one by one, and of the others each as one that is well.
///
/// # Errors
/// Why they are not known.
pub(super) async fn ask(state: &Admin, server: &Url) -> Result<Vec<Alarm>, String> {
    let mut url = server.clone();
    url.path_segments_mut()
        .map_err(|()| "its address is none")?
        .pop_if_empty()
        .extend(["api", "v1", "rules"]);
    url.set_query(Some("type=alert"));
    let answered = state.reach.ask_named(Question::get(url, WITHIN, LONGEST)).await;
    let answered = answered.map_err(|error| error.to_string())?;
    if answered.status != 200 {
        return Err(format!("it answered {}", answered.status));
    }
    let answer: Answer =
        serde_json::from_slice(&answered.body).map_err(|_| "its answer is not about rules")?;
    Ok(alarms(answer))
}

fn alarms(answer: Answer) -> Vec<Alarm> {
    let rules = answer.data.groups.into_iter().flat_map(|it| it.rules);
    let mut all: Vec<_> = rules.flat_map(of_rule).collect();
    let mut firing = 0;
    all.retain(|it| {
        firing += usize::from(it.state == AlarmState::Alarm);
        it.state != AlarmState::Alarm || firing <= MOST
    });
    all
}

fn of_rule(rule: Rule) -> Vec<Alarm> {
    let firing: Vec<_> = rule.alerts.into_iter().filter(|it| it.state == "firing").collect();
    if firing.is_empty() {
        let well =
            Alarm { name: rule.name, state: AlarmState::Ok, since: None, description: None, reason: None };
        return vec![well];
    }
    let name = rule.name;
    let shown = |mut alert: Alert| {
        let of = ["service", "instance"].into_iter().filter_map(|it| alert.labels.get(it).cloned());
        Alarm {
            name: std::iter::once(name.clone()).chain(of).collect::<Vec<_>>().join(" "),
            state: AlarmState::Alarm,
            since: alert.active_at.as_deref().and_then(crate::time::read).map(|it| format!("{it:.0}")),
            description: alert.annotations.remove("summary"),
            reason: None,
        }
    };
    firing.into_iter().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alerts_that_fire_are_shown_one_by_one() {
        let text = r#"{"status": "success", "data": {"groups": [{"name": "g", "file": "f", "interval": 5, "rules": [
            {"name": "InstanceDown", "type": "alerting", "query": "up == 0", "state": "firing", "alerts": [
                {"state": "firing", "activeAt": "2026-05-20T12:00:00.123456789Z", "value": "0",
                 "labels": {"alertname": "InstanceDown", "service": "vets", "instance": "a"},
                 "annotations": {"summary": "a of vets is down.", "runbook_url": "x"}},
                {"state": "pending", "activeAt": "2026-05-20T12:00:00Z", "labels": {"service": "vets"}}]},
            {"name": "ErrorRateHigh", "type": "alerting", "query": "x", "state": "inactive", "alerts": []}]}]}}"#;
        let alarms = alarms(serde_json::from_str(text).unwrap());
        assert_eq!(alarms.len(), 2);
        assert_eq!((alarms[0].name.as_str(), alarms[0].state), ("InstanceDown vets a", AlarmState::Alarm));
        assert_eq!(alarms[0].since.as_deref(), Some("2026-05-20T12:00:00Z"));
        assert_eq!(alarms[0].description.as_deref(), Some("a of vets is down."));
        assert_eq!((alarms[1].name.as_str(), alarms[1].state), ("ErrorRateHigh", AlarmState::Ok));
    }

    #[test]
    fn of_many_alerts_some_are_shown() {
        let alert = |_| Alert {
            state: "firing".to_owned(),
            active_at: None,
            labels: BTreeMap::new(),
            annotations: BTreeMap::new(),
        };
        let rule = Rule { name: "x".to_owned(), alerts: (0..2 * MOST).map(alert).collect() };
        let answer = Answer { data: Data { groups: vec![Group { rules: vec![rule] }] } };
        assert_eq!(alarms(answer).len(), MOST);
    }
}
