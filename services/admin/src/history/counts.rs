//! What a process has counted since its start, and by how much it grew.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use contract::objective::{DURATION_BOUNDS, RequestClass};
use contract::route::Route;
use contract::routes;
use contract::service::Service;

use super::exposition::Line;

const REQUESTS: &str = "http_server_requests_seconds_count";
const BUCKETS: &str = "http_server_requests_seconds_bucket";
const SECONDS: &str = "http_server_requests_seconds_sum";
const TOKENS: &str = "petclinic_assistant_tokens_total";
const CONVERSATIONS: &str = "petclinic_assistant_conversations_total";

/// How many bounds of durations there are.
const BOUNDS: usize = DURATION_BOUNDS.len();
/// How many classes of requests there are.
const CLASSES: usize = RequestClass::ALL.len();

/// What an answer to one request says. A process may serve several services.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Reading {
    pub(super) process: Process,
    pub(super) services: BTreeMap<Service, Counts>,
}

/// The metrics of a process.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Process {
    /// When it started, in seconds since 1970 by its own clock.
    pub(super) started: Option<f64>,
    pub(super) memory: Option<f64>,
    pub(super) cpu: Option<f64>,
    pub(super) connections: Option<f64>,
    pub(super) waiting: Option<f64>,
    pub(super) errors: Option<f64>,
}

/// Requests of a class.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct OfClass {
    pub(crate) requests: f64,
    pub(crate) failed: f64,
    /// Those within the promised duration.
    fast: f64,
}

impl OfClass {
    /// Those that took longer than promised, of a class with such a promise.
    pub(crate) fn slow(&self) -> f64 {
        (self.requests - self.fast).max(0.0)
    }
}

/// What a service has counted.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Counts {
    pub(super) requests: f64,
    pub(super) failed: f64,
    /// Requests that are no streams, and how long they took together, in seconds.
    pub(super) timed: f64,
    pub(super) seconds: f64,
    /// Requests that are no streams and took no longer than each of the bounds.
    pub(super) buckets: [f64; BOUNDS],
    pub(crate) classes: [OfClass; CLASSES],
    /// Tokens that the assistant's models read and wrote.
    pub(crate) tokens: [f64; 2],
    /// Conversations with the assistant that began.
    pub(crate) conversations: f64,
}

impl Reading {
    /// Adds what a line says.
    pub(super) fn add(&mut self, line: &Line<'_>) {
        let process = &mut self.process;
        let sum = |field: &mut Option<f64>| *field = Some(field.unwrap_or_default() + line.value);
        match line.name {
            REQUESTS | BUCKETS | SECONDS => self.add_requests(line),
            "process_start_time_seconds" => process.started = Some(line.value),
            "process_resident_memory_bytes" => process.memory = Some(line.value),
            "process_cpu_usage" => process.cpu = Some(line.value),
            "jdbc_connections_active" => sum(&mut process.connections),
            "db_connections_pending" => sum(&mut process.waiting),
            "log_events_total" if line.label("level") == "error" => sum(&mut process.errors),
            TOKENS => {
                let [read, written] = &mut self.services.entry(Service::Genai).or_default().tokens;
                *(if line.label("direction") == "input" { read } else { written }) += line.value;
            }
            CONVERSATIONS => self.services.entry(Service::Genai).or_default().conversations += line.value,
            _ => {}
        }
    }

    fn add_requests(&mut self, line: &Line<'_>) {
        let (mut method, mut uri, mut status, mut bound) = ("", "", "", "");
        for (name, value) in line.labels() {
            match name {
                "method" => method = value,
                "uri" => uri = value,
                "status" => status = value,
                "le" => bound = value,
                _ => {}
            }
        }
        let Some((service, class)) = route(method, uri) else { return };
        let counts = self.services.entry(service).or_default();
        let is_timed = class != Some(RequestClass::Streams);
        let of_class = class.and_then(|it| counts.classes.get_mut(position(it)));
        match line.name {
            REQUESTS => {
                let failed = if status.starts_with('5') { line.value } else { 0.0 };
                counts.requests += line.value;
                counts.failed += failed;
                if let Some(it) = of_class {
                    it.requests += line.value;
                    it.failed += failed;
                }
                if is_timed {
                    counts.timed += line.value;
                }
            }
            SECONDS if is_timed => counts.seconds += line.value,
            BUCKETS if is_timed => {
                let Ok(bound) = bound.parse::<f64>() else { return };
                let promised = class.and_then(|it| it.objective().latency);
                if let Some(it) = of_class
                    && promised.is_some_and(|it| it.within.as_secs_f64() == bound)
                {
                    it.fast += line.value;
                }
                let at = DURATION_BOUNDS.iter().position(|it| *it == bound);
                if let Some(bucket) = at.and_then(|it| counts.buckets.get_mut(it)) {
                    *bucket += line.value;
                }
            }
            _ => {}
        }
    }
}

impl Counts {
    /// By how much each count grew since an earlier reading of the same process. A count that fell is one whose series is gone.
    pub(super) fn since(&self, before: &Self) -> Self {
        let grown = |now: f64, before: f64| (now - before).max(0.0);
        let mut grew = self.clone();
        for (it, before) in grew.fields().zip(before.clone().fields()) {
            *it = grown(*it, *before);
        }
        grew
    }

    fn fields(&mut self) -> impl Iterator<Item = &mut f64> {
        let Self { requests, failed, timed, seconds, buckets, classes, tokens, conversations } = self;
        let of_classes =
            classes.iter_mut().flat_map(|OfClass { requests, failed, fast }| [requests, failed, fast]);
        [requests, failed, timed, seconds, conversations]
            .into_iter()
            .chain(buckets)
            .chain(of_classes)
            .chain(tokens)
    }

    /// The requests of a class.
    pub(crate) fn of(&self, class: RequestClass) -> OfClass {
        self.classes.get(position(class)).copied().unwrap_or_default()
    }

    /// How long a request took on average, in seconds; `None` without requests.
    pub(super) fn mean(&self) -> Option<f64> {
        (self.timed > 0.0).then(|| self.seconds / self.timed)
    }

    /// How long 99 of 100 requests took at most, in seconds, as Prometheus's `histogram_quantile` has it: within a bucket, requests are
    /// taken as evenly spread, and all beyond the greatest bound as having just reached it. `None` without requests.
    pub(super) fn p99(&self) -> Option<f64> {
        if self.timed <= 0.0 {
            return None;
        }
        let rank = 0.99 * self.timed;
        let (mut from, mut below) = (0.0, 0.0);
        for (bound, count) in DURATION_BOUNDS.into_iter().zip(self.buckets) {
            if count >= rank && count > below {
                return Some(from + (bound - from) * (rank - below) / (count - below));
            }
            (from, below) = (bound, count.max(below));
        }
        Some(from)
    }
}

/// The place of a class among all.
fn position(class: RequestClass) -> usize {
    RequestClass::ALL.into_iter().position(|it| it == class).unwrap_or_default()
}

type Known = BTreeMap<(&'static str, &'static str), (Service, Option<RequestClass>)>;

/// Whose the route of a method and a path template is, and its class; `None` for routes that every process has.
fn route(method: &str, uri: &str) -> Option<(Service, Option<RequestClass>)> {
    static KNOWN: OnceLock<Known> = OnceLock::new();
    let known: &BTreeMap<(&str, &str), _> = KNOWN.get_or_init(|| {
        let row = |it: &'static Route| Some(((it.method.as_str(), it.path), (it.service?, it.class())));
        routes::ALL.iter().filter_map(row).collect()
    });
    known.get(&(method, uri)).copied()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::exposition::Exposition;
    use super::*;

    fn reading(text: &str) -> Reading {
        let mut exposition = Exposition::default();
        exposition.push(text.as_bytes());
        exposition.end()
    }

    #[test]
    fn requests_are_counted_for_the_service_and_the_class_of_their_route() {
        let vets = r#"application="x",method="GET",uri="/api/vets/vets""#;
        let stream = r#"method="GET",uri="/api/visits/agenda/events",status="200""#;
        assert!(routes::ALL.iter().any(|it| it.path == "/api/visits/agenda/events"));
        let text = format!(
            "{BUCKETS}{{{vets},status=\"200\",le=\"0.1\"}} 60\n{BUCKETS}{{{vets},status=\"200\",le=\"0.25\"}} 90\n\
             {BUCKETS}{{{vets},status=\"200\",le=\"0.5\"}} 98\n{REQUESTS}{{{vets},status=\"200\"}} 98\n\
             {SECONDS}{{{vets},status=\"200\"}} 12\n{BUCKETS}{{{vets},status=\"503\",le=\"0.5\"}} 0\n\
             {REQUESTS}{{{vets},status=\"503\"}} 2\n{REQUESTS}{{{stream}}} 5\n{SECONDS}{{{stream}}} 500\n\
             {REQUESTS}{{method=\"GET\",uri=\"/health\",status=\"200\"}} 1000\n\
             {TOKENS}{{direction=\"input\"}} 30\n{TOKENS}{{direction=\"output\"}} 4\n"
        );
        let reading = reading(&text);
        let vets = &reading.services[&Service::Vets];
        assert_eq!((vets.requests, vets.failed), (100.0, 2.0));
        let reads = vets.of(RequestClass::Reads);
        assert_eq!((reads.requests, reads.failed, reads.slow()), (100.0, 2.0, 10.0));
        assert_eq!(vets.of(RequestClass::Writes), OfClass::default());
        assert_eq!(vets.mean(), Some(0.12));
        assert_eq!(vets.p99(), Some(25.0));
        let visits = &reading.services[&Service::Visits];
        assert_eq!(visits.of(RequestClass::Streams).requests, 5.0);
        assert_eq!((visits.requests, visits.mean(), visits.p99()), (5.0, None, None));
        assert_eq!(reading.services[&Service::Genai].tokens, [30.0, 4.0]);
        assert_eq!(reading.services.len(), 3);
    }

    #[test]
    fn a_quantile_lies_between_two_bounds() {
        let mut counts = Counts { timed: 200.0, ..Counts::default() };
        counts.buckets[4..].fill(196.0);
        counts.buckets[5..].fill(200.0);
        // The 198th of 200 lies in the middle of the bucket from 0.1 to 0.25.
        assert!((counts.p99().unwrap() - 0.175).abs() < 1e-9);
    }

    #[test]
    fn what_a_process_says_of_itself_is_read() {
        let text = "process_start_time_seconds 17.5\nprocess_cpu_usage{a=\"b\"} 0.5\njdbc_connections_active{name=\"writer\"} 2\n\
             jdbc_connections_active{name=\"reader\"} 3\nlog_events_total{level=\"warn\"} 9\nlog_events_total{level=\"error\"} 1\n";
        let expected = Process {
            started: Some(17.5),
            cpu: Some(0.5),
            connections: Some(5.0),
            errors: Some(1.0),
            ..Process::default()
        };
        assert_eq!(reading(text).process, expected);
    }

    proptest! {
        #[test]
        fn what_grew_is_never_negative_and_adds_up(before in 0_u32..1000, later in 0_u32..1000) {
            let at = |it: u32| Counts { requests: f64::from(it), ..Counts::default() };
            let grew = at(later).since(&at(before)).requests;
            prop_assert_eq!(grew, f64::from(later.saturating_sub(before)));
        }
    }
}
