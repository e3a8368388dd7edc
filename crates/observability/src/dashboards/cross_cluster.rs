use crate::dashboard::Dashboard;
use crate::panel::{lines, number, table};

/// For those who run two regions: whether each stands, and whether they reach each other.
pub(super) fn dashboard() -> Dashboard {
    Dashboard {
        name: "cross-cluster",
        title: "cross-cluster",
        about: "Does each region stand, and do services reach each other across regions?",
        from: "now-6h",
        panels: vec![
            number(
                "Instances that answer",
                "short",
                [(r#"sum by (region) (up{job="petclinic",region=~"$region"})"#, "{{region}}")],
            ),
            number(
                "Requests a second",
                "reqps",
                [(r#"sum by (region) (petclinic:requests:rate5m{region=~"$region"})"#, "{{region}}")],
            ),
            number(
                "Failed calls of peers",
                "percentunit",
                [(
                    r#"max by (region) (petclinic:peer_failed_calls:ratio_rate5m{region=~"$region"})"#,
                    "{{region}}",
                )],
            ),
            number(
                "Breakers that are not closed",
                "short",
                [(
                    r#"count by (region) (peer_breaker_state{state="passing",region=~"$region"} == 0) or vector(0)"#,
                    "{{region}}",
                )],
            ),
            lines(
                "Requests a second",
                "reqps",
                [(
                    r#"sum by (region, service) (petclinic:service_requests:rate5m{region=~"$region"})"#,
                    "{{region}} {{service}}",
                )],
            ),
            lines(
                "Failed requests",
                "percentunit",
                [(
                    r#"max by (region, service) (petclinic:service_failed_requests:ratio_rate5m{region=~"$region"})"#,
                    "{{region}} {{service}}",
                )],
            ),
            lines(
                "Calls of peers that fail",
                "percentunit",
                [(
                    r#"petclinic:peer_failed_calls:ratio_rate5m{region=~"$region"}"#,
                    "{{region}}: {{service}} calls {{client_name}}",
                )],
            ),
            lines(
                "Mean duration of a call",
                "s",
                [(
                    r#"petclinic:peer_calls_seconds:mean5m{region=~"$region"}"#,
                    "{{region}}: {{service}} calls {{client_name}}",
                )],
            ),
            lines(
                "Calls that breakers refused, and repetitions, a minute",
                "short",
                [
                    (
                        r#"60 * sum by (region, service, peer) (rate(peer_calls_not_permitted_total{region=~"$region"}[$__rate_interval]))"#,
                        "{{region}}: {{service}} to {{peer}}, refused",
                    ),
                    (
                        r#"60 * sum by (region, service, peer) (rate(peer_retries_total{region=~"$region"}[$__rate_interval]))"#,
                        "{{region}}: {{service}} to {{peer}}, again",
                    ),
                ],
            ),
            lines(
                "Known instances of peers, and those set aside",
                "short",
                [
                    (
                        r#"min by (region, service, peer) (peer_instances{region=~"$region"})"#,
                        "{{region}}: {{peer}}, as {{service}} sees it",
                    ),
                    (
                        r#"max by (region, service, peer) (peer_instances_set_aside{region=~"$region"})"#,
                        "{{region}}: {{peer}}, set aside by {{service}}",
                    ),
                ],
            ),
            lines(
                "Look-ups in Cloud Map by outcome, a minute",
                "short",
                [(
                    r#"60 * sum by (region, outcome) (rate(peer_discovery_refreshes_total{region=~"$region"}[$__rate_interval]))"#,
                    "{{region}} {{outcome}}",
                )],
            ),
            lines(
                "Error budget left",
                "percentunit",
                [(r#"petclinic:error_budget:remaining{region=~"$region"}"#, "{{region}} {{class}}")],
            ),
            table(
                "Alerts about regions and peers",
                "short",
                r#"count by (alertname, region, service, client_name, peer) (ALERTS{alertname=~"Peer.+|Region.+|ServiceGone",alertstate="firing"})"#,
            ),
        ],
    }
}
