//! The benchmark's targets.

use std::fmt;

use serde::Serialize;

use super::Report;

/// A target and the measured value.
#[derive(Debug, Serialize)]
pub(crate) struct Target {
    pub(crate) name: String,
    pub(crate) unit: &'static str,
    pub(crate) bound: f64,
    /// Whether the bound is a minimum rather than a maximum.
    pub(crate) is_least: bool,
    pub(crate) measured: Option<f64>,
    pub(crate) missing: Option<String>,
}

impl Target {
    fn most(name: impl Into<String>, bound: f64, unit: &'static str, measured: f64) -> Target {
        Target { name: name.into(), unit, bound, is_least: false, measured: Some(measured), missing: None }
    }

    fn least(name: impl Into<String>, bound: f64, unit: &'static str, measured: f64) -> Target {
        Target { is_least: true, ..Target::most(name, bound, unit, measured) }
    }

    /// Whether there is a measured value and it misses the target.
    pub(crate) fn is_missed(&self) -> bool {
        self.measured.is_some_and(|measured| {
            !if self.is_least { measured >= self.bound } else { measured <= self.bound }
        })
    }

    /// The bound as text.
    pub(super) fn bound(&self) -> String {
        let word = if self.is_least { "at least" } else { "at most" };
        format!("{word} {}", amount(self.bound, self.unit))
    }

    /// The measured value as text.
    pub(super) fn measured_text(&self) -> String {
        self.measured.map_or_else(|| "-".to_owned(), |measured| amount(measured, self.unit))
    }

    pub(super) fn verdict(&self) -> String {
        match (&self.missing, self.is_missed()) {
            (Some(why), _) => format!("not measured: {why}"),
            (None, true) => "MISSED".to_owned(),
            (None, false) => "holds".to_owned(),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({}), {}", self.name, self.measured_text(), self.bound(), self.verdict())
    }
}

fn amount(measured: f64, unit: &str) -> String {
    let digits = if measured < 10.0 {
        2
    } else if measured < 100.0 {
        1
    } else {
        0
    };
    if unit.is_empty() { format!("{measured:.digits$}") } else { format!("{measured:.digits$} {unit}") }
}

/// The targets of all measurements in the report.
pub(super) fn all(report: &Report) -> Vec<Target> {
    let mut targets = Vec::new();
    for it in &report.ceilings {
        let name = format!("GET owner, CPU over axum and client, {}", it.database);
        targets.push(Target::most(name, 1.25, "", it.steady.ratio));
        let name = format!("GET vets, CPU over axum, {}", it.database);
        targets.push(Target::most(name, 1.5, "", it.vets_ratio));
    }
    for it in &report.hostile {
        let name = format!("GET owner, p99 beside {}", it.others);
        targets.push(Target::most(name, 50.0, "ms", it.cost.p99 as f64 / 1e3));
    }
    for it in report.memory.iter().filter(|it| it.database == "SQLite") {
        targets.push(Target::most("memory after 10,000 requests, SQLite", 30.0, "MiB", it.after_requests));
    }
    if let Some(start) = &report.start {
        targets.push(Target::most("start on a new SQLite file", 150.0, "ms", start.new_file));
    }
    if let Some(tasks) = &report.tasks {
        for it in &tasks.services {
            targets.push(Target::most(format!("{}, start as a task", it.program), 250.0, "ms", it.start));
        }
        for it in &tasks.services {
            targets.push(Target::most(format!("{}, memory idle", it.program), 25.0, "MiB", it.idle));
        }
        let peak = tasks.loaded.peak;
        targets.push(Target::most("customers-service, memory under load", 40.0, "MiB", peak));
        let watching = &tasks.watching;
        targets.push(Target::most(
            "admin-server with 200 instances, share of a core",
            5.0,
            "%",
            watching.core,
        ));
        targets.push(Target::most("admin-server with 200 instances, memory", 60.0, "MiB", watching.memory));
        let cost = tasks.telemetry.throughput;
        targets.push(Target::most("telemetry, share of throughput", 10.0, "%", cost));
    }
    for it in &report.assistant {
        let name = format!("assistant, first piece later than the model's, {}", it.database);
        targets.push(Target::most(name, 50.0, "ms", it.later));
    }
    let (flat_out, steady) = ("quarter CPU, GET owner", "quarter CPU, p99 at 2,000 requests/s");
    match (&report.quarter, &report.quarter_missing) {
        (Some(quarter), _) => {
            targets.push(Target::least(flat_out, 4_500.0, "requests/s", quarter.flat_out.per_second));
            targets.push(Target::most(steady, 10.0, "ms", quarter.steady.p99 as f64 / 1e3));
        }
        (None, Some(why)) => {
            let missing = |target| Target { measured: None, missing: Some(why.clone()), ..target };
            targets.push(missing(Target::least(flat_out, 4_500.0, "requests/s", 0.0)));
            targets.push(missing(Target::most(steady, 10.0, "ms", 0.0)));
        }
        (None, None) => {}
    }
    for it in &report.scale {
        let name = format!("large clinic over sample, {}, {}", it.name, it.database);
        targets.push(Target::most(name, 2.0, "", it.p50_ratio.max(it.mean_ratio)));
    }
    targets
}
