use crate::dashboard::Dashboard;
use crate::panel::{lines, number, table};

/// For those who are called: what is wrong now, and where.
pub(super) fn dashboard() -> Dashboard {
    Dashboard {
        name: "operations",
        title: "operations",
        about: "What is wrong now, and where?",
        from: "now-3h",
        panels: vec![
            table(
                "Alerts",
                "short",
                r#"count by (alertname, severity, alertstate, region, service, class, instance) (ALERTS)"#,
            ),
            number(
                "Instances that answer",
                "short",
                [(r#"sum by (service) (up{job="petclinic",region=~"$region"})"#, "{{service}}")],
            ),
            number(
                "Requests a second",
                "reqps",
                [(
                    r#"sum by (service) (petclinic:service_requests:rate5m{region=~"$region"})"#,
                    "{{service}}",
                )],
            ),
            number(
                "Failed",
                "percentunit",
                [(
                    r#"max by (service) (petclinic:service_failed_requests:ratio_rate5m{region=~"$region"})"#,
                    "{{service}}",
                )],
            ),
            number(
                "Started",
                "dateTimeFromNow",
                [(
                    r#"1000 * max by (service) (process_start_time_seconds{job="petclinic",region=~"$region"})"#,
                    "{{service}}",
                )],
            ),
            lines(
                "Failed requests",
                "percentunit",
                [(
                    r#"max by (service) (petclinic:service_failed_requests:ratio_rate5m{region=~"$region"})"#,
                    "{{service}}",
                )],
            ),
            lines(
                "99 of 100 requests are answered within",
                "s",
                [(
                    r#"max by (service, class) (petclinic:latency_seconds:p99_5m{region=~"$region"})"#,
                    "{{service}} {{class}}",
                )],
            ),
            lines(
                "Processors in use",
                "percentunit",
                [(r#"process_cpu_usage{job="petclinic",region=~"$region"}"#, "{{service}} {{instance}}")],
            ),
            lines(
                "Memory in use",
                "bytes",
                [(
                    r#"process_resident_memory_bytes{job="petclinic",region=~"$region"}"#,
                    "{{service}} {{instance}}",
                )],
            ),
            lines(
                "Database connections in use, and tasks that wait",
                "short",
                [
                    (
                        r#"sum by (service, name) (jdbc_connections_active{region=~"$region"})"#,
                        "{{service}} {{name}}",
                    ),
                    (
                        r#"sum by (service, name) (db_connections_pending{region=~"$region"})"#,
                        "{{service}} {{name}}, waiting",
                    ),
                ],
            ),
            lines(
                "Database faults a minute",
                "short",
                [(
                    r#"60 * sum by (service, kind) (rate(db_faults_total{region=~"$region"}[$__rate_interval]))"#,
                    "{{service}} {{kind}}",
                )],
            ),
            lines(
                "Open files, of those allowed",
                "percentunit",
                [(
                    r#"process_open_fds{job="petclinic",region=~"$region"} / process_max_fds"#,
                    "{{service}} {{instance}}",
                )],
            ),
            lines(
                "Errors and warnings logged a minute",
                "short",
                [(
                    r#"60 * sum by (service, level) (rate(log_events_total{level=~"error|warn",region=~"$region"}[$__rate_interval]))"#,
                    "{{service}} {{level}}",
                )],
            ),
            lines(
                "Faults injected a minute",
                "short",
                [(
                    r#"60 * sum by (service) (rate(faults_injected_total{region=~"$region"}[$__rate_interval]))"#,
                    "{{service}}",
                )],
            ),
            lines(
                "Notifications an hour",
                "short",
                [(
                    r#"3600 * sum by (target, outcome) (rate(admin_notifications_total{region=~"$region"}[$__rate_interval]))"#,
                    "{{target}} {{outcome}}",
                )],
            ),
            lines(
                "Age of settings",
                "s",
                [(
                    r#"time() - settings_last_success_timestamp_seconds{region=~"$region"}"#,
                    "{{service}} {{instance}}",
                )],
            ),
            lines(
                "Lines of the log dropped a minute",
                "short",
                [(
                    r#"60 * sum by (service) (rate(log_lines_dropped_total{region=~"$region"}[$__rate_interval]))"#,
                    "{{service}}",
                )],
            ),
        ],
    }
}
