//! What CloudWatch has in the place of each alert: names of alarms, and the runbook of every alarm.

use crate::alert::{Alert, RUNBOOKS};
use crate::alerts;

/// What CloudWatch has in the place of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnAws {
    /// Alarms by their names after `petclinic-{env}-`. `{service}` and `{program}` stand for the name and the program of each service that
    /// has one, and `{class}` for each class of requests.
    pub alarms: &'static [&'static str],
    /// How the alarms differ from the alert, or why AWS needs none. Empty if there is nothing to say.
    pub note: &'static str,
}

/// These alarms.
pub(crate) const fn alarms(alarms: &'static [&'static str]) -> OnAws {
    OnAws { alarms, note: "" }
}

/// No alarm, for a reason.
pub(crate) const fn none(note: &'static str) -> OnAws {
    OnAws { alarms: &[], note }
}

impl OnAws {
    /// The same with a note.
    pub(crate) const fn note(self, note: &'static str) -> Self {
        Self { note, ..self }
    }
}

/// Runbooks of alarms about what only AWS has, each with its alarms by their names after `petclinic-{env}-`.
pub const AWS_ALONE: [(&str, &[&str]); 6] = [
    ("ApiRefuses", &["api-Throttled"]),
    (
        "DatabaseSaturated",
        &["database-capacity", "database-connections", "database-cpu", "database-deadlocks", "database-lag"],
    ),
    (
        "FunctionFails",
        &[
            "{service}-Crashed",
            "{service}-TimedOut",
            "{service}-duration",
            "{service}-failures",
            "{service}-throttles",
        ],
    ),
    (
        "ManagedPrometheusFails",
        &[
            "prometheus-notices",
            "prometheus-rules-alerts",
            "prometheus-rules-objectives",
            "prometheus-rules-services",
            "prometheus-samples",
        ],
    ),
    ("NoticesUndelivered", &["slack-Crashed", "slack-TimedOut", "slack-throttles", "slack-undelivered"]),
    (
        "SecurityEvent",
        &[
            "edge-blocked",
            "security-KeyDisabled",
            "security-RecordingStopped",
            "security-RootUsed",
            "security-SignInsFailed",
            "security-SignedInWithoutMfa",
            "security-TrailChanged",
            "security-Unauthorized",
            "security-blocked",
        ],
    ),
];

/// Every runbook by its path from the root of the sources, with the alarms that lead to it.
pub fn runbooks() -> Vec<(String, &'static [&'static str])> {
    let of_alerts = alerts::all().into_iter().map(|it| (it.runbook(), it.on_aws.alarms));
    let alone = AWS_ALONE.into_iter().map(|(name, alarms)| (format!("{RUNBOOKS}/{name}.md"), alarms));
    of_alerts.chain(alone).collect()
}

/// The path of the runbook of an alarm, which is named by the end of its name after `petclinic-{env}-`; `None` if no row has it.
pub fn runbook(alarm: &str) -> Option<String> {
    // An exact name comes before one with a stand-in.
    let found = |is_meant: fn(&str, &str) -> bool| {
        let mut all = runbooks().into_iter();
        all.find(|(_, alarms)| alarms.iter().any(|it| is_meant(it, alarm))).map(|(path, _)| path)
    };
    found(|known, alarm| known == alarm).or_else(|| found(names))
}

/// Whether a name with a stand-in can be that of an alarm.
pub fn names(pattern: &str, alarm: &str) -> bool {
    let Some((before, rest)) = pattern.split_once('{') else { return pattern == alarm };
    let Some((_, after)) = rest.split_once('}') else { return false };
    let within = alarm.strip_prefix(before).and_then(|it| it.strip_suffix(after));
    within.is_some_and(|it| !it.is_empty())
}

/// The alert's alarms as the page lists them.
pub(crate) fn cell(alert: &Alert) -> String {
    let alarms = alert.on_aws.alarms.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ");
    let note = alert.on_aws.note;
    match (alarms.is_empty(), note.is_empty()) {
        (true, _) => format!("none: {note}"),
        (false, true) => alarms,
        (false, false) => format!("{alarms}: {note}"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_alert_has_an_alarm_or_a_reason_and_no_alarm_has_two_runbooks() {
        for alert in alerts::all() {
            let OnAws { alarms, note } = alert.on_aws;
            assert!(!alarms.is_empty() || !note.is_empty(), "{}", alert.name);
            assert!(note.is_empty() || note.ends_with('.'), "{}", alert.name);
        }
        let alarms: Vec<_> = runbooks().into_iter().flat_map(|(_, alarms)| alarms).collect();
        assert_eq!(alarms.iter().collect::<BTreeSet<_>>().len(), alarms.len());
    }

    #[test]
    fn an_alarm_finds_its_runbook_by_its_name_or_by_a_stand_in() {
        assert_eq!(runbook("vets-cpu").unwrap(), "docs/runbooks/CpuSaturated.md");
        assert_eq!(runbook("database-cpu").unwrap(), "docs/runbooks/DatabaseSaturated.md");
        assert_eq!(runbook("slack-throttles").unwrap(), "docs/runbooks/NoticesUndelivered.md");
        assert_eq!(runbook("objectives-reads-errors-1h").unwrap(), "docs/runbooks/ErrorBudgetBurnsFast.md");
        assert_eq!((runbook("-cpu"), runbook("vets-unknown")), (None, None));
    }
}
