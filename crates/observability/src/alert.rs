//! An alert, and the file with all of them that Prometheus reads.

use crate::node::{Node, list, map, texts};
use crate::on_aws::OnAws;

/// The folder of the runbooks, from the root of the sources.
pub const RUNBOOKS: &str = "docs/runbooks";
/// The scrape job of the clinic's services.
pub const JOB: &str = "petclinic";
/// The scrape job of probes, which ask the public address as a browser would.
pub const PROBES: &str = "petclinic-edge";

/// What an alert demands of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Someone looks at it at once, at any hour.
    Page,
    /// Someone looks at it on the next working day.
    Ticket,
    /// It is worth knowing when something else is looked into.
    Note,
}

impl Severity {
    /// All of them, the most urgent first.
    pub const ALL: [Self; 3] = [Self::Page, Self::Ticket, Self::Note];

    /// The value of the label `severity`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Ticket => "ticket",
            Self::Note => "note",
        }
    }
}

/// What an alert is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    Requests,
    Process,
    Peers,
    Database,
    Assistant,
    Edge,
}

impl Topic {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Requests, Self::Process, Self::Peers, Self::Database, Self::Assistant, Self::Edge];

    /// The name of its group of rules.
    pub const fn group(self) -> &'static str {
        match self {
            Self::Requests => "petclinic-alerts-requests",
            Self::Process => "petclinic-alerts-process",
            Self::Peers => "petclinic-alerts-peers",
            Self::Database => "petclinic-alerts-database",
            Self::Assistant => "petclinic-alerts-assistant",
            Self::Edge => "petclinic-alerts-edge",
        }
    }
}

/// An alert.
#[derive(Clone, Debug)]
pub struct Alert {
    /// Its name in camel case, which is also that of its runbook, `docs/runbooks/{name}.md`.
    pub name: &'static str,
    /// What it is about.
    pub topic: Topic,
    /// What it demands of people.
    pub severity: Severity,
    /// How long the expression must hold, in Prometheus's notation; `0m` if once is enough.
    pub lasts: &'static str,
    /// The expression, which has a value while something is wrong.
    pub expr: String,
    /// One sentence for people; may name labels as `{{ $labels.service }}`.
    pub summary: &'static str,
    /// The condition in words.
    pub condition: &'static str,
    /// What CloudWatch has in its place on AWS.
    pub on_aws: OnAws,
    /// The test of the expression on both sides of its threshold.
    pub cases: Cases,
}

/// Series in promtool's notation, a sample each minute.
pub type Input = &'static [(&'static str, &'static str)];

/// What an alert says on both sides of its threshold.
#[derive(Clone, Copy, Debug)]
pub struct Cases {
    /// When the alert is looked at, in Prometheus's notation since the first sample.
    pub at: &'static str,
    /// Series that make it fire.
    pub firing: Input,
    /// The labels with which it fires, besides its name and severity.
    pub labels: Input,
    /// Series close to the threshold that do not make it fire.
    pub quiet: Input,
}

impl Alert {
    /// The path of its runbook, from the root of the sources.
    pub fn runbook(&self) -> String {
        format!("{RUNBOOKS}/{}.md", self.name)
    }

    /// Its labels, besides those of its expression.
    pub(crate) fn labels(&self) -> Node {
        texts([("severity", self.severity.as_str())])
    }

    /// Its annotations.
    pub(crate) fn annotations(&self, summary: &str) -> Node {
        map([("summary", summary.into()), ("runbook", self.runbook().into())])
    }

    fn rule(&self) -> Node {
        map([
            ("alert", self.name.into()),
            ("expr", self.expr.as_str().into()),
            ("for", self.lasts.into()),
            ("labels", self.labels()),
            ("annotations", self.annotations(self.summary)),
        ])
    }
}

/// Alerts as the file that Prometheus reads, a group for each topic.
pub(crate) fn rules(alerts: &[Alert]) -> String {
    let group = |topic: Topic| {
        let rules: Vec<_> = alerts.iter().filter(|it| it.topic == topic).map(Alert::rule).collect();
        (!rules.is_empty()).then(|| map([("name", topic.group().into()), ("rules", list(rules))]))
    };
    map([("groups", list(Topic::ALL.into_iter().filter_map(group)))]).yaml()
}
