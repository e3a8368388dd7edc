use crate::dashboard::Dashboard;
use crate::panel::{lines, number, table};

/// For those who answer for the clinic: whether it keeps its promises, and what it costs.
pub(super) fn dashboard() -> Dashboard {
    Dashboard {
        name: "executive",
        title: "executive",
        about: "Does the clinic keep what it promises, and what does it cost?",
        from: "now-30d",
        panels: vec![
            number(
                "Answered of 30 days",
                "percentunit",
                [(
                    r#"1 - max by (class) (petclinic:failed_requests:ratio30d{region=~"$region"})"#,
                    "{{class}}",
                )],
            ),
            number(
                "Promised",
                "percentunit",
                [("1 - max by (class) (petclinic:objective:error_budget)", "{{class}}")],
            ),
            number(
                "Error budget left",
                "percentunit",
                [(r#"min by (class) (petclinic:error_budget:remaining{region=~"$region"})"#, "{{class}}")],
            ),
            number(
                "Tokens of the assistant, USD a day",
                "currencyUSD",
                [(r#"sum(petclinic:assistant_cost_usd:increase1d{region=~"$region"})"#, "USD")],
            ),
            lines(
                "Requests a second",
                "reqps",
                [(r#"sum by (class) (petclinic:requests:rate5m{region=~"$region"})"#, "{{class}}")],
            ),
            lines(
                "Error budget left",
                "percentunit",
                [(r#"min by (class) (petclinic:error_budget:remaining{region=~"$region"})"#, "{{class}}")],
            ),
            lines(
                "99 of 100 requests are answered within",
                "s",
                [(r#"max by (class) (petclinic:latency_seconds:p99_5m{region=~"$region"})"#, "{{class}}")],
            ),
            lines(
                "Instances that answer",
                "short",
                [(r#"sum by (service) (up{job="petclinic",region=~"$region"})"#, "{{service}}")],
            ),
            table(
                "Firing alerts",
                "short",
                r#"count by (alertname, severity, region, service, class) (ALERTS{alertstate="firing",severity!="note"})"#,
            ),
        ],
    }
}
