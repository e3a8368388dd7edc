use cdk::constructs::{Dashboard, Metric, Widget};
use contract::published_metrics::{PublishedMetric, Subject};
use contract::service::Service;

use super::{Shown, heading};
use crate::app::Clinic;

/// Where AWS publishes what an account is charged for.
const BILLING_REGION: &str = "us-east-1";

/// What the account is charged for, and the quantities that bills are made of.
pub(super) fn dashboard(shown: &Shown<'_>, clinic: &Clinic<'_>) -> Dashboard {
    let series = shown.series;
    let charges =
        Metric::new("AWS/Billing", "EstimatedCharges").dimension("Currency", "USD").statistic("Maximum");
    let charges = charges.every(6 * 3600).label("this month so far, in USD");
    let budget = clinic.environment.notices.budget_usd;
    let hours = |metric: Metric| metric.every(3600);
    let tasks = Service::tasks().map(|it| hours(series.insights(it, "RunningTaskCount")));
    let functions = Service::ALL.into_iter().filter(|it| !it.is_task());
    let calls = functions.map(|it| hours(series.lambda(it, "Invocations", "Sum")));
    let tokens = Service::http().flat_map(|service| {
        let own = PublishedMetric::of_service(service).filter(|it| it.subject == Subject::Assistant);
        own.map(move |it| hours(series.of_service(service, it)))
    });
    Dashboard::new()
        .row([heading(
            shown,
            "cost",
            "The account's charges (if its billing alerts are on), and the quantities that bills are made of",
        )])
        .row([
            Widget::graph(format!("Charges; the budget is {budget} USD"), [charges]).region(BILLING_REGION),
            Widget::graph(
                "Database: capacity in ACU",
                [hours(series.database("ServerlessDatabaseCapacity", "Average"))],
            ),
            Widget::graph("Tasks", tasks).stacked(),
        ])
        .row([
            Widget::graph("Requests to the API", [hours(series.watched.api.api.requests())]),
            Widget::graph("Invocations of functions", calls),
            Widget::graph("Models", tokens),
        ])
        .row([
            Widget::graph(
                "Storage of the database in bytes",
                [hours(series.database("VolumeBytesUsed", "Maximum"))],
            ),
            Widget::graph(
                "Requests that the firewall inspects",
                [
                    hours(series.watched.native.firewall.allowed_requests()),
                    hours(series.watched.native.firewall.blocked_requests()),
                ],
            ),
            Widget::graph("Bytes of logs", Service::ALL.map(|it| incoming(shown.env, it))).stacked(),
        ])
}

/// What a service's log takes in, which CloudWatch charges for.
fn incoming(env: &str, service: Service) -> Metric {
    Metric::new("AWS/Logs", "IncomingBytes")
        .dimension("LogGroupName", crate::names::log_group(env, service))
        .statistic("Sum")
        .every(3600)
        .label(service.name())
}
