use cdk::constructs::Alarm;

use super::{Wanted, wanted};
use crate::monitoring::{LogMetrics, Series};

/// Requests that the firewall blocks within five minutes from which on it is an attack rather than noise.
const BLOCKED: u32 = 500;
/// Failed sign-ins, and refused calls of AWS, within five minutes.
const REPEATED: u32 = 10;

pub(super) fn alarms(series: &Series<'_>, logs: &LogMetrics) -> Vec<Wanted> {
    let blocked = series.watched.native.firewall.blocked_requests().every(300);
    let mut all = vec![wanted(
        "blocked",
        format!("The firewall blocked {BLOCKED} requests within five minutes"),
        Alarm::at_least(blocked, BLOCKED),
    )];
    for (lines, metric) in &logs.audit {
        let repeated = ["SignInsFailed", "Unauthorized"].contains(&lines.name);
        let limit = if repeated { REPEATED } else { 1 };
        if repeated || lines.is_alarming {
            let alarm = Alarm::at_least(metric.clone().every(300), limit);
            all.push(wanted(lines.name, format!("Audit trail: {}", lines.name), alarm));
        }
    }
    all
}
