//! Alarms, logs and dashboards.

use serde_json::Value;

use super::model::{Model, Resource, number};
use super::report::Report;
use super::rules;

const DAY: i64 = 86_400;
/// Days for which logs can be kept.
const RETENTION: [i64; 22] =
    [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];
/// Columns of a dashboard.
const COLUMNS: f64 = 24.0;

pub(super) fn check(model: &Model<'_>, report: &mut Report) {
    for alarm in model.of("AWS::CloudWatch::Alarm") {
        check_alarm(alarm, report);
    }
    for group in model.of("AWS::Logs::LogGroup") {
        // The schema only says that it is a number.
        if let Some(days) = group.whole("RetentionInDays").filter(|days| !RETENTION.contains(days)) {
            let message = format!("logs cannot be kept for {days} days");
            report.add(rules::NOT_ALLOWED, group, "RetentionInDays", message);
        }
        if !group.has("RetentionInDays") {
            report.add(rules::LOG_RETENTION, group, "", "its logs are kept for ever");
        }
    }
    for dashboard in model.of("AWS::CloudWatch::Dashboard") {
        if let Some(wrong) = dashboard.text("DashboardBody").and_then(wrong_body) {
            report.add(rules::DASHBOARD, dashboard, "DashboardBody", wrong);
        }
    }
}

fn check_alarm(alarm: Resource<'_>, report: &mut Report) {
    let mut periods = vec![("Period".to_owned(), alarm.whole("Period"))];
    for index in 0..alarm.list("Metrics").len() {
        for inner in ["Period", "MetricStat.Period"] {
            let at = format!("Metrics.{index}.{inner}");
            let period = alarm.whole(&at);
            periods.push((at, period));
        }
    }
    let evaluated = alarm.whole("EvaluationPeriods");
    for (at, period) in periods {
        let Some(period) = period else { continue };
        if !matches!(period, 10 | 20 | 30) && (period <= 0 || period % 60 != 0) {
            let message = format!("a period of {period} s is not 10, 20, 30 or a multiple of 60");
            report.add(rules::ALARM_PERIOD, alarm, &at, message);
        }
        let most = if period >= 3600 { 7 * DAY } else { DAY };
        if let Some(count) = evaluated.filter(|count| count.saturating_mul(period) > most) {
            let message = format!("{count} periods of {period} s are more than {most} s");
            report.add(rules::ALARM_WINDOW, alarm, "EvaluationPeriods", message);
        }
    }
    if let (Some(count), Some(wanted)) = (evaluated, alarm.whole("DatapointsToAlarm"))
        && wanted > count
    {
        let message = format!("{wanted} datapoints of {count} periods are wanted");
        report.add(rules::DATAPOINTS, alarm, "DatapointsToAlarm", message);
    }
}

fn wrong_body(body: &str) -> Option<String> {
    let body: Value = match serde_json::from_str(body) {
        Ok(body) => body,
        Err(error) => return Some(format!("the body is no JSON: {error}")),
    };
    let widgets = body.get("widgets").and_then(Value::as_array)?;
    widgets.iter().enumerate().find_map(|(index, widget)| {
        let part = |name: &str| widget.get(name).and_then(number).unwrap_or_default();
        let end = part("x") + part("width");
        (end > COLUMNS).then(|| format!("widget {index} ends at column {end}, and there are {COLUMNS}"))
    })
}
