//! The page for people about objectives and alerts.

use std::fmt::Write;

use contract::objective::{DAYS, RequestClass};

use crate::alert::Alert;
use crate::node::GENERATED;
use crate::on_aws::{self, AWS_ALONE};

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
    out += "\nRoutes for other services, operators and probes have none; `contract::objective` has the rule. A request counts for its route whatever\n\
         answers it: the service, or the server in front of it with a time-out, an injected fault or a refusal under load. Requests that match no\n\
         route are counted together as `uri=\"UNKNOWN\"`, and have no objective.\n";
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
    out += ON_AWS;
    for alert in alerts {
        let _ = writeln!(out, "| [{}](runbooks/{}.md) | {} |", alert.name, alert.name, on_aws::cell(alert));
    }
    out +=
        "\nWhat only AWS has, has alarms and runbooks of its own:\n\n| runbook | alarms |\n| --- | --- |\n";
    for (name, alarms) in AWS_ALONE {
        let alarms = alarms.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ");
        let _ = writeln!(out, "| [{name}](runbooks/{name}.md) | {alarms} |");
    }
    out
}

const ON_AWS: &str = "
## The same on AWS

CloudWatch watches a deployed clinic by alarms, whether or not a Prometheus does. Their names stand here without `petclinic-{env}-` before
them; `{service}`, `{program}` and `{class}` stand for each that has such an alarm. An alarm's description leads to the runbook.

| alert | alarms |
| --- | --- |
";

fn percent(share: f64) -> f64 {
    (share * 1e6).round() / 1e4
}
