//! Service level objectives: how many requests of a class the clinic answers, and how fast. Recording rules, alerts and dashboards
//! are made of this table.

use std::time::Duration;

use crate::route::{Audience, Method, Patience, Route};

/// The upper bounds of the buckets of request durations, in seconds, ascending. Every latency objective is one of them, since a
/// histogram counts exactly only at its bounds.
pub const DURATION_BOUNDS: [f64; 12] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 25.0];

/// The number of days over which objectives hold.
pub const DAYS: u32 = 30;

/// Requests that promise the same to whoever sends them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RequestClass {
    /// Reads of single things and of pages.
    Reads,
    /// Changes.
    Writes,
    /// Reads that last as long as their client listens, or as there are rows.
    Streams,
    /// Requests that may wait for a model.
    Assistant,
}

/// The promise of a class of requests, over [`DAYS`] days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Objective {
    /// The share of requests that are not answered with a status from 500, below 1.
    pub availability: f64,
    /// The promised duration; `None` if the client decides how long a request lasts.
    pub latency: Option<LatencyObjective>,
}

/// A promised duration.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LatencyObjective {
    /// The duration; one of [`DURATION_BOUNDS`].
    pub within: Duration,
    /// The share of requests that take no longer, below 1.
    pub share: f64,
}

impl RequestClass {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Reads, Self::Writes, Self::Streams, Self::Assistant];

    /// The value of the label `class`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reads => "reads",
            Self::Writes => "writes",
            Self::Streams => "streams",
            Self::Assistant => "assistant",
        }
    }

    /// Its promise.
    pub const fn objective(self) -> Objective {
        match self {
            Self::Reads => objective(0.999, Some((Duration::from_millis(250), 0.99))),
            Self::Writes => objective(0.999, Some((Duration::from_millis(500), 0.99))),
            Self::Streams => objective(0.999, None),
            Self::Assistant => objective(0.99, Some((Duration::from_secs(10), 0.95))),
        }
    }
}

const fn objective(availability: f64, latency: Option<(Duration, f64)>) -> Objective {
    let latency = match latency {
        Some((within, share)) => Some(LatencyObjective { within, share }),
        None => None,
    };
    Objective { availability, latency }
}

impl Route {
    /// The class of a route that the public uses. Other routes have none: a request of a peer serves a request of the public, which
    /// counts already, and operators and probes were promised nothing. So is nothing promised of the routes of the admin server that wait for
    /// an instance.
    ///
    /// A route that may wait for a model is the assistant's. Of the others, one with a streamed answer is a stream; a GET is a read;
    /// every other method is a write. A new audience, patience or method does not compile before this rule has a case for it.
    pub const fn class(&self) -> Option<RequestClass> {
        match self.audience {
            Audience::Peers | Audience::Operators | Audience::Probes => return None,
            Audience::Public if self.service.is_none() => return None,
            Audience::Public => {}
        }
        match (self.patience, self.method) {
            (Patience::Operators, _) => None,
            (Patience::Assistant, _) => Some(RequestClass::Assistant),
            (Patience::Usual, _) if self.is_streamed => Some(RequestClass::Streams),
            (Patience::Usual, Method::Get) => Some(RequestClass::Reads),
            (Patience::Usual, Method::Post | Method::Put | Method::Delete) => Some(RequestClass::Writes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::Endpoint;
    use crate::routes;

    #[test]
    fn every_public_route_of_a_service_has_an_objective_and_no_other_route_has() {
        for route in routes::ALL.iter().chain(crate::process_routes::ALL) {
            let is_public = route.audience == Audience::Public && route.service.is_some();
            let is_promised = is_public && route.patience != Patience::Operators;
            assert_eq!(route.class().is_some(), is_promised, "{route:?}");
        }
        let class = |route: Route| route.class().map(RequestClass::as_str);
        assert_eq!(class(routes::ListVets::ROUTE), Some("reads"));
        assert_eq!(class(routes::AddVisit::ROUTE), Some("writes"));
        assert_eq!(class(routes::FollowAgenda::ROUTE), Some("streams"));
        assert_eq!(class(routes::StreamChat::ROUTE), Some("assistant"));
        assert_eq!(class(routes::FindOwners::ROUTE), None);
    }

    #[test]
    fn each_promised_duration_is_a_bound_and_each_share_leaves_a_budget() {
        assert!(DURATION_BOUNDS.is_sorted_by(|a, b| a < b));
        for class in RequestClass::ALL {
            let Objective { availability, latency } = class.objective();
            assert!(availability > 0.9 && availability < 1.0, "{class:?}");
            if let Some(LatencyObjective { within, share }) = latency {
                assert!(DURATION_BOUNDS.contains(&within.as_secs_f64()), "{class:?}");
                assert!(share > 0.9 && share < 1.0, "{class:?}");
            }
        }
    }
}
