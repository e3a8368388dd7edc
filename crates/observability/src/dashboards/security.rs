use crate::dashboard::Dashboard;
use crate::panel::{lines, number};

/// For those who look for misuse: refusals, operators' requests, logins and certificates.
pub(super) fn dashboard() -> Dashboard {
    Dashboard {
        name: "security",
        title: "security",
        about: "Does someone try what nobody should, and do logins and certificates hold?",
        from: "now-24h",
        panels: vec![
            number(
                "Refused operators today",
                "short",
                [(
                    r#"sum(increase(http_server_requests_seconds_count{status="401",region=~"$region"}[1d])) or vector(0)"#,
                    "401",
                )],
            ),
            number(
                "Days until a certificate expires",
                "d",
                [("(min by (instance) (probe_ssl_earliest_cert_expiry) - time()) / 86400", "{{instance}}")],
            ),
            number(
                "Database logins renewed today",
                "short",
                [(
                    r#"sum by (service) (increase(db_logins_renewed_total{region=~"$region"}[1d])) or vector(0)"#,
                    "{{service}}",
                )],
            ),
            number(
                "Instances with refused settings",
                "short",
                [(
                    r#"count(increase(settings_refreshes_total{outcome="invalid",region=~"$region"}[1h]) > 0) or vector(0)"#,
                    "instances",
                )],
            ),
            lines(
                "Refused requests by status, a minute",
                "short",
                [(
                    r#"60 * sum by (status) (rate(http_server_requests_seconds_count{status=~"4..",region=~"$region"}[$__rate_interval]))"#,
                    "{{status}}",
                )],
            ),
            lines(
                "Requests for paths that do not exist, a minute",
                "short",
                [(
                    r#"60 * sum by (service) (rate(http_server_requests_seconds_count{uri="UNKNOWN",region=~"$region"}[$__rate_interval]))"#,
                    "{{service}}",
                )],
            ),
            lines(
                "Operators' requests, a minute",
                "short",
                [(
                    r#"60 * sum by (service, uri) (rate(http_server_requests_seconds_count{uri=~"/actuator.*|/metrics",region=~"$region"}[$__rate_interval]))"#,
                    "{{service}} {{uri}}",
                )],
            ),
            lines(
                "Deletions, a minute",
                "short",
                [(
                    r#"60 * sum by (uri) (rate(http_server_requests_seconds_count{method="DELETE",status=~"2..",region=~"$region"}[$__rate_interval]))"#,
                    "{{uri}}",
                )],
            ),
            lines(
                "Refused database logins, a minute",
                "short",
                [(
                    r#"60 * sum by (service) (rate(db_faults_total{kind="login",region=~"$region"}[$__rate_interval]))"#,
                    "{{service}}",
                )],
            ),
            lines(
                "Requests of unusual methods, a minute",
                "short",
                [(
                    r#"60 * sum by (method) (rate(http_server_requests_seconds_count{method!~"GET|POST|PUT|DELETE",region=~"$region"}[$__rate_interval]))"#,
                    "{{method}}",
                )],
            ),
        ],
    }
}
