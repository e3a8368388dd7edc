//! What Amazon Managed Service for Prometheus takes: the rules in groups that its quotas allow, and the delivery of alerts to a topic.
//!
//! <https://docs.aws.amazon.com/prometheus/latest/userguide/AMP_quotas.html>

use contract::objective::{DAYS, RequestClass};

use crate::alert::{self, Alert, Topic};
use crate::alertmanager::{self, Pace};
use crate::alerts;
use crate::node::{Node, list, map};
use crate::recording::{self, Recording, RecordingGroup};

/// The most rules that a group may have.
pub const GROUP_RULES: usize = 20;
/// How often groups are evaluated whose rules look back for hours or days. Samples that a query reads are charged for, and a series may be
/// five minutes old before it counts as gone.
const RARELY: &str = "4m";
/// Ends of the names of rules that look back for hours or days.
const LONG: [&str; 4] = ["6h", "1d", "3d", ":remaining"];

/// A namespace of rules, which CloudFormation has as a resource.
#[derive(Clone, Debug)]
pub struct Namespace {
    /// Its name.
    pub name: &'static str,
    /// The names of its groups. CloudWatch knows a group as `{namespace};{group}`.
    pub groups: Vec<String>,
    /// The file with the groups.
    pub text: String,
}

/// Every namespace: rules about classes of requests, rules about services, and the alerts that a managed Prometheus can see.
pub fn namespaces() -> Vec<Namespace> {
    let alerts: Vec<_> = alerts::all().into_iter().filter(|it| is_seen(it.topic)).collect();
    let topics = Topic::ALL.into_iter().filter(|it| is_seen(*it)).map(|it| it.group().to_owned());
    vec![
        recorded("objectives", recording::of_classes()),
        recorded("services", recording::of_services()),
        Namespace { name: "alerts", groups: topics.collect(), text: alert::rules(&alerts) },
    ]
}

/// Whether collectors beside tasks gather what alerts of a topic read. Probes from outside and the assistant's function have no collector.
const fn is_seen(topic: Topic) -> bool {
    match topic {
        Topic::Requests | Topic::Process | Topic::Peers | Topic::Database => true,
        Topic::Assistant | Topic::Edge => false,
    }
}

/// The alerts that a managed Prometheus evaluates.
pub fn seen_alerts() -> Vec<Alert> {
    alerts::all().into_iter().filter(|it| is_seen(it.topic)).collect()
}

fn recorded(name: &'static str, groups: Vec<RecordingGroup>) -> Namespace {
    let groups: Vec<_> = groups.into_iter().flat_map(divided).collect();
    let node = |(name, interval, rules): &(String, Option<&str>, Vec<Recording>)| {
        let mut group = map([("name", name.as_str().into())]);
        if let Some(interval) = interval {
            group = group.with("interval", *interval);
        }
        group.with("rules", list(rules.iter().map(recording::rule_node)))
    };
    let text = map([("groups", list(groups.iter().map(node)))]).yaml();
    Namespace { name, groups: groups.into_iter().map(|(name, ..)| name).collect(), text }
}

/// A group in parts: by class if it has too many rules, since those of a class build on no other, and what looks back far by itself.
fn divided(group: RecordingGroup) -> Vec<(String, Option<&'static str>, Vec<Recording>)> {
    let RecordingGroup { name, rules } = group;
    let parts: Vec<(String, Vec<Recording>)> = if rules.len() <= GROUP_RULES {
        vec![(name.to_owned(), rules)]
    } else {
        let of = |class: RequestClass| {
            let rules = rules.iter().filter(|it| it.class == Some(class)).cloned().collect();
            (format!("{name}-{}", class.as_str()), rules)
        };
        RequestClass::ALL.into_iter().map(of).collect()
    };
    let mut all = Vec::new();
    for (name, rules) in parts {
        let (rare, usual): (Vec<_>, Vec<_>) = rules.into_iter().partition(looks_back_far);
        for (end, interval, rules) in [("", None, usual), ("-rarely", Some(RARELY), rare)] {
            if !rules.is_empty() {
                all.push((format!("{name}{end}"), interval, rules));
            }
        }
    }
    all
}

fn looks_back_far(rule: &Recording) -> bool {
    rule.class.is_some()
        && (LONG.iter().any(|it| rule.name.ends_with(it)) || rule.name.ends_with(&format!("{DAYS}d")))
}

/// The definition of its Alertmanager: each alert becomes a message in a topic, by its severity as often as elsewhere.
pub fn alert_manager(topic: &str, region: &str) -> String {
    let config = alertmanager::managed(&Pace::default(), topic, region).yaml();
    // Without the comment, which the whole has as well.
    let (_, config) = config.split_once('\n').unwrap_or_default();
    map([("alertmanager_config", Node::Text(config.trim_end().to_owned()))]).yaml()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_in_one_group_and_no_group_has_more_than_the_quota() {
        let namespaces = namespaces();
        let text: String = namespaces.iter().map(|it| it.text.as_str()).collect();
        let recorded = recording::groups().iter().map(|it| it.rules.len()).sum::<usize>();
        assert_eq!(text.matches("- record: ").count(), recorded);
        assert_eq!(text.matches("- alert: ").count(), seen_alerts().len());
        for namespace in &namespaces {
            let groups: Vec<_> = namespace.text.split("\n  - name: ").skip(1).collect();
            assert_eq!(groups.len(), namespace.groups.len(), "{}", namespace.name);
            for (group, name) in groups.iter().zip(&namespace.groups) {
                let rules = group.matches("- record: ").count() + group.matches("- alert: ").count();
                assert!(
                    group.starts_with(name.as_str()) && (1..=GROUP_RULES).contains(&rules),
                    "{name}: {rules}"
                );
                let is_rare = group.contains("[3d]") || group.contains("[30d]");
                assert_eq!(group.contains("interval: "), is_rare, "{name}");
            }
        }
    }

    #[test]
    fn the_delivery_names_the_topic_for_each_severity() {
        let text = alert_manager("arn:of:topic", "us-west-2");
        assert!(text.contains("\nalertmanager_config: |-\n  "), "{text}");
        assert_eq!(text.matches("topic_arn: 'arn:of:topic'").count(), crate::Severity::ALL.len(), "{text}");
        assert!(!text.contains("_file:") && !text.contains("slack"), "{text}");
    }
}
