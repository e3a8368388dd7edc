//! The tests of alerts, as the file that `promtool test rules` runs: each alert fires on one side of its threshold and is quiet on the
//! other.

use crate::alert::{Alert, Input};
use crate::node::{Node, list, map};
use crate::recording::groups;

/// The tests as a file, beside which the files of rules have these names.
pub(crate) fn file(alerts: &[Alert], rule_files: &[&str]) -> String {
    let recordings = groups().into_iter().map(|it| it.name);
    let order = recordings.chain(crate::alert::Topic::ALL.map(crate::alert::Topic::group));
    let tests = alerts.iter().flat_map(|it| [firing(it), quiet(it)]);
    map([
        ("rule_files", list(rule_files.iter().copied())),
        ("evaluation_interval", "1m".into()),
        ("group_eval_order", list(order)),
        ("tests", list(tests)),
    ])
    .yaml()
}

fn firing(alert: &Alert) -> Node {
    let mut labels: Vec<_> = vec![("severity", alert.severity.as_str())];
    labels.extend(alert.cases.labels);
    let expected = map([
        ("exp_labels", crate::node::texts(labels)),
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
