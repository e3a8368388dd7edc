//! The alarms that roll a deployment of a service back.

use cdk::Stack;
use cdk::constructs::{Alarm, AlarmHandle, Metric, TargetGroupHandle};
use contract::service::Service;
use contract::settings::ServiceSettings;

use crate::app::Clinic;
use crate::names;

/// The share of server errors, in percent, that is a fault rather than bad luck.
const FAILING: f64 = 5.0;
/// The share of the longest time of a request after which a service is slow.
const SLOW: f64 = 0.8;

pub(super) fn declare(
    stack: &Stack,
    clinic: &Clinic<'_>,
    (service, settings): (Service, &ServiceSettings),
    targets: &TargetGroupHandle,
) -> [AlarmHandle; 2] {
    let end = |what: &str| format!("{}-{what}", service.program());
    let name = |what: &str| names::alarm(clinic.env(), &end(what));
    let about = |what: &str, meaning: String| names::about_alarm(&end(what), &meaning);
    let share = Metric::formula(
        "100 * errors / requests",
        [("errors", targets.errors().every(60)), ("requests", targets.requests().every(60))],
    );
    let failing = Alarm::above(share.label("server errors, in percent"), FAILING)
        .for_periods(3)
        .when_any(2)
        .name(name("failing"))
        .description(about(
            "failing",
            format!("{service} answers more than {FAILING} % of its requests with server errors"),
        ));
    let slow = settings.server.request_timeout.as_secs_f64() * SLOW;
    let slow = Alarm::above(targets.response_time().statistic("p99").every(60), slow)
        .for_periods(3)
        .name(name("slow"))
        .description(about("slow", format!("1 % of the requests to {service} take longer than {slow} s")));
    [stack.add(format!("Failing-{service}"), failing), stack.add(format!("Slow-{service}"), slow)]
}
