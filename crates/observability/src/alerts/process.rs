//! Alerts about processes: what they use, and what they say.

use super::trouble_from;
use crate::alert::{Alert, Cases, JOB, Severity, Topic};
use crate::on_aws::{OnAws, alarms, none};

/// The memory of the smallest task, in bytes: 512 MiB.
const SMALLEST_TASK: u64 = 512 * 1024 * 1024;

const VETS: &[(&str, &str)] = &[("region", "us-west-2"), ("service", "vets")];

pub(super) fn all() -> Vec<Alert> {
    vec![
        cpu_saturated(),
        memory_high(),
        file_descriptors_scarce(),
        settings_stale(),
        settings_invalid(),
        log_lines_dropped(),
        errors_logged(),
        faults_injected(),
    ]
}

/// An alert about a process.
pub(super) fn process(
    name: &'static str,
    severity: Severity,
    lasts: &'static str,
    expr: String,
    (summary, condition): (&'static str, &'static str),
    on_aws: OnAws,
    cases: Cases,
) -> Alert {
    Alert { name, topic: Topic::Process, severity, lasts, expr, summary, condition, on_aws, cases }
}

fn cpu_saturated() -> Alert {
    process(
        "CpuSaturated",
        Severity::Ticket,
        "10m",
        format!("process_cpu_usage{{job=\"{JOB}\"}} > 0.9"),
        (
            "{{ $labels.instance }} of {{ $labels.service }} uses all the processor time that it has.",
            "An instance uses more than 90 % of its processors for 10 minutes.",
        ),
        alarms(&["{service}-cpu"]),
        Cases {
            at: "20m",
            firing: &[(r#"process_cpu_usage{job="petclinic",service="vets",instance="a"}"#, "0.91x20")],
            labels: &[("job", "petclinic"), ("service", "vets"), ("instance", "a")],
            quiet: &[(r#"process_cpu_usage{job="petclinic",service="vets",instance="a"}"#, "0.89x20")],
        },
    )
}

fn memory_high() -> Alert {
    process(
        "MemoryHigh",
        Severity::Ticket,
        "10m",
        format!("process_resident_memory_bytes{{job=\"{JOB}\"}} > 0.8 * {SMALLEST_TASK}"),
        (
            "{{ $labels.instance }} of {{ $labels.service }} needs four fifths of a task's memory.",
            "An instance takes more than 80 % of 512 MiB for 10 minutes.",
        ),
        alarms(&["{service}-memory"]).note("by the share of the task's own memory."),
        Cases {
            at: "20m",
            firing: &[(
                r#"process_resident_memory_bytes{job="petclinic",service="vets",instance="a"}"#,
                "430000000x20",
            )],
            labels: &[("job", "petclinic"), ("service", "vets"), ("instance", "a")],
            quiet: &[(
                r#"process_resident_memory_bytes{job="petclinic",service="vets",instance="a"}"#,
                "429000000x20",
            )],
        },
    )
}

fn file_descriptors_scarce() -> Alert {
    process(
        "FileDescriptorsScarce",
        Severity::Ticket,
        "5m",
        format!("process_open_fds{{job=\"{JOB}\"}} > 0.8 * process_max_fds"),
        (
            "{{ $labels.instance }} of {{ $labels.service }} has opened four fifths of the files that it may.",
            "An instance has more than 80 % of its file descriptors in use for 5 minutes.",
        ),
        alarms(&["{service}-OpenFilesUse"]),
        Cases {
            at: "10m",
            firing: &[
                (r#"process_open_fds{job="petclinic",service="vets",instance="a"}"#, "820x10"),
                (r#"process_max_fds{job="petclinic",service="vets",instance="a"}"#, "1024x10"),
            ],
            labels: &[("job", "petclinic"), ("service", "vets"), ("instance", "a")],
            quiet: &[
                (r#"process_open_fds{job="petclinic",service="vets",instance="a"}"#, "819x10"),
                (r#"process_max_fds{job="petclinic",service="vets",instance="a"}"#, "1024x10"),
            ],
        },
    )
}

fn settings_stale() -> Alert {
    process(
        "SettingsStale",
        Severity::Ticket,
        "5m",
        format!("time() - settings_last_success_timestamp_seconds{{job=\"{JOB}\"}} > 300"),
        (
            "{{ $labels.instance }} of {{ $labels.service }} has not read its settings for more than 5 minutes.",
            "The last successful look at Parameter Store is older than 5 minutes, for 5 minutes.",
        ),
        alarms(&["{service}-SettingsRefreshesFailed"])
            .note("10 looks at Parameter Store that failed within 5 minutes."),
        Cases {
            at: "20m",
            firing: &[(
                r#"settings_last_success_timestamp_seconds{job="petclinic",service="vets",instance="a"}"#,
                "590x20",
            )],
            labels: &[("job", "petclinic"), ("service", "vets"), ("instance", "a")],
            quiet: &[(
                r#"settings_last_success_timestamp_seconds{job="petclinic",service="vets",instance="a"}"#,
                "0x10 901x10",
            )],
        },
    )
}

fn settings_invalid() -> Alert {
    process(
        "SettingsInvalid",
        Severity::Ticket,
        "0m",
        "sum by (region, service) (increase(settings_refreshes_total{outcome=\"invalid\"}[10m])) > 0"
            .to_owned(),
        (
            "{{ $labels.service }} refuses a setting in Parameter Store and keeps the former value.",
            "A look at Parameter Store within 10 minutes found a value that breaks its rule.",
        ),
        alarms(&["{service}-SettingsRefreshesInvalid"]),
        Cases {
            at: "15m",
            firing: &[(
                r#"settings_refreshes_total{region="us-west-2",service="vets",outcome="invalid"}"#,
                "0x10 1x5",
            )],
            labels: VETS,
            quiet: &[(
                r#"settings_refreshes_total{region="us-west-2",service="vets",outcome="invalid"}"#,
                "0x2 1x13",
            )],
        },
    )
}

fn log_lines_dropped() -> Alert {
    process(
        "LogLinesDropped",
        Severity::Note,
        "0m",
        format!(
            "sum by (region, service) (increase(log_lines_dropped_total[5m])) >= {}",
            trouble_from("LogLinesDropped")
        ),
        (
            "{{ $labels.service }} loses lines of its log, since nobody takes them.",
            "A line of the log was dropped within 5 minutes.",
        ),
        alarms(&["{service}-LogLinesDropped"]),
        Cases {
            at: "10m",
            firing: &[(r#"log_lines_dropped_total{region="us-west-2",service="vets"}"#, "0x7 1x3")],
            labels: VETS,
            quiet: &[(r#"log_lines_dropped_total{region="us-west-2",service="vets"}"#, "0x2 1x8")],
        },
    )
}

fn faults_injected() -> Alert {
    process(
        "FaultsInjected",
        Severity::Note,
        "0m",
        format!("sum by (service) (increase(faults_injected_total{{job=\"{JOB}\"}}[5m])) > 0"),
        (
            "{{ $labels.service }} delays or fails requests, because operators want it to.",
            "A service injected a fault into a request within 5 minutes.",
        ),
        none(
            "Faults are injected on purpose. The alarms about errors and latency speak of what they do to users.",
        ),
        Cases {
            at: "5m",
            firing: &[(r#"faults_injected_total{job="petclinic",service="vets",instance="a"}"#, "0+1x5")],
            labels: &[("service", "vets")],
            quiet: &[(r#"faults_injected_total{job="petclinic",service="vets",instance="a"}"#, "7x5")],
        },
    )
}

fn errors_logged() -> Alert {
    process(
        "ErrorsLogged",
        Severity::Note,
        "0m",
        format!(
            "sum by (region, service) (increase(log_events_total{{level=\"error\"}}[5m])) >= {}",
            trouble_from("LoggedErrors")
        ),
        ("{{ $labels.service }} logs errors.", "A service logged 20 errors or more within 5 minutes."),
        alarms(&["{service}-LoggedErrors"]),
        Cases {
            at: "10m",
            firing: &[(r#"log_events_total{region="us-west-2",service="vets",level="error"}"#, "0+4.1x10")],
            labels: VETS,
            quiet: &[(r#"log_events_total{region="us-west-2",service="vets",level="error"}"#, "0+3.9x10")],
        },
    )
}
