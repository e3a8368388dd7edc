//! What Prometheus, Alertmanager and Grafana do for the clinic, as data: recording rules, alerts and their tests, delivery of alerts,
//! and dashboards.
//!
//! The crate does no I/O. `cargo xtask codegen` writes [`files`], tests run the tools on them, and `petclinic --observe` starts the
//! servers with them.

mod alert;
pub mod alertmanager;
pub mod alerts;
mod dashboard;
pub mod dashboards;
pub mod managed;
mod node;
pub mod on_aws;
mod page;
mod panel;
pub mod prometheus;
mod recording;
mod rule_tests;
mod selector;

pub use self::alert::{Alert, Cases, Input, JOB, PROBES, RUNBOOKS, Severity, Topic};
pub use self::dashboard::Dashboard;
pub use self::on_aws::OnAws;
pub use self::panel::{Look, Panel, Query};
pub use self::recording::{Recording, RecordingGroup, groups as recordings, token_prices};

use self::alertmanager::{Alertmanager, Receivers};
use self::prometheus::{FixedTarget, Prometheus, Targets};

/// The files of rules, from the folder of Prometheus's configuration: those about classes of requests, those about services, and
/// alerts.
pub const RULE_FILES: [&str; 3] = ["rules/objectives.yml", "rules/services.yml", "rules/alerts.yml"];

/// The texts of [`RULE_FILES`], with these alerts.
pub fn rule_files(alerts: &[Alert]) -> [String; 3] {
    let recorded = |groups: Vec<RecordingGroup>| recording::file(&groups).yaml();
    [recorded(recording::of_classes()), recorded(recording::of_services()), alert::rules(alerts)]
}

/// A generated file.
#[derive(Clone, Debug)]
pub struct File {
    /// Its path from the root of the sources.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// Every generated file.
pub fn files() -> Vec<File> {
    let alerts = alerts::all();
    let file = |path: &str, text: String| File { path: path.to_owned(), text };
    let prometheus = |targets| Prometheus {
        targets,
        interval: "15s".to_owned(),
        rule_files: RULE_FILES.map(str::to_owned).to_vec(),
        alertmanager: "127.0.0.1:9093".to_owned(),
    };
    let here = FixedTarget { service: "petclinic".to_owned(), address: "127.0.0.1:8080".to_owned() };
    let rules = RULE_FILES.into_iter().zip(rule_files(&alerts));
    let rules = rules.map(|(name, text)| file(&format!("observability/prometheus/{name}"), text));
    // Only alerts about requests read the rules about classes, which take most of the time.
    let above = RULE_FILES.map(|it| format!("../{it}"));
    let (of_classes, others) = alerts.iter().partition::<Vec<_>, _>(|it| it.topic == Topic::Requests);
    let of_classes = rule_tests::file(of_classes.into_iter(), &above, &recordings());
    let others = rule_tests::file(others.into_iter(), &above[1..], &recording::of_services());
    let receivers = Some(Receivers::default());
    let dashboards = dashboards::all()
        .into_iter()
        .map(|it| file(&format!("observability/grafana/{}.json", it.name), it.file()));
    let mut files = vec![
        file("observability/prometheus/prometheus.yml", prometheus(Targets::Aws).file()),
        file("observability/prometheus/one-machine.yml", prometheus(Targets::Fixed(vec![here])).file()),
        file("observability/prometheus/tests/requests.yml", of_classes),
        file("observability/prometheus/tests/services.yml", others),
        file(
            "observability/alertmanager/alertmanager.yml",
            Alertmanager { receivers, ..Alertmanager::default() }.file(),
        ),
        file("observability/alertmanager/one-machine.yml", Alertmanager::default().file()),
        file("docs/observability.md", page::page(&alerts)),
    ];
    files.extend(rules);
    files.extend(dashboards);
    files
}
