use cdk::Stack;
use cdk::constructs::{Alarm, Metric};
use contract::genai;

use super::{Wanted, certificate_expires, wanted};
use crate::app::Clinic;
use crate::monitoring::{LogMetrics, Series};
use crate::names;

/// The share of answers that are errors of a server, in percent, and the requests in a minute from which it counts.
const SERVER_ERRORS: u32 = 5;
const REQUESTS: u32 = 20;
/// How close to the longest time that an answer may take is late, in milliseconds.
const MARGIN_MILLISECONDS: f64 = 1000.0;
/// Requests in a minute that are refused since there are too many.
const THROTTLED: u32 = 100;

pub(super) fn alarms(
    stack: &Stack,
    clinic: &Clinic<'_>,
    series: &Series<'_>,
    logs: &LogMetrics,
) -> Vec<Wanted> {
    let api = &series.watched.api.api;
    let share = Metric::formula(
        format!("IF(requests >= {REQUESTS}, 100 * errors / requests, 0)"),
        [("errors", api.server_errors()), ("requests", api.requests())],
    );
    let slow = genai::PATIENCE.as_secs_f64() * 1000.0 - MARGIN_MILLISECONDS;
    let balancer = &series.watched.application.balancer;
    let mut all = vec![
        wanted(
            "server-errors",
            format!("The API answers more than {SERVER_ERRORS} % of requests with 5xx"),
            Alarm::above(share, SERVER_ERRORS).for_periods(5).when_any(3),
        ),
        wanted(
            "latency",
            "The API is about to cut answers off",
            Alarm::above(api.latency(), slow).for_periods(5).when_any(3),
        ),
        wanted(
            "balancer-errors",
            "The load balancer finds no task that answers",
            Alarm::at_least(balancer.errors().every(60), 10).for_periods(3),
        ),
    ];
    for (lines, metric) in logs.requests.iter().filter(|(it, _)| it.name == "Throttled") {
        let alarm = Alarm::at_least(metric.clone(), THROTTLED).for_periods(3);
        all.push(wanted(lines.name, "The API refuses requests since there are too many", alarm));
    }
    if let Some(domain) = &clinic.environment.domain {
        let alarm = certificate_expires(names::certificate(stack, domain));
        all.push(wanted("certificate", "The certificate of API and load balancer is about to expire", alarm));
    }
    all
}
