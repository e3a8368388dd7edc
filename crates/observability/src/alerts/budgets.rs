//! Alerts about the budgets of errors and of slow requests that objectives leave, and about the agreement over all of its days.

use contract::objective::DAYS;

use super::requests::BUSY;
use crate::alert::{Alert, Cases, Severity, Topic};
use crate::on_aws::alarms;

pub(super) fn all() -> Vec<Alert> {
    vec![
        error_budget_burns_fast(),
        error_budget_burns_slowly(),
        latency_budget_burns_fast(),
        latency_budget_burns_slowly(),
        availability_below_objective(),
    ]
}

/// Two burn rates, each over a long window, which makes it significant, and over a short one, which ends it soon after the trouble.
/// The factors are those of Google's workbook on site reliability, for a budget of 30 days.
fn burn(ratio: &str, budget: &str, pairs: [BurnRate; 2]) -> String {
    let above = |minutes: u32, factor: f64| {
        let window = window(minutes);
        format!("{ratio}{window} > on (class) group_left () ({factor} * petclinic:objective:{budget})")
    };
    let pair = |BurnRate { long, short, factor }: BurnRate| {
        format!("({}\n  and {})", above(long, factor), above(short, factor))
    };
    format!("({}\nor\n{})\nand on (region, class) {BUSY}", pair(pairs[0]), pair(pairs[1]))
}

/// A multiple of a budget's usual use, over a long and a short window at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BurnRate {
    /// The long window in minutes.
    pub long: u32,
    /// The short window in minutes.
    pub short: u32,
    /// How many times as fast as allowed the budget is used.
    pub factor: f64,
}

const fn rate(long: u32, short: u32, factor: f64) -> BurnRate {
    BurnRate { long, short, factor }
}

/// The rates at which a budget lasts for days only.
pub const FAST: [BurnRate; 2] = [rate(60, 5, 14.4), rate(360, 30, 6.0)];
/// The rates at which it does not last for as long as the objective holds.
pub const SLOW: [BurnRate; 2] = [rate(1440, 120, 3.0), rate(4320, 360, 1.0)];

/// A window in Prometheus's notation, such as `5m`, `1h` or `3d`.
pub fn window(minutes: u32) -> String {
    match minutes {
        days if days % 1440 == 0 => format!("{}d", days / 1440),
        hours if hours % 60 == 0 => format!("{}h", hours / 60),
        minutes => format!("{minutes}m"),
    }
}

const FAILED: &str = "petclinic:failed_requests:ratio_rate";
const SLOWER: &str = "petclinic:slow_requests:ratio_rate";

const READS: &[(&str, &str)] = &[("region", "us-west-2"), ("class", "reads")];

fn error_budget_burns_fast() -> Alert {
    Alert {
        name: "ErrorBudgetBurnsFast",
        topic: Topic::Requests,
        severity: Severity::Page,
        lasts: "2m",
        expr: burn(FAILED, "error_budget", FAST),
        summary: "So many {{ $labels.class }} fail that the errors allowed for 30 days are used up within days.",
        condition: "A class fails at 14.4 times its budget over 1 hour and 5 minutes, or at 6 times over 6 hours and 30 minutes.",
        on_aws: alarms(&["objectives-{class}-errors-1h", "objectives-{class}-errors-5m"])
            .note("both at once; the longer pair of windows is left to Prometheus."),
        cases: Cases {
            at: "10m",
            firing: &[
                (
                    r#"http_server_requests_seconds_count{region="us-west-2",service="vets",method="GET",uri="/api/vets/vets",status="200"}"#,
                    "0+9939x40",
                ),
                (
                    r#"http_server_requests_seconds_count{region="us-west-2",service="vets",method="GET",uri="/api/vets/vets",status="503"}"#,
                    "0+61x40",
                ),
            ],
            labels: READS,
            quiet: &[
                (
                    r#"http_server_requests_seconds_count{region="us-west-2",service="vets",method="GET",uri="/api/vets/vets",status="200"}"#,
                    "0+9941x40",
                ),
                (
                    r#"http_server_requests_seconds_count{region="us-west-2",service="vets",method="GET",uri="/api/vets/vets",status="503"}"#,
                    "0+59x40",
                ),
            ],
        },
    }
}

fn error_budget_burns_slowly() -> Alert {
    Alert {
        name: "ErrorBudgetBurnsSlowly",
        topic: Topic::Requests,
        severity: Severity::Ticket,
        lasts: "15m",
        expr: burn(FAILED, "error_budget", SLOW),
        summary: "{{ $labels.class }} fail steadily: the errors allowed for 30 days will not last for 30 days.",
        condition: "A class fails at 3 times its budget over a day and 2 hours, or at its budget over 3 days and 6 hours.",
        on_aws: alarms(&["budgets-{class}-errors-1d", "budgets-{class}-errors-2h"])
            .note("both at once; the longer pair of windows is left to Prometheus."),
        cases: Cases {
            at: "25m",
            firing: &[
                (
                    r#"http_server_requests_seconds_count{region="us-west-2",service="vets",method="GET",uri="/api/vets/vets",status="200"}"#,
                    "0+9989x40",
                ),
                (
                    r#"http_server_requests_seconds_count{region="us-west-2",service="vets",method="GET",uri="/api/vets/vets",status="503"}"#,
                    "0+11x40",
                ),
            ],
            labels: READS,
            quiet: &[
                (
                    r#"http_server_requests_seconds_count{region="us-west-2",service="vets",method="GET",uri="/api/vets/vets",status="200"}"#,
                    "0+9991x40",
                ),
                (
                    r#"http_server_requests_seconds_count{region="us-west-2",service="vets",method="GET",uri="/api/vets/vets",status="503"}"#,
                    "0+9x40",
                ),
            ],
        },
    }
}

fn latency_budget_burns_fast() -> Alert {
    Alert {
        name: "LatencyBudgetBurnsFast",
        topic: Topic::Requests,
        severity: Severity::Page,
        lasts: "2m",
        expr: burn(SLOWER, "latency_budget", FAST),
        summary: "So many {{ $labels.class }} are slower than promised that people notice.",
        condition: "The share of slow requests is 14.4 times the budget over 1 hour and 5 minutes, or 6 times over 6 hours and 30 minutes.",
        on_aws: alarms(&["objectives-{class}-slow-1h", "objectives-{class}-slow-5m"])
            .note("both at once; the longer pair of windows is left to Prometheus."),
        cases: Cases {
            at: "10m",
            firing: &[
                (
                    r#"http_server_requests_seconds_count{region="us-west-2",service="vets",method="GET",uri="/api/vets/vets",status="200"}"#,
                    "0+1000x40",
                ),
                (
                    r#"http_server_requests_seconds_bucket{region="us-west-2",service="vets",method="GET",uri="/api/vets/vets",status="200",le="0.25"}"#,
                    "0+939x40",
                ),
            ],
            labels: READS,
            quiet: &[
                (
                    r#"http_server_requests_seconds_count{region="us-west-2",service="vets",method="GET",uri="/api/vets/vets",status="200"}"#,
                    "0+1000x40",
                ),
                (
                    r#"http_server_requests_seconds_bucket{region="us-west-2",service="vets",method="GET",uri="/api/vets/vets",status="200",le="0.25"}"#,
                    "0+941x40",
                ),
            ],
        },
    }
}

fn latency_budget_burns_slowly() -> Alert {
    Alert {
        name: "LatencyBudgetBurnsSlowly",
        topic: Topic::Requests,
        severity: Severity::Ticket,
        lasts: "15m",
        expr: burn(SLOWER, "latency_budget", SLOW),
        summary: "{{ $labels.class }} are slower than promised, if not by much.",
        condition: "The share of slow requests is 3 times the budget over a day and 2 hours, or the budget over 3 days and 6 hours.",
        on_aws: alarms(&["budgets-{class}-slow-1d", "budgets-{class}-slow-2h"])
            .note("both at once; the longer pair of windows is left to Prometheus."),
        cases: Cases {
            at: "25m",
            firing: &[
                (
                    r#"http_server_requests_seconds_count{region="us-west-2",service="vets",method="GET",uri="/api/vets/vets",status="200"}"#,
                    "0+1000x40",
                ),
                (
                    r#"http_server_requests_seconds_bucket{region="us-west-2",service="vets",method="GET",uri="/api/vets/vets",status="200",le="0.25"}"#,
                    "0+989x40",
                ),
            ],
            labels: READS,
            quiet: &[
                (
                    r#"http_server_requests_seconds_count{region="us-west-2",service="vets",method="GET",uri="/api/vets/vets",status="200"}"#,
                    "0+1000x40",
                ),
                (
                    r#"http_server_requests_seconds_bucket{region="us-west-2",service="vets",method="GET",uri="/api/vets/vets",status="200",le="0.25"}"#,
                    "0+991x40",
                ),
            ],
        },
    }
}

fn availability_below_objective() -> Alert {
    Alert {
        name: "AvailabilityBelowObjective",
        topic: Topic::Requests,
        severity: Severity::Ticket,
        lasts: "15m",
        expr: format!(
            "petclinic:failed_requests:ratio{DAYS}d > on (class) group_left () petclinic:objective:error_budget"
        ),
        summary: "The availability promised for 30 days is missed for {{ $labels.class }}.",
        condition: "More requests of a class failed in the last 30 days than its objective allows.",
        on_aws: alarms(&["budgets-{class}-errors-week"])
            .note("an alarm looks back 7 days at most, so it asks whether 4 of them missed the objective."),
        cases: Cases {
            at: "25m",
            firing: &[
                (
                    r#"http_server_requests_seconds_count{region="us-west-2",service="vets",method="GET",uri="/api/vets/vets",status="200"}"#,
                    "0+9989x40",
                ),
                (
                    r#"http_server_requests_seconds_count{region="us-west-2",service="vets",method="GET",uri="/api/vets/vets",status="503"}"#,
                    "0+11x40",
                ),
            ],
            labels: READS,
            quiet: &[
                (
                    r#"http_server_requests_seconds_count{region="us-west-2",service="vets",method="GET",uri="/api/vets/vets",status="200"}"#,
                    "0+9991x40",
                ),
                (
                    r#"http_server_requests_seconds_count{region="us-west-2",service="vets",method="GET",uri="/api/vets/vets",status="503"}"#,
                    "0+9x40",
                ),
            ],
        },
    }
}
