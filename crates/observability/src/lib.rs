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
mod node;
mod page;
pub mod prometheus;
mod recording;
mod rule_tests;
mod selector;

pub use self::alert::{Alert, Cases, Input, JOB, PROBES, RUNBOOKS, Severity, Topic, rules};
pub use self::dashboard::{Dashboard, Look, Panel, Query};
pub use self::recording::{Recording, RecordingGroup, groups as recordings};

use self::alertmanager::{Alertmanager, Receivers};
use self::prometheus::{FixedTarget, Prometheus, Targets};

/// The files of rules, from the folder of Prometheus's configuration.
pub const RULE_FILES: [&str; 2] = ["rules/recording.yml", "rules/alerts.yml"];

/// A generated file.
#[derive(Clone, Debug)]
pub struct File {
    /// Its path from the root of the sources.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// The recording rules as the file that Prometheus reads.
pub fn recording_rules() -> String {
    recording::file(&recordings()).yaml()
}

/// Every generated file.
pub fn files() -> Vec<File> {
    let alerts = alerts::all();
    let beside = |folder: &str| RULE_FILES.map(|it| format!("{folder}{it}"));
    let file = |path: &str, text: String| File { path: path.to_owned(), text };
    let prometheus = |targets| Prometheus {
        targets,
        interval: "15s".to_owned(),
        rule_files: beside("").to_vec(),
        alertmanager: "127.0.0.1:9093".to_owned(),
    };
    let here = FixedTarget { service: "petclinic".to_owned(), address: "127.0.0.1:8080".to_owned() };
    let above = beside("../");
    let above: Vec<_> = above.iter().map(String::as_str).collect();
    let receivers = Some(Receivers::default());
    let dashboards = dashboards::all()
        .into_iter()
        .map(|it| file(&format!("observability/grafana/{}.json", it.name), it.file()));
    let mut files = vec![
        file("observability/prometheus/prometheus.yml", prometheus(Targets::Aws).file()),
        file("observability/prometheus/one-machine.yml", prometheus(Targets::Fixed(vec![here])).file()),
        file("observability/prometheus/rules/recording.yml", recording_rules()),
        file("observability/prometheus/rules/alerts.yml", rules(&alerts)),
        file("observability/prometheus/tests/alerts.yml", rule_tests::file(&alerts, &above)),
        file(
            "observability/alertmanager/alertmanager.yml",
            Alertmanager { receivers, ..Alertmanager::default() }.file(),
        ),
        file("observability/alertmanager/one-machine.yml", Alertmanager::default().file()),
        file("docs/observability.md", page::page(&alerts)),
    ];
    files.extend(dashboards);
    files
}
