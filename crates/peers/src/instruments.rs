//! Metrics of the calls to one service. The handles are created once, so a call looks none up.

use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use contract::route::Route;
use contract::service::Service;
use metrics::{Counter, Gauge, Histogram, Unit, counter, gauge, histogram};

use crate::breaker::{PeerFailure, State};

const ATTEMPTS: &str = "http_client_requests_seconds";
const BREAKER: &str = "peer_breaker_state";
const NOT_PERMITTED: &str = "peer_calls_not_permitted_total";
const RETRIES: &str = "peer_retries_total";
const INSTANCES: &str = "peer_instances";
const SET_ASIDE: &str = "peer_instances_set_aside";
const REFRESHES: &str = "peer_discovery_refreshes_total";

/// The ending of an attempt: a status, or a failure without an answer.
pub(crate) type Ending = Result<u16, PeerFailure>;

pub(crate) struct Instruments {
    service: Service,
    /// Calls that the breaker refused.
    pub(crate) not_permitted: Counter,
    /// Attempts after the first.
    pub(crate) retries: Counter,
    instances: Gauge,
    set_aside: Gauge,
    passing: Gauge,
    refusing: Gauge,
    probing: Gauge,
    /// Keyed by operation and ending; there are few of both.
    attempts: RwLock<Vec<(&'static str, Ending, Histogram)>>,
}

impl Instruments {
    /// The instruments of calls to a service. They report to the recorder that is installed when this is called.
    pub(crate) fn new(service: Service) -> Self {
        let peer = service.name();
        let state = |state: &'static str| gauge!(BREAKER, "peer" => peer, "state" => state);
        Self {
            service,
            not_permitted: counter!(NOT_PERMITTED, "peer" => peer),
            retries: counter!(RETRIES, "peer" => peer),
            instances: gauge!(INSTANCES, "peer" => peer),
            set_aside: gauge!(SET_ASIDE, "peer" => peer),
            passing: state("passing"),
            refusing: state("refusing"),
            probing: state("probing"),
            attempts: RwLock::default(),
        }
    }

    /// Instruments that measure nothing, for a service that this process never calls.
    pub(crate) fn none(service: Service) -> Self {
        Self {
            service,
            not_permitted: Counter::noop(),
            retries: Counter::noop(),
            instances: Gauge::noop(),
            set_aside: Gauge::noop(),
            passing: Gauge::noop(),
            refusing: Gauge::noop(),
            probing: Gauge::noop(),
            attempts: RwLock::default(),
        }
    }

    /// Records an attempt that took `took`.
    pub(crate) fn attempted(&self, route: &'static Route, ending: Ending, took: Duration) {
        let known = self.attempts.read().unwrap_or_else(PoisonError::into_inner);
        let found = known.iter().find(|(name, of, _)| *of == ending && *name == route.name);
        if let Some((_, _, histogram)) = found {
            histogram.record(took);
            return;
        }
        drop(known);
        let histogram = attempts(self.service, route, ending);
        histogram.record(took);
        let mut known = self.attempts.write().unwrap_or_else(PoisonError::into_inner);
        known.push((route.name, ending, histogram));
    }

    /// Sets the gauges.
    pub(crate) fn observed(&self, state: State, instances: usize, set_aside: usize) {
        let one_if = |it: bool| f64::from(u8::from(it));
        self.passing.set(one_if(matches!(state, State::Passing)));
        self.refusing.set(one_if(matches!(state, State::Refusing { .. })));
        self.probing.set(one_if(matches!(state, State::Probing { .. })));
        let number = |it: usize| f64::from(u32::try_from(it).unwrap_or(u32::MAX));
        self.instances.set(number(instances));
        self.set_aside.set(number(set_aside));
    }
}

/// The counter of look-ups of a service with this outcome.
#[cfg(feature = "cloud-map")]
pub(crate) fn refreshes(service: Service, outcome: &'static str) -> Counter {
    counter!(REFRESHES, "peer" => service.name(), "outcome" => outcome)
}

/// The timer of attempts with this ending, with the tags that Spring uses.
fn attempts(service: Service, route: &Route, ending: Ending) -> Histogram {
    let status = ending.map_or_else(|_| "CLIENT_ERROR".to_owned(), |it| it.to_string());
    let outcome = match ending {
        Ok(100..200) => "INFORMATIONAL",
        Ok(200..300) => "SUCCESS",
        Ok(300..400) => "REDIRECTION",
        Ok(400..500) => "CLIENT_ERROR",
        Ok(500..600) => "SERVER_ERROR",
        Ok(_) | Err(_) => "UNKNOWN",
    };
    let exception = ending.map_or_else(error_type, |_| "none");
    histogram!(
        ATTEMPTS,
        "client_name" => service.name(),
        "error" => exception,
        "exception" => exception,
        "method" => route.method.as_str(),
        "outcome" => outcome,
        "status" => status,
        "uri" => route.path,
    )
}

/// The short name of a failure in metrics and traces.
pub(crate) fn error_type(failure: PeerFailure) -> &'static str {
    match failure {
        PeerFailure::NoConnection => "NoConnection",
        PeerFailure::TimedOut => "TimedOut",
        PeerFailure::Answered(_) => "Answered",
    }
}

/// Registers descriptions of the metrics.
pub(crate) fn describe() {
    metrics::describe_histogram!(ATTEMPTS, Unit::Seconds, "Attempts to call a peer");
    metrics::describe_gauge!(BREAKER, "Whether calls to a peer are in this state (1) or not (0)");
    metrics::describe_counter!(NOT_PERMITTED, "Calls to a peer that its breaker refused");
    metrics::describe_counter!(RETRIES, "Repeated attempts to call a peer");
    metrics::describe_gauge!(INSTANCES, "Known instances of a peer");
    metrics::describe_gauge!(SET_ASIDE, "Instances of a peer that failed and have not answered since");
    metrics::describe_counter!(REFRESHES, "Look-ups of a peer's instances");
}
