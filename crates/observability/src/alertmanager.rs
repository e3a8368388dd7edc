//! Who hears of an alert, and by which way.

use crate::alert::Severity;
use crate::node::{Node, list, map, texts};

/// Where the files with secrets lie. No secret is in a configuration.
const FOLDER: &str = "/etc/alertmanager/petclinic";

/// Where notifications go.
#[derive(Clone, Debug)]
pub struct Receivers {
    /// The address that gets every notification, such as a log of incidents. It asks for the bearer token in `webhook-token`.
    pub webhook: String,
    /// The folder of the files `webhook-token`, `slack-url`, `pagerduty-key` and `smtp-password`.
    pub secrets: String,
    /// `host:port` of the mail server.
    pub smarthost: String,
    /// The sender of mails, and the name by which the mail server knows it.
    pub from: String,
    /// The recipient of mails.
    pub to: String,
    /// The channel in Slack.
    pub channel: String,
}

impl Default for Receivers {
    /// Addresses that belong to nobody. Whoever takes the file puts in their own.
    fn default() -> Self {
        Self {
            webhook: "http://127.0.0.1:9095/alerts".to_owned(),
            secrets: FOLDER.to_owned(),
            smarthost: "smtp.example.org:587".to_owned(),
            from: "petclinic@example.org".to_owned(),
            to: "operators@example.org".to_owned(),
            channel: "#petclinic".to_owned(),
        }
    }
}

/// How long Alertmanager gathers alerts, in its own notation.
#[derive(Clone, Debug)]
pub struct Pace {
    /// Before the first notification of a group.
    pub wait: String,
    /// Before a notification about what is new in a group.
    pub interval: String,
}

impl Default for Pace {
    fn default() -> Self {
        Self { wait: "30s".to_owned(), interval: "5m".to_owned() }
    }
}

/// A configuration of Alertmanager.
#[derive(Clone, Debug, Default)]
pub struct Alertmanager {
    /// Where notifications go; `None` shows alerts on Alertmanager's own page only.
    pub receivers: Option<Receivers>,
    /// How long alerts are gathered.
    pub pace: Pace,
}

/// The receiver of each severity besides the webhook, which gets all of them.
pub const fn receiver(severity: Severity) -> &'static str {
    match severity {
        Severity::Page => "on-call",
        Severity::Ticket => "team",
        Severity::Note => "digest",
    }
}

/// The receiver that gets every notification.
pub const RECORD: &str = "record";
/// The receiver of a clinic on one machine, which sends nothing.
const PAGE_ONLY: &str = "page-only";

/// How long until a notification is repeated while nothing changes.
const fn repeat(severity: Severity) -> &'static str {
    match severity {
        Severity::Page => "1h",
        Severity::Ticket => "12h",
        Severity::Note => "3d",
    }
}

impl Alertmanager {
    /// The configuration as a file.
    pub fn file(&self) -> String {
        let document = match &self.receivers {
            Some(receivers) => map([
                ("global", receivers.global()),
                ("route", self.route(RECORD).with("routes", list(routes()))),
                ("inhibit_rules", list(inhibitions())),
                ("receivers", list(receivers.all())),
            ]),
            None => map([
                ("route", self.route(PAGE_ONLY)),
                ("inhibit_rules", list(inhibitions())),
                ("receivers", list([texts([("name", PAGE_ONLY)])])),
            ]),
        };
        document.yaml()
    }

    fn route(&self, receiver: &str) -> Node {
        root(&self.pace, receiver)
    }
}

/// The root. What is wrong with one service in one region, or with one class of requests there, is one notification.
fn root(pace: &Pace, receiver: &str) -> Node {
    map([
        ("receiver", receiver.into()),
        ("group_by", list(["region", "service", "class"])),
        ("group_wait", pace.wait.as_str().into()),
        ("group_interval", pace.interval.as_str().into()),
        ("repeat_interval", repeat(Severity::Ticket).into()),
    ])
}

/// The record of everything first, then a receiver for each severity.
fn routes() -> Vec<Node> {
    let record = map([("receiver", RECORD.into()), ("continue", true.into())]);
    std::iter::once(record).chain(by_severity()).collect()
}

fn by_severity() -> Vec<Node> {
    let of = |severity: Severity| {
        map([
            ("receiver", receiver(severity).into()),
            ("matchers", list([format!("severity=\"{}\"", severity.as_str())])),
            ("repeat_interval", repeat(severity).into()),
        ])
    };
    Severity::ALL.map(of).to_vec()
}

/// The configuration of an Alertmanager of AWS, which sends to topics of SNS only.
pub(crate) fn managed(pace: &Pace, topic: &str, region: &str) -> Node {
    let of = |severity: Severity| {
        let sns = map([
            ("topic_arn", topic.into()),
            ("sigv4", texts([("region", region)])),
            ("send_resolved", true.into()),
            // A subject takes 100 characters of ASCII, so the alerts' names are in the message.
            ("subject", format!("{{{{ .Status | toUpper }}}}: {} of Prometheus", severity.as_str()).into()),
            ("message", TEXT.into()),
        ]);
        map([("name", receiver(severity).into()), ("sns_configs", list([sns]))])
    };
    map([
        ("route", root(pace, receiver(Severity::Ticket)).with("routes", list(by_severity()))),
        ("inhibit_rules", list(inhibitions())),
        ("receivers", list(Severity::ALL.map(of))),
    ])
}

/// Alerts that follow from another, which says enough.
fn inhibitions() -> Vec<Node> {
    let rule = |source: &str, targets: &str, equal: &[&str]| {
        map([
            ("source_matchers", list([format!("alertname=\"{source}\"")])),
            ("target_matchers", list([format!("alertname=~\"{targets}\"")])),
            ("equal", list(equal.iter().copied())),
        ])
    };
    vec![
        rule("RegionDown", "ServiceGone|InstanceDown", &["region"]),
        rule("ServiceGone", "InstanceDown", &["region", "service"]),
        rule(
            "DatabaseFaults",
            "ErrorRateHigh|DatabasePoolExhausted|DatabaseConnectsSlowly|ErrorsLogged",
            &["region", "service"],
        ),
        rule("PeerCallsFail", "PeerBreakerOpen|PeerCallsSlow", &["region", "service"]),
        rule(
            "ErrorBudgetBurnsFast",
            "ErrorBudgetBurnsSlowly|AvailabilityBelowObjective",
            &["region", "class"],
        ),
        rule("LatencyBudgetBurnsFast", "LatencyBudgetBurnsSlowly|LatencyHigh", &["region", "class"]),
    ]
}

const TITLE: &str = "{{ .Status | toUpper }}: {{ range .Alerts }}{{ .Labels.alertname }} {{ end }}";
const TEXT: &str = "{{ range .Alerts }}{{ .Annotations.summary }} ({{ .Labels.severity }}, {{ .Annotations.runbook }})\n{{ end }}";

impl Receivers {
    fn secret(&self, name: &str) -> String {
        format!("{}/{name}", self.secrets)
    }

    fn global(&self) -> Node {
        map([
            ("smtp_smarthost", self.smarthost.as_str().into()),
            ("smtp_from", self.from.as_str().into()),
            ("smtp_auth_username", self.from.as_str().into()),
            ("smtp_auth_password_file", self.secret("smtp-password").into()),
            ("slack_api_url_file", self.secret("slack-url").into()),
        ])
    }

    fn all(&self) -> Vec<Node> {
        let named = |name: &str| map([("name", name.into())]);
        let record = named(RECORD).with("webhook_configs", list([self.webhook_config()]));
        let of = |severity: Severity| {
            let receiver = named(receiver(severity));
            match severity {
                Severity::Page => receiver
                    .with("pagerduty_configs", list([self.pagerduty_config()]))
                    .with("slack_configs", list([self.slack_config()])),
                Severity::Ticket => receiver
                    .with("slack_configs", list([self.slack_config()]))
                    .with("email_configs", list([self.email_config()])),
                Severity::Note => receiver.with("email_configs", list([self.email_config()])),
            }
        };
        std::iter::once(record).chain(Severity::ALL.map(of)).collect()
    }

    fn webhook_config(&self) -> Node {
        let token = texts([("type", "Bearer"), ("credentials_file", &self.secret("webhook-token"))]);
        map([
            ("url", self.webhook.as_str().into()),
            ("send_resolved", true.into()),
            ("http_config", map([("authorization", token)])),
        ])
    }

    fn slack_config(&self) -> Node {
        map([
            ("channel", self.channel.as_str().into()),
            ("send_resolved", true.into()),
            ("title", TITLE.into()),
            ("text", TEXT.into()),
        ])
    }

    fn pagerduty_config(&self) -> Node {
        map([
            ("routing_key_file", self.secret("pagerduty-key").into()),
            ("send_resolved", true.into()),
            ("description", TITLE.into()),
            ("details", texts([("alerts", TEXT)])),
        ])
    }

    fn email_config(&self) -> Node {
        map([
            ("to", self.to.as_str().into()),
            ("send_resolved", true.into()),
            ("headers", texts([("Subject", TITLE)])),
            ("text", TEXT.into()),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts;

    #[test]
    fn only_alerts_that_exist_are_inhibited() {
        let text = Alertmanager::default().file();
        let names: Vec<_> = alerts::all().iter().map(|it| it.name).collect();
        for line in text.lines().filter(|it| it.contains("alertname")) {
            for name in line.split('"').nth(1).unwrap().split('|') {
                assert!(names.contains(&name), "{name}");
            }
        }
    }
}
