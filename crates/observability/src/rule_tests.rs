//! The tests of alerts, as the file that `promtool test rules` runs: each alert fires on one side of its threshold and is quiet on the
//! other.

use crate::alert::{Alert, Input, Topic};
use crate::node::{Node, list, map, texts};
use crate::recording::RecordingGroup;

/// The tests of some alerts as a file. `rule_files` has the rules that they read, by the path from this file; `recordings` are those
/// among them.
pub(crate) fn file<'a>(
    alerts: impl Iterator<Item = &'a Alert>,
    rule_files: &[String],
    recordings: &[RecordingGroup],
) -> String {
    let order = recordings.iter().map(|it| it.name).chain(Topic::ALL.map(Topic::group));
    map([
        ("rule_files", list(rule_files.iter().cloned())),
        ("evaluation_interval", "1m".into()),
        ("group_eval_order", list(order)),
        ("tests", list(alerts.flat_map(|it| [firing(it), quiet(it)]))),
    ])
    .yaml()
}

fn firing(alert: &Alert) -> Node {
    let mut labels: Vec<_> = vec![("severity", alert.severity.as_str())];
    labels.extend(alert.cases.labels);
    let expected = map([
        ("exp_labels", texts(labels)),
        ("exp_annotations", alert.annotations(&filled_in(alert.summary, alert.cases.labels))),
    ]);
    case(alert, "fires", alert.cases.firing, list([expected]))
}

fn quiet(alert: &Alert) -> Node {
    case(alert, "is quiet", alert.cases.quiet, list::<Node>([]))
}

fn case(alert: &Alert, what: &str, input: Input, expected: Node) -> Node {
    let series = input
        .iter()
        .map(|(series, values)| map([("series", (*series).into()), ("values", (*values).into())]));
    let look = map([
        ("eval_time", alert.cases.at.into()),
        ("alertname", alert.name.into()),
        ("exp_alerts", expected),
    ]);
    map([
        ("name", format!("{} {what}", alert.name).into()),
        ("interval", "1m".into()),
        ("input_series", list(series)),
        ("alert_rule_test", list([look])),
    ])
}

/// A summary as Prometheus fills it in. A label that the alert does not have is empty.
fn filled_in(summary: &str, labels: Input) -> String {
    let mut parts = summary.split("{{ $labels.");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (label, rest) = part.split_once(" }}").unwrap_or((part, ""));
        text += labels.iter().find(|(name, _)| *name == label).map_or("", |(_, value)| value);
        text += rest;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_filled_in_with_labels() {
        let labels = &[("service", "vets"), ("class", "reads")];
        let text = "{{ $labels.class }} of {{ $labels.service }}{{ $labels.none }}.";
        assert_eq!(filled_in(text, labels), "reads of vets.");
    }
}
