//! Alerts about calls between services, which may be in different regions.

use crate::alert::{Alert, Cases, JOB, Severity, Topic};
use crate::on_aws::alarms;

/// The calls in a minute from which on their failures and durations count.
pub const CALLS_A_MINUTE: u32 = 3;
/// The failed calls beyond which peers are in trouble, in percent of all calls.
pub const FAILED_PERCENT: u32 = 10;
/// The mean duration of calls beyond which peers are slow.
pub const SLOW_MILLISECONDS: u32 = 250;

/// Whether there are enough calls.
fn busy() -> String {
    format!("petclinic:peer_calls:rate5m > {}", f64::from(CALLS_A_MINUTE) / 60.0)
}

pub(super) fn all() -> Vec<Alert> {
    vec![peer_calls_fail(), peer_calls_slow(), peer_breaker_open(), peer_has_no_instance()]
}

fn peer_calls_fail() -> Alert {
    Alert {
        name: "PeerCallsFail",
        topic: Topic::Peers,
        severity: Severity::Page,
        lasts: "3m",
        expr: format!(
            "petclinic:peer_failed_calls:ratio_rate5m > {}\nand {}",
            f64::from(FAILED_PERCENT) / 100.0,
            busy()
        ),
        summary: "{{ $labels.service }} in {{ $labels.region }} cannot reach {{ $labels.client_name }}.",
        condition: "More than 10 % of a service's attempts to call another fail for 3 minutes, at three a minute or more.",
        on_aws: alarms(&["{service}-peer-failures"]).note("of all services that it calls together."),
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
        expr: format!(
            "petclinic:peer_calls_seconds:mean5m > {}\nand {}",
            f64::from(SLOW_MILLISECONDS) / 1000.0,
            busy()
        ),
        summary: "{{ $labels.service }} in {{ $labels.region }} waits a quarter of a second for {{ $labels.client_name }}.",
        condition: "An attempt to call another service takes more than 250 ms on average for 10 minutes.",
        on_aws: alarms(&["{service}-peer-latency"]).note("of all services that it calls together."),
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
        on_aws: alarms(&["{service}-BreakersRefusing"]).note("once within 5 minutes is enough."),
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
        on_aws: alarms(&["{service}-PeersWithoutInstance"]),
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
