use cdk::constructs::{Dashboard, Metric, Widget};
use contract::published_metrics::{PublishedMetric, Subject};
use contract::routes;
use contract::service::Service;

use super::{Shown, heading, in_pairs};
use crate::monitoring::queries;
use crate::names;

/// A service: what it runs on, what it publishes, and each of its routes.
pub(super) fn dashboard(shown: &Shown<'_>, service: Service) -> Dashboard {
    let Shown { env, series, logs, alarms, .. } = shown;
    let mut dashboard = Dashboard::new().row([heading(shown, service.name(), service.row().about)]);
    if let Some(part) = alarms.services.get(&service) {
        dashboard = dashboard.row([Widget::alarms("Alarms", &part.of)]);
    }
    let latency = ["p50", "p90", "p99"].map(|it| series.latency(service, it));
    dashboard = dashboard.row([
        Widget::graph(
            "Requests and errors",
            [series.requests(service), series.errors(service).color("#d62728").label("errors")],
        ),
        Widget::graph("Latency in ms", latency),
        Widget::graph("Error rate in %", [series.error_rate(service, 1)]),
    ]);
    dashboard =
        dashboard.row(if service.is_task() { of_tasks(shown, service) } else { of_function(shown, service) });
    let subjects = Subject::ALL.into_iter().filter(|it| it.is_for(service));
    dashboard = in_pairs(dashboard, subjects.filter_map(|it| of_subject(shown, service, it)).collect());

    let own = routes::ALL.iter().filter(|it| it.service == Some(service));
    let routes = own.map(|route| {
        let [requests, errors, half, most] = series.of_route(service, route);
        Widget::graph(format!("{} {}", route.method, route.path), [requests, errors]).right([half, most])
    });
    dashboard = dashboard.row([Widget::text(
        "## Routes\nOn the left answers and errors each minute, on the right how long they took",
    )]);
    dashboard = in_pairs(dashboard, routes.collect());

    let lines = logs.services.get(&service).into_iter().flatten().map(|(_, metric)| metric.clone());
    dashboard.row([
        Widget::graph("Lines of the log", lines).width(8),
        Widget::logs("Newest errors", [names::log_group(env, service)], queries::newest_errors()).width(16),
    ])
}

fn of_tasks(shown: &Shown<'_>, service: Service) -> Vec<Widget> {
    let series = shown.series;
    let ecs = |name: &str| {
        [
            series.ecs(service, name).label("average"),
            series.ecs(service, name).statistic("Maximum").label("greatest"),
        ]
    };
    let counts = ["RunningTaskCount", "DesiredTaskCount", "PendingTaskCount"]
        .map(|it| series.insights(service, it).label(it));
    vec![
        Widget::graph("CPU in %", ecs("CPUUtilization")),
        Widget::graph("Memory in %", ecs("MemoryUtilization")),
        Widget::graph("Tasks", counts),
    ]
}

fn of_function(shown: &Shown<'_>, service: Service) -> Vec<Widget> {
    let of = |name: &str, statistic: &str| shown.series.lambda(service, name, statistic);
    vec![
        Widget::graph("Invocations", [of("Invocations", "Sum"), of("Errors", "Sum"), of("Throttles", "Sum")]),
        Widget::graph(
            "Duration in ms",
            [of("Duration", "p50").label("p50"), of("Duration", "p99").label("p99")],
        ),
        Widget::graph("Concurrent executions", [of("ConcurrentExecutions", "Maximum")]),
    ]
}

fn of_subject(shown: &Shown<'_>, service: Service, subject: Subject) -> Option<Widget> {
    let metrics: Vec<Metric> = PublishedMetric::of_service(service)
        .filter(|it| it.subject == subject)
        .map(|it| shown.series.of_service(service, it))
        .collect();
    (!metrics.is_empty()).then(|| Widget::graph(subject.title(), metrics))
}
