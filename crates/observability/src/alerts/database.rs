//! Alerts about services' databases.

use super::trouble_from;
use crate::alert::{Alert, Cases, JOB, Severity, Topic};
use crate::on_aws::{alarms, none};

pub(super) fn all() -> Vec<Alert> {
    vec![database_faults(), database_pool_exhausted(), database_connects_slowly()]
}

fn database_faults() -> Alert {
    Alert {
        name: "DatabaseFaults",
        topic: Topic::Database,
        severity: Severity::Page,
        lasts: "2m",
        expr: format!(
            "sum by (region, service) (increase(db_faults_total[5m])) >= {}",
            trouble_from("DatabaseFaults")
        ),
        summary: "{{ $labels.service }} has trouble with its database.",
        condition: "20 database faults or more within 5 minutes, for 2 minutes.",
        on_aws: alarms(&["{service}-DatabaseFaults"]),
        cases: Cases {
            at: "15m",
            firing: &[
                (r#"db_faults_total{region="us-west-2",service="visits",kind="connect"}"#, "0+3x15"),
                (r#"db_faults_total{region="us-west-2",service="visits",kind="acquire"}"#, "0+1.1x15"),
            ],
            labels: &[("region", "us-west-2"), ("service", "visits")],
            quiet: &[
                (r#"db_faults_total{region="us-west-2",service="visits",kind="connect"}"#, "0+2.9x15"),
                (r#"db_faults_total{region="us-west-2",service="visits",kind="acquire"}"#, "0+1x15"),
            ],
        },
    }
}

fn database_pool_exhausted() -> Alert {
    Alert {
        name: "DatabasePoolExhausted",
        topic: Topic::Database,
        severity: Severity::Ticket,
        lasts: "5m",
        expr: format!(
            "jdbc_connections_active{{job=\"{JOB}\"}} >= jdbc_connections_max\nor db_connections_pending{{job=\"{JOB}\"}} > jdbc_connections_max"
        ),
        summary: "{{ $labels.instance }} of {{ $labels.service }} has all its database connections ({{ $labels.name }}) in use.",
        condition: "All connections of a pool are in use, or more tasks than connections wait, for 5 minutes.",
        on_aws: alarms(&["{service}-DatabasePoolUse"]),
        cases: Cases {
            at: "15m",
            firing: &[
                (
                    r#"jdbc_connections_active{job="petclinic",service="visits",instance="a",name="writer"}"#,
                    "10x15",
                ),
                (
                    r#"jdbc_connections_max{job="petclinic",service="visits",instance="a",name="writer"}"#,
                    "10x15",
                ),
            ],
            labels: &[("job", "petclinic"), ("service", "visits"), ("instance", "a"), ("name", "writer")],
            quiet: &[
                (
                    r#"jdbc_connections_active{job="petclinic",service="visits",instance="a",name="writer"}"#,
                    "9x15",
                ),
                (
                    r#"jdbc_connections_max{job="petclinic",service="visits",instance="a",name="writer"}"#,
                    "10x15",
                ),
            ],
        },
    }
}

fn database_connects_slowly() -> Alert {
    let rate = |part: &str| format!("sum by (region, service) (rate(db_acquire_seconds_{part}[5m]))");
    Alert {
        name: "DatabaseConnectsSlowly",
        topic: Topic::Database,
        severity: Severity::Note,
        lasts: "5m",
        expr: format!("{} / {} > 0.25", rate("sum"), rate("count")),
        summary: "{{ $labels.service }} waits a quarter of a second for a connection to its database.",
        condition: "Requests that have to wait for a connection wait more than 250 ms on average for 5 minutes.",
        on_aws: none(
            "it is a note beside others: `{service}-DatabasePoolUse` and `{service}-latency` call for someone.",
        ),
        cases: Cases {
            at: "15m",
            firing: &[
                (r#"db_acquire_seconds_sum{region="us-west-2",service="visits",name="writer"}"#, "0+2.6x15"),
                (r#"db_acquire_seconds_count{region="us-west-2",service="visits",name="writer"}"#, "0+10x15"),
            ],
            labels: &[("region", "us-west-2"), ("service", "visits")],
            quiet: &[
                (r#"db_acquire_seconds_sum{region="us-west-2",service="visits",name="writer"}"#, "0+2.4x15"),
                (r#"db_acquire_seconds_count{region="us-west-2",service="visits",name="writer"}"#, "0+10x15"),
            ],
        },
    }
}
