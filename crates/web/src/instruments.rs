//! Request durations: one timer for all requests and, as in the original, separate timers for some operations.

use std::sync::OnceLock;
use std::time::Duration;

use contract::route::Route;
use contract::routes;
use contract::spring_metrics::{self, Timer};
use http::Method;
use metrics::{Histogram, SharedString, Unit};

const REQUESTS: &str = "http_server_requests_seconds";
const REPEATED: &str = "http_server_requests_repeated_total";
/// The label for no error.
const NONE: &str = "none";

/// A status: as a number, as a label, and the error label that goes with it.
type Status = (u16, &'static str, &'static str);

/// The common statuses.
const STATUSES: [Status; 17] = [
    (200, "200", NONE),
    (201, "201", NONE),
    (204, "204", NONE),
    (304, "304", NONE),
    (308, "308", NONE),
    (400, "400", "BadRequest"),
    (401, "401", "Unauthorized"),
    (404, "404", "NotFound"),
    (405, "405", "MethodNotAllowed"),
    (408, "408", "RequestTimeout"),
    (412, "412", "PreconditionFailed"),
    (413, "413", "PayloadTooLarge"),
    (415, "415", "UnsupportedMediaType"),
    (422, "422", "UnprocessableContent"),
    (500, "500", "InternalServerError"),
    (502, "502", "BadGateway"),
    (503, "503", "ServiceUnavailable"),
];

/// The timers of an edge. Each is looked up once, so a request builds no key.
pub(crate) struct Instruments(Vec<[OnceLock<Timers>; STATUSES.len()]>);

struct Timers {
    all: Histogram,
    spring: Option<Histogram>,
}

impl Instruments {
    pub(crate) fn new() -> Self {
        let about = "How long requests took, by route and by how they were answered.";
        metrics::describe_histogram!(REQUESTS, Unit::Seconds, about);
        let about =
            "Requests that were carried out again at once, since the database had undone the first attempt.";
        metrics::describe_counter!(REPEATED, Unit::Count, about);
        Self(routes::ALL.iter().map(|_| Default::default()).collect())
    }

    /// Records a request by its route or, without one, by the path template.
    pub(crate) fn record(
        &self,
        route: Option<&Route>,
        uri: &'static str,
        method: &Method,
        status: u16,
        took: Duration,
    ) {
        let seconds = took.as_secs_f64();
        let known = STATUSES.iter().position(|it| it.0 == status);
        // The route of a GET also answers HEAD, which is counted separately.
        let usual = route.filter(|it| it.method.as_str() == method.as_str());
        let row = usual.and_then(|it| routes::ALL.iter().position(|row| row.name == it.name));
        match (row, known) {
            (Some(row), Some(column)) => {
                let make = || Timers::new(&routes::ALL[row], STATUSES[column]);
                let timers = self.0[row][column].get_or_init(make);
                timers.all.record(seconds);
                if let Some(spring) = &timers.spring {
                    spring.record(seconds);
                }
            }
            (None, Some(column)) => requests(uri, method_label(method), STATUSES[column]).record(seconds),
            (_, None) => unusual(uri, method_label(method), status).record(seconds),
        }
    }
}

impl Timers {
    fn new(route: &'static Route, status: Status) -> Self {
        let spring = spring_metrics::timer(route).map(|it| spring_timer(it, status.2));
        Self { all: requests(route.path, route.method.as_str(), status), spring }
    }
}

fn requests(uri: &'static str, method: &'static str, (number, text, exception): Status) -> Histogram {
    timer(uri, method, number, text.into(), exception)
}

/// The timer for a rare status, looked up for each request. There are few of these, since clients cannot invent
/// statuses.
fn unusual(uri: &'static str, method: &'static str, status: u16) -> Histogram {
    timer(uri, method, status, status.to_string().into(), if status < 400 { NONE } else { "Other" })
}

fn timer(
    uri: &'static str,
    method: &'static str,
    number: u16,
    status: SharedString,
    exception: &'static str,
) -> Histogram {
    metrics::histogram!(
        REQUESTS,
        "error" => exception,
        "exception" => exception,
        "method" => method,
        "outcome" => outcome(number),
        "status" => status,
        "uri" => uri,
    )
}

fn spring_timer(timer: &'static Timer, exception: &'static str) -> Histogram {
    metrics::histogram!(
        timer.metric,
        "class" => timer.class,
        "exception" => exception,
        "method" => timer.method,
    )
}

/// Registers the original's timer of a route, so that it exists before the first request.
pub(crate) fn register(route: &Route) {
    if let Some(timer) = spring_metrics::timer(route) {
        let about = "How long the operations took that the original times.";
        metrics::describe_histogram!(timer.metric, Unit::Seconds, about);
        drop(spring_timer(timer, NONE));
    }
}

/// Counts a repeated attempt.
pub(crate) fn repeated(route: &'static Route) {
    metrics::counter!(REPEATED, "uri" => route.path, "method" => route.method.as_str()).increment(1);
}

fn outcome(status: u16) -> &'static str {
    match status {
        100..200 => "INFORMATIONAL",
        200..300 => "SUCCESS",
        300..400 => "REDIRECTION",
        400..500 => "CLIENT_ERROR",
        500..600 => "SERVER_ERROR",
        _ => "UNKNOWN",
    }
}

/// The label of a method. All unknown methods share one label, since clients can invent them.
pub(crate) fn method_label(method: &Method) -> &'static str {
    const KNOWN: [&str; 7] = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"];
    KNOWN.into_iter().find(|it| *it == method.as_str()).unwrap_or("UNKNOWN")
}

#[cfg(test)]
mod tests;
