//! The page for people about objectives and alerts.

use std::fmt::Write;

use contract::objective::{DAYS, RequestClass};

use crate::alert::Alert;
use crate::node::GENERATED;

/// The page, `docs/observability.md`.
pub(crate) fn page(alerts: &[Alert]) -> String {
    let mut out = format!("<!-- {GENERATED} -->\n\n{}", include_str!("page/introduction.md"));
    let _ = writeln!(out, "\n## Objectives\n\nThe promise over {DAYS} days, by class of requests:\n");
    out += "| class | requests | not answered with 5xx | as fast as |\n| --- | --- | ---: | --- |\n";
    for class in RequestClass::ALL {
        let objective = class.objective();
        let latency = objective.latency.map_or_else(
            || "not promised: the client decides".to_owned(),
            |it| format!("{} % within {} s", percent(it.share), it.within.as_secs_f64()),
        );
        let count = contract::routes::ALL.iter().filter(|it| it.class() == Some(class)).count();
        let _ = writeln!(
            out,
            "| {} | {count} routes | {} % | {latency} |",
            class.as_str(),
            percent(objective.availability)
        );
    }
    out +=
        "\nRoutes for other services, operators and probes have none; `contract::objective` has the rule.\n";
    out += "\n## Alerts\n\n| alert | severity | condition |\n| --- | --- | --- |\n";
    for alert in alerts {
        let _ = writeln!(
            out,
            "| [{}](runbooks/{}.md) | {} | {} |",
            alert.name,
            alert.name,
            alert.severity.as_str(),
            alert.condition
        );
    }
    out
}

fn percent(share: f64) -> f64 {
    (share * 1e6).round() / 1e4
}
