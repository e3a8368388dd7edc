use cdk::Stack;
use cdk::constructs::{Alarm, Metric};
use contract::published_metrics::{PublishedMetric, Subject};
use contract::service::{Runs, Service};
use contract::settings::{Assistant, Server, parse_duration};
use observability::alerts::{CALLS_A_MINUTE, FAILED_PERCENT, SLOW_MILLISECONDS, USD_A_DAY};

use super::{Wanted, wanted};
use crate::app::Clinic;
use crate::monitoring::{LogMetrics, Series};

/// The use of CPU and memory, in percent, beyond which a service is in trouble: scaling has not helped.
const CPU: u32 = 90;
const MEMORY: u32 = 85;
/// The share of errors, in percent, and the requests in a minute from which it counts.
const ERROR_RATE: u32 = 5;
const REQUESTS: u32 = 20;

/// The alarms of a service or function. None is about a function's own log in a later layer.
pub(super) fn alarms(
    stack: &Stack,
    clinic: &Clinic<'_>,
    series: &Series<'_>,
    logs: &LogMetrics,
    service: Service,
) -> Vec<Wanted> {
    let mut all = Vec::new();
    if service.is_task() {
        all.extend(of_tasks(series, service));
    } else {
        all.extend(of_function(stack, clinic, series, service));
    }
    if service.answers_http() {
        all.extend(of_answers(clinic, series, service));
    }
    for (lines, metric) in logs.services.get(&service).into_iter().flatten().filter(|(it, _)| it.is_alarming)
    {
        all.push(wanted(
            lines.name,
            format!("{service}: {} in its log", lines.name),
            Alarm::at_least(metric.clone(), 1),
        ));
    }
    all
}

fn of_tasks(series: &Series<'_>, service: Service) -> Vec<Wanted> {
    let wanted_tasks = || ("wanted", series.insights(service, "DesiredTaskCount"));
    let running_tasks =
        |statistic: &str| ("running", series.insights(service, "RunningTaskCount").statistic(statistic));
    let missing = Metric::formula("wanted - running", [wanted_tasks(), running_tasks("Minimum")]);
    let gone = Metric::formula(
        "IF(wanted >= 1 AND FILL(running, 0) < 1, 1, 0)",
        [wanted_tasks(), running_tasks("Maximum")],
    );
    vec![
        wanted(
            "cpu",
            format!("{service} uses more than {CPU} % of its CPU"),
            Alarm::above(series.ecs(service, "CPUUtilization"), CPU).for_periods(10),
        ),
        wanted(
            "memory",
            format!("{service} uses more than {MEMORY} % of its memory"),
            Alarm::above(series.ecs(service, "MemoryUtilization"), MEMORY).for_periods(5),
        ),
        wanted(
            "tasks",
            format!("{service} has fewer tasks than it wants"),
            Alarm::at_least(missing, 1).for_periods(5),
        ),
        wanted("gone", format!("{service} has no task"), Alarm::at_least(gone, 1).for_periods(2)),
    ]
}

fn of_function(stack: &Stack, clinic: &Clinic<'_>, series: &Series<'_>, service: Service) -> Vec<Wanted> {
    let limit = clinic.artifacts.function_size(stack, service).timeout;
    // Most of the limit, in milliseconds.
    let slow = f64::from(limit) * 800.0;
    vec![
        wanted(
            "failures",
            format!("{service} failed"),
            Alarm::at_least(series.lambda(service, "Errors", "Sum"), 1).for_periods(1),
        ),
        wanted(
            "throttles",
            format!("{service} is called more often than it may run"),
            Alarm::at_least(series.lambda(service, "Throttles", "Sum"), 1).for_periods(3),
        ),
        wanted(
            "duration",
            format!("{service} takes most of its time limit"),
            Alarm::above(series.lambda(service, "Duration", "p99"), slow).for_periods(3),
        ),
    ]
}

fn of_answers(clinic: &Clinic<'_>, series: &Series<'_>, service: Service) -> Vec<Wanted> {
    let patience = patience_milliseconds(clinic, service);
    let mut all = vec![
        wanted(
            "error-rate",
            format!("{service} answers more than {ERROR_RATE} % of requests with an error"),
            Alarm::above(series.error_rate(service, REQUESTS), ERROR_RATE).for_periods(5).when_any(3),
        ),
        wanted(
            "latency",
            format!("{service} takes more than half of the time that a request may take"),
            Alarm::above(series.latency(service, "p99"), patience / 2.0).for_periods(5).when_any(3),
        ),
    ];
    all.extend(of_published(series, service));
    if !service.calls().is_empty() {
        all.extend(of_peers(series, service));
    }
    if Subject::Assistant.is_for(service) {
        all.push(wanted(
            "cost",
            format!("{service} used tokens for more than {USD_A_DAY} USD in a day, at the list price of Claude 3 Haiku"),
            Alarm::above(series.tokens_usd(service), USD_A_DAY),
        ));
    }
    all
}

/// Metrics that have a limit in their rows.
fn of_published(series: &Series<'_>, service: Service) -> Vec<Wanted> {
    let watched = |metric: &PublishedMetric| {
        let limit = metric.trouble_from?;
        let alarm = match metric.minutes {
            Some(minutes) => {
                Alarm::at_least(series.of_service_each_minute(service, metric), limit).for_periods(minutes)
            }
            None => Alarm::at_least(series.of_service(service, metric), limit),
        };
        Some(wanted(metric.name, format!("{service}: {} reached {limit}", metric.name), alarm))
    };
    PublishedMetric::of_service(service).filter_map(watched).collect()
}

/// Calls of other services.
fn of_peers(series: &Series<'_>, service: Service) -> [Wanted; 2] {
    // In the five minutes of a data point.
    let [failures, latency] = series.peers(service, 5 * CALLS_A_MINUTE);
    [
        wanted(
            "peer-failures",
            format!("More than {FAILED_PERCENT} % of the calls of {service} to other services fail"),
            Alarm::above(failures, FAILED_PERCENT),
        ),
        wanted(
            "peer-latency",
            format!("{service} waits more than {SLOW_MILLISECONDS} ms for other services"),
            Alarm::above(latency, SLOW_MILLISECONDS).for_periods(2),
        ),
    ]
}

/// How long a request may take, by the service's settings.
fn patience_milliseconds(clinic: &Clinic<'_>, service: Service) -> f64 {
    let key = match service.row().runs {
        Runs::Task { .. } => Server::REQUEST_TIMEOUT,
        Runs::HttpFunction | Runs::EventFunction => Assistant::DEADLINE,
    };
    let text = clinic.environment.settings.value(clinic.env(), service, key);
    parse_duration(&text).map_or(5000.0, |it| it.as_secs_f64() * 1000.0)
}
