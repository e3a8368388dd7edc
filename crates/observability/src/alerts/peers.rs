//! Alerts about calls between services, which may be in different regions.

use crate::alert::{Alert, Cases, JOB, Severity, Topic};

pub(super) fn all() -> Vec<Alert> {
    vec![peer_calls_fail(), peer_calls_slow(), peer_breaker_open(), peer_has_no_instance()]
}

fn peer_calls_fail() -> Alert {
    Alert {
        name: "PeerCallsFail",
        topic: Topic::Peers,
        severity: Severity::Page,
        lasts: "3m",
        expr: "petclinic:peer_failed_calls:ratio_rate5m > 0.1\nand petclinic:peer_calls:rate5m > 0.05"
            .to_owned(),
        summary: "{{ $labels.service }} in {{ $labels.region }} cannot reach {{ $labels.client_name }}.",
        condition: "More than 10 % of a service's attempts to call another fail for 3 minutes, at three a minute or more.",
        cases: Cases {
            at: "15m",
            firing: &[
                (
                    r#"http_client_requests_seconds_count{region="us-east-1",service="visits",client_name="customers",outcome="SUCCESS"}"#,
                    "0+89x15",
                ),
                (
                    r#"http_client_requests_seconds_count{region="us-east-1",service="visits",client_name="customers",outcome="UNKNOWN"}"#,
                    "0+11x15",
                ),
            ],
            labels: &[("region", "us-east-1"), ("service", "visits"), ("client_name", "customers")],
            quiet: &[
                (
                    r#"http_client_requests_seconds_count{region="us-east-1",service="visits",client_name="customers",outcome="SUCCESS"}"#,
                    "0+91x15",
                ),
                (
                    r#"http_client_requests_seconds_count{region="us-east-1",service="visits",client_name="customers",outcome="SERVER_ERROR"}"#,
                    "0+9x15",
                ),
            ],
        },
    }
}

fn peer_calls_slow() -> Alert {
    Alert {
        name: "PeerCallsSlow",
        topic: Topic::Peers,
        severity: Severity::Ticket,
        lasts: "10m",
        expr: "petclinic:peer_calls_seconds:mean5m > 0.25\nand petclinic:peer_calls:rate5m > 0.05".to_owned(),
        summary: "{{ $labels.service }} in {{ $labels.region }} waits a quarter of a second for {{ $labels.client_name }}.",
        condition: "An attempt to call another service takes more than 250 ms on average for 10 minutes.",
        cases: Cases {
            at: "20m",
            firing: &[
                (
                    r#"http_client_requests_seconds_count{region="us-east-1",service="visits",client_name="customers",outcome="SUCCESS"}"#,
                    "0+100x20",
                ),
                (
                    r#"http_client_requests_seconds_sum{region="us-east-1",service="visits",client_name="customers",outcome="SUCCESS"}"#,
                    "0+26x20",
                ),
            ],
            labels: &[("region", "us-east-1"), ("service", "visits"), ("client_name", "customers")],
            quiet: &[
                (
                    r#"http_client_requests_seconds_count{region="us-east-1",service="visits",client_name="customers",outcome="SUCCESS"}"#,
                    "0+100x20",
                ),
                (
                    r#"http_client_requests_seconds_sum{region="us-east-1",service="visits",client_name="customers",outcome="SUCCESS"}"#,
                    "0+24x20",
                ),
            ],
        },
    }
}

fn peer_breaker_open() -> Alert {
    Alert {
        name: "PeerBreakerOpen",
        topic: Topic::Peers,
        severity: Severity::Ticket,
        lasts: "2m",
        // It refuses for ten seconds at a time, so a single scrape says little.
        expr: format!("avg_over_time(peer_breaker_state{{job=\"{JOB}\",state=\"passing\"}}[5m]) < 0.5"),
        summary: "{{ $labels.instance }} of {{ $labels.service }} has stopped calling {{ $labels.peer }} for most of the time.",
        condition: "A circuit breaker is not closed (passing) for more than half of 5 minutes, for 2 minutes.",
        cases: Cases {
            at: "20m",
            firing: &[(
                r#"peer_breaker_state{job="petclinic",service="visits",instance="a",peer="customers",state="passing"}"#,
                "1x10 0 0 1 0 0 1 0 0 0 0",
            )],
            labels: &[
                ("job", "petclinic"),
                ("service", "visits"),
                ("instance", "a"),
                ("peer", "customers"),
                ("state", "passing"),
            ],
            quiet: &[(
                r#"peer_breaker_state{job="petclinic",service="visits",instance="a",peer="customers",state="passing"}"#,
                "1x10 0 1 1 0 1 1 0 1 0 1",
            )],
        },
    }
}

fn peer_has_no_instance() -> Alert {
    Alert {
        name: "PeerHasNoInstance",
        topic: Topic::Peers,
        severity: Severity::Page,
        lasts: "2m",
        expr: format!("peer_instances{{job=\"{JOB}\"}} == 0"),
        summary: "{{ $labels.instance }} of {{ $labels.service }} finds no instance of {{ $labels.peer }}.",
        condition: "A service knows no instance of a service that it calls for 2 minutes.",
        cases: Cases {
            at: "10m",
            firing: &[(
                r#"peer_instances{job="petclinic",service="visits",instance="a",peer="customers"}"#,
                "2x5 0x5",
            )],
            labels: &[("job", "petclinic"), ("service", "visits"), ("instance", "a"), ("peer", "customers")],
            quiet: &[(
                r#"peer_instances{job="petclinic",service="visits",instance="a",peer="customers"}"#,
                "2x5 0x1 1x4",
            )],
        },
    }
}
