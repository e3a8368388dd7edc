//! Every alert. An alert is declared in one of the files of this folder and nowhere else; its runbook is a page of its own.

mod assistant;
mod budgets;
mod database;
mod edge;
mod instances;
mod peers;
mod process;
mod requests;

use contract::published_metrics;

use crate::alert::Alert;

pub use self::assistant::USD_A_DAY;
pub use self::budgets::{BurnRate, FAST, SLOW, window};
pub use self::edge::CERTIFICATE_DAYS;
pub use self::peers::{CALLS_A_MINUTE, FAILED_PERCENT, SLOW_MILLISECONDS};
/// All of them, by topic.
pub fn all() -> Vec<Alert> {
    [
        requests::all(),
        budgets::all(),
        instances::all(),
        process::all(),
        peers::all(),
        database::all(),
        assistant::all(),
        edge::all(),
    ]
    .concat()
}

/// The value from which on a published metric is trouble, so that Prometheus and CloudWatch call for help at the same time.
fn trouble_from(metric: &str) -> f64 {
    let row = published_metrics::ALL.iter().find(|it| it.name == metric);
    row.and_then(|it| it.trouble_from).unwrap_or(f64::INFINITY)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_alert_has_a_name_of_its_own_and_says_all_that_people_need() {
        let all = all();
        let names: BTreeSet<_> = all.iter().map(|it| it.name).collect();
        assert_eq!(names.len(), all.len());
        for alert in &all {
            assert!(alert.name.chars().all(|it| it.is_ascii_alphanumeric()), "{}", alert.name);
            assert!(alert.summary.ends_with('.') && alert.condition.ends_with('.'), "{}", alert.name);
            assert!(!alert.cases.firing.is_empty() && !alert.cases.quiet.is_empty(), "{}", alert.name);
            assert!(!alert.expr.contains("inf"), "{} reads a metric without a limit", alert.name);
        }
    }
}
