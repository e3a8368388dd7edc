use crate::dashboard::Dashboard;
use crate::panel::{lines, table};

/// For those who change the clinic: which route, cache or query became slower.
pub(super) fn dashboard() -> Dashboard {
    Dashboard {
        name: "development",
        title: "development",
        about: "Which route became slower, fails more, or costs more?",
        from: "now-6h",
        panels: vec![
            table(
                "The slowest routes: 99 of 100 requests within",
                "s",
                r#"topk(15, max by (service, method, uri) (petclinic:route_latency_seconds:p99_5m{region=~"$region"}))"#,
            ),
            table(
                "Routes that fail",
                "percentunit",
                r#"max by (service, method, uri) (petclinic:route_failed_requests:ratio_rate5m{region=~"$region"}) > 0"#,
            ),
            lines(
                "The busiest routes, requests a second",
                "reqps",
                [(
                    r#"topk(10, sum by (method, uri) (petclinic:route_requests:rate5m{region=~"$region"}))"#,
                    "{{method}} {{uri}}",
                )],
            ),
            lines(
                "Answers by status, a second",
                "reqps",
                [(
                    r#"sum by (status) (rate(http_server_requests_seconds_count{region=~"$region"}[$__rate_interval]))"#,
                    "{{status}}",
                )],
            ),
            lines(
                "Half of the requests, and 95 of 100, within",
                "s",
                [
                    (
                        r#"max by (service) (petclinic:route_latency_seconds:p50_5m{region=~"$region"})"#,
                        "{{service}}, half",
                    ),
                    (
                        r#"max by (service) (petclinic:route_latency_seconds:p95_5m{region=~"$region"})"#,
                        "{{service}}, 95 %",
                    ),
                ],
            ),
            lines(
                "The longest request of the last minutes",
                "s",
                [(
                    r#"max by (service) (http_server_requests_seconds_max{region=~"$region"})"#,
                    "{{service}}",
                )],
            ),
            lines(
                "Found in caches",
                "percentunit",
                [(
                    r#"sum by (cache) (rate(cache_gets_total{result="hit",region=~"$region"}[$__rate_interval])) / sum by (cache) (rate(cache_gets_total{region=~"$region"}[$__rate_interval]))"#,
                    "{{cache}}",
                )],
            ),
            lines(
                "Tasks of the runtime, and those that wait for a thread",
                "short",
                [
                    (r#"sum by (service) (tokio_alive_tasks{region=~"$region"})"#, "{{service}}"),
                    (
                        r#"sum by (service) (tokio_global_queue_depth{region=~"$region"})"#,
                        "{{service}}, waiting",
                    ),
                ],
            ),
            lines(
                "Wait for a database connection",
                "s",
                [(
                    r#"sum by (service) (rate(db_acquire_seconds_sum{region=~"$region"}[$__rate_interval])) / sum by (service) (rate(db_acquire_seconds_count{region=~"$region"}[$__rate_interval]))"#,
                    "{{service}}",
                )],
            ),
            lines(
                "Database connections opened a minute",
                "short",
                [(
                    r#"60 * sum by (service) (rate(db_connections_opened_total{region=~"$region"}[$__rate_interval]))"#,
                    "{{service}}",
                )],
            ),
        ],
    }
}
