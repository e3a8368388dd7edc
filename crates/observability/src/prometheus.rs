//! What Prometheus scrapes and evaluates.

use contract::process_routes;
use contract::service::Service;
use contract::settings::Discovery;

use crate::alert::{JOB, PROBES};
use crate::node::{Node, list, map, texts};

/// The namespace in Cloud Map in which tasks have their addresses.
const NAMESPACE: &str = Discovery::NAMESPACE.default;
/// The region of the clinic's tasks that this Prometheus finds in DNS.
const REGION: &str = "us-west-2";
/// Where a secret or a list of targets lies, so that it is in no file of this repository.
const FOLDER: &str = "/etc/prometheus/petclinic";

/// The targets of a Prometheus, and how it reaches them.
#[derive(Clone, Debug)]
pub enum Targets {
    /// Fargate tasks by their names in Cloud Map, tasks of other regions by files, and the public address by a blackbox exporter.
    Aws,
    /// Processes at fixed addresses, such as `petclinic` on this machine, which trusts loopback.
    Fixed(Vec<FixedTarget>),
}

/// A process at a fixed address.
#[derive(Clone, Debug)]
pub struct FixedTarget {
    /// The value of the label `service`.
    pub service: String,
    /// `host:port`.
    pub address: String,
}

/// A configuration of Prometheus.
#[derive(Clone, Debug)]
pub struct Prometheus {
    /// What it scrapes.
    pub targets: Targets,
    /// How often it scrapes and evaluates, in its own notation.
    pub interval: String,
    /// Files with rules, from the folder of the configuration.
    pub rule_files: Vec<String>,
    /// `host:port` of Alertmanager.
    pub alertmanager: String,
}

impl Prometheus {
    /// The configuration as a file.
    pub fn file(&self) -> String {
        let scrapes = match &self.targets {
            Targets::Aws => list([tasks(), other_regions(), edge()]),
            Targets::Fixed(targets) => list([fixed(targets)]),
        };
        map([
            (
                "global",
                texts([("scrape_interval", self.interval.as_str()), ("evaluation_interval", &self.interval)]),
            ),
            ("rule_files", list(self.rule_files.iter().cloned())),
            (
                "alerting",
                map([(
                    "alertmanagers",
                    list([map([(
                        "static_configs",
                        list([map([("targets", list([self.alertmanager.clone()]))])]),
                    )])]),
                )]),
            ),
            ("scrape_configs", scrapes),
        ])
        .yaml()
    }
}

/// A job named so. Its targets are the clinic's processes whichever way they are found, so the label is always the same.
fn job(name: &str) -> Node {
    map([("job_name", name.into()), ("metrics_path", process_routes::PROMETHEUS.into())])
}

/// Operators' token, which Prometheus reads from a file at each scrape, so that a rotated token needs no restart.
fn authorization() -> Node {
    texts([("type", "Bearer"), ("credentials_file", &format!("{FOLDER}/operator-token"))])
}

fn relabel(target: &str, replacement: &str) -> Node {
    texts([("target_label", target), ("replacement", replacement)])
}

/// The tasks of this region, by the A records that Cloud Map keeps of them.
fn tasks() -> Node {
    let names = |services: Vec<Service>| list(services.iter().map(|it| format!("{it}.{NAMESPACE}")));
    let mut ports: Vec<_> = Service::tasks().filter_map(Service::port).collect();
    ports.sort_unstable();
    ports.dedup();
    let lookups = ports.into_iter().map(|port| {
        let services = Service::tasks().filter(|it| it.port() == Some(port)).collect();
        map([
            ("names", names(services)),
            ("type", "A".into()),
            ("port", i64::from(port).into()),
            ("refresh_interval", "15s".into()),
        ])
    });
    let service = map([
        ("source_labels", list(["__meta_dns_name"])),
        ("regex", format!("([^.]+)\\.{}", NAMESPACE.replace('.', "\\.")).into()),
        ("target_label", "service".into()),
    ]);
    job(JOB)
        .with("authorization", authorization())
        .with("dns_sd_configs", list(lookups))
        .with("relabel_configs", list([service, relabel("region", REGION)]))
}

/// The tasks of other regions, whose names this region's DNS does not have. A file lists them with the labels `region` and `service`.
fn other_regions() -> Node {
    let files = map([("files", list([format!("{FOLDER}/regions/*.json")]))]);
    job("petclinic-other-regions")
        .with("authorization", authorization())
        .with("file_sd_configs", list([files]))
        .with("relabel_configs", list([relabel("job", JOB)]))
}

/// The public addresses, as a blackbox exporter on this machine sees them. A file lists them.
fn edge() -> Node {
    let files = map([("files", list([format!("{FOLDER}/edge/*.json")]))]);
    let copy = |source: &str, target: &str| {
        map([("source_labels", list([source])), ("target_label", target.into())])
    };
    map([
        ("job_name", PROBES.into()),
        ("metrics_path", "/probe".into()),
        ("params", map([("module", list(["http_2xx"]))])),
        ("file_sd_configs", list([files])),
        (
            "relabel_configs",
            list([
                copy("__address__", "__param_target"),
                copy("__param_target", "instance"),
                relabel("__address__", "127.0.0.1:9115"),
            ]),
        ),
    ])
}

fn fixed(targets: &[FixedTarget]) -> Node {
    let targets = targets.iter().map(|it| {
        map([("targets", list([it.address.clone()])), ("labels", texts([("service", it.service.as_str())]))])
    });
    job(JOB).with("static_configs", list(targets))
}
