use cdk::constructs::{Dashboard, Metric, Widget};
use contract::objective::RequestClass;
use contract::published_metrics::{ERRORS, SLOW};
use contract::service::Service;

use super::{Shown, heading};
use crate::monitoring::Series;

/// Whether all is well, and where it is not.
pub(super) fn dashboard(shown: &Shown<'_>) -> Dashboard {
    let Shown { series, alarms, .. } = shown;
    let api = &series.watched.api.api;
    let of_services = |of: &dyn Fn(Service) -> Metric| Service::http().map(of).collect::<Vec<_>>();
    let tasks = || Service::tasks();
    Dashboard::new()
        .row([heading(shown, "overview", "Whether all is well, and where it is not")])
        .row([Widget::alarms("Parts of the clinic", alarms.parts().map(|(_, part)| &part.speaks))])
        .row([
            Widget::graph("API: requests", [api.requests(), api.client_errors(), api.server_errors()]),
            Widget::graph(
                "API: latency in ms",
                [api.latency(), api.latency().statistic("p50").label("latency p50")],
            ),
        ])
        .row([
            Widget::graph("Requests", of_services(&|it| series.requests(it))),
            Widget::graph("Errors", of_services(&|it| series.errors(it))),
            Widget::graph("Latency in ms, p99", of_services(&|it| series.latency(it, "p99"))),
        ])
        .row([
            Widget::graph("Failed answers by class of requests", of_classes(series, ERRORS)),
            Widget::graph("Answers that are slower than promised", of_classes(series, SLOW)),
        ])
        .row([
            Widget::graph("CPU in %", tasks().map(|it| series.ecs(it, "CPUUtilization"))),
            Widget::graph("Memory in %", tasks().map(|it| series.ecs(it, "MemoryUtilization"))),
            Widget::graph("Tasks", tasks().map(|it| series.insights(it, "RunningTaskCount"))),
        ])
        .row([
            Widget::graph(
                "Database: capacity in ACU",
                [series.database("ServerlessDatabaseCapacity", "Average")],
            ),
            Widget::graph("Database: connections", [series.database("DatabaseConnections", "Maximum")]),
            Widget::graph("Firewall: blocked requests", [series.watched.native.firewall.blocked_requests()]),
        ])
}

fn of_classes(series: &Series<'_>, metric: &str) -> Vec<Metric> {
    RequestClass::ALL.into_iter().flat_map(|it| series.of_class(it, metric)).collect()
}
