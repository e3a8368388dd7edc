//! The metrics that services publish to CloudWatch, in the namespace that the setting `metrics.emf-namespace` names. A metric is declared
//! here and nowhere else: services publish this table, dashboards draw it, and alarms watch those of its rows that have a limit.

use crate::route::Method;
use crate::service::Service;

/// The dimension of all metrics: the service's name.
pub const SERVICE: &str = "Service";
/// The second dimension of metrics of a single route: see [`route_name`].
pub const ROUTE: &str = "Route";

/// The number of answers, of a service or of a route.
pub const REQUESTS: &str = "Requests";
/// The number of answers with a status from 500, of a service or of a route.
pub const ERRORS: &str = "Errors";
/// How long answers took, in milliseconds, of a service or of a route.
pub const LATENCY: &str = "Latency";

/// The only dimension of metrics of a class of requests, whichever service answers them: see [`RequestClass`]. These are [`REQUESTS`],
/// [`ERRORS`] and, where a duration is promised, [`SLOW`].
///
/// [`RequestClass`]: crate::objective::RequestClass
pub const CLASS: &str = "Class";
/// The number of answers of a class that took longer than its objective promises.
pub const SLOW: &str = "Slow";

/// Attempts of a service to call others.
pub const PEER_CALLS: &str = "PeerCalls";
/// Attempts that failed, or were answered with a status from 500.
pub const PEER_CALLS_FAILED: &str = "PeerCallsFailed";
/// How long all attempts took together, in milliseconds.
pub const PEER_CALL_TIME: &str = "PeerCallTime";
/// Conversations with the assistant that began.
pub const CONVERSATIONS: &str = "Conversations";
/// Tokens that the assistant's models read.
pub const MODEL_TOKENS_IN: &str = "ModelTokensIn";
/// Tokens that the assistant's models wrote.
pub const MODEL_TOKENS_OUT: &str = "ModelTokensOut";

/// The value of the dimension [`ROUTE`], such as `GET /api/vets/vets`.
pub fn route_name(method: Method, path: &str) -> String {
    format!("{method} {path}")
}

/// A metric of a service, besides those of its requests.
#[derive(Clone, Copy, Debug)]
pub struct PublishedMetric {
    /// Its name in CloudWatch.
    pub name: &'static str,
    pub unit: Unit,
    /// What it is about.
    pub subject: Subject,
    /// Whether it counts what happened since the last publication, rather than how things are.
    pub is_counter: bool,
    /// The metric within the service that it is made of.
    pub of: &'static str,
    /// The label and its values that select series of that metric; `None` for all series.
    pub with: Option<(&'static str, &'static [&'static str])>,
    /// How the series become one value.
    pub reduction: Reduction,
    /// The factor that brings the value to the unit.
    pub times: f64,
    /// The value from which on it is trouble for the service, within five minutes: the sum of a counter, the greatest value of others.
    pub trouble_from: Option<f64>,
    /// For how many minutes in a row the greatest value must reach that limit; `None` if once within five minutes is enough.
    pub minutes: Option<u32>,
}

/// How the series of a metric become one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reduction {
    /// Their sum; of timers, the number of measurements.
    Sum,
    /// The sum of all measurements of timers.
    Measured,
    /// Each series divided by the series of this metric that has the same labels; the greatest quotient.
    GreatestShareOf(&'static str),
    /// The number of series whose value is zero.
    Zeros,
}

/// Units of CloudWatch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Count,
    Bytes,
    Percent,
    Milliseconds,
}

impl Unit {
    /// Its name in CloudWatch.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Count => "Count",
            Self::Bytes => "Bytes",
            Self::Percent => "Percent",
            Self::Milliseconds => "Milliseconds",
        }
    }
}

/// What a metric is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// Connections to the service's database.
    Database,
    /// Calls of other services.
    Peers,
    /// The service's caches.
    Cache,
    /// Settings that are read again while the service runs.
    Settings,
    /// The service's log.
    Log,
    /// The service's process.
    Process,
    /// The assistant's models and tools.
    Assistant,
}

impl Subject {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Database, Self::Peers, Self::Cache, Self::Settings, Self::Log, Self::Process, Self::Assistant];

    /// A heading for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Database => "Database connections",
            Self::Peers => "Calls of other services",
            Self::Cache => "Caches",
            Self::Settings => "Settings",
            Self::Log => "Log",
            Self::Process => "Process",
            Self::Assistant => "Models and tools",
        }
    }

    /// Whether a service has anything to publish about it.
    pub fn is_for(self, service: Service) -> bool {
        match self {
            Self::Database => service.row().has_database,
            Self::Peers => !service.calls().is_empty(),
            Self::Assistant => service == Service::Genai,
            Self::Cache | Self::Settings | Self::Log | Self::Process => true,
        }
    }
}

const fn gauge(subject: Subject, name: &'static str, of: &'static str) -> PublishedMetric {
    PublishedMetric {
        name,
        unit: Unit::Count,
        subject,
        is_counter: false,
        of,
        with: None,
        reduction: Reduction::Sum,
        times: 1.0,
        trouble_from: None,
        minutes: None,
    }
}

const fn counter(subject: Subject, name: &'static str, of: &'static str) -> PublishedMetric {
    PublishedMetric { is_counter: true, ..gauge(subject, name, of) }
}

impl PublishedMetric {
    const fn with(mut self, label: &'static str, values: &'static [&'static str]) -> Self {
        self.with = Some((label, values));
        self
    }

    const fn reduced(mut self, reduction: Reduction) -> Self {
        self.reduction = reduction;
        self
    }

    const fn for_minutes(mut self, minutes: u32) -> Self {
        self.minutes = Some(minutes);
        self
    }

    const fn trouble_from(mut self, value: f64) -> Self {
        self.trouble_from = Some(value);
        self
    }

    const fn in_unit(mut self, unit: Unit, times: f64) -> Self {
        self.unit = unit;
        self.times = times;
        self
    }

    /// Those that a service publishes.
    pub fn of_service(service: Service) -> impl Iterator<Item = &'static Self> {
        ALL.iter().filter(move |it| it.subject.is_for(service))
    }
}

/// All of them.
pub const ALL: &[PublishedMetric] = &[
    gauge(Subject::Database, "DatabaseConnectionsActive", "jdbc_connections_active"),
    gauge(Subject::Database, "DatabaseConnectionsIdle", "jdbc_connections_idle"),
    gauge(Subject::Database, "DatabaseConnectionsMax", "jdbc_connections_max"),
    gauge(Subject::Database, "DatabasePoolUse", "jdbc_connections_active")
        .reduced(Reduction::GreatestShareOf("jdbc_connections_max"))
        .in_unit(Unit::Percent, 100.0)
        .trouble_from(100.0)
        .for_minutes(5),
    counter(Subject::Database, "DatabaseFaults", "db_faults_total").trouble_from(20.0),
    counter(Subject::Database, "DatabaseLoginsRenewed", "db_logins_renewed_total"),
    gauge(Subject::Peers, "BreakersRefusing", "peer_breaker_state")
        .with("state", &["refusing"])
        .trouble_from(1.0),
    counter(Subject::Peers, "PeerCallsNotPermitted", "peer_calls_not_permitted_total"),
    counter(Subject::Peers, "PeerRetries", "peer_retries_total"),
    counter(Subject::Peers, PEER_CALLS, "http_client_requests_seconds"),
    counter(Subject::Peers, PEER_CALLS_FAILED, "http_client_requests_seconds")
        .with("outcome", &["SERVER_ERROR", "UNKNOWN"]),
    counter(Subject::Peers, PEER_CALL_TIME, "http_client_requests_seconds")
        .reduced(Reduction::Measured)
        .in_unit(Unit::Milliseconds, 1000.0),
    gauge(Subject::Peers, "PeerInstances", "peer_instances"),
    gauge(Subject::Peers, "PeersWithoutInstance", "peer_instances")
        .reduced(Reduction::Zeros)
        .trouble_from(1.0)
        .for_minutes(2),
    gauge(Subject::Peers, "PeerInstancesSetAside", "peer_instances_set_aside"),
    counter(Subject::Cache, "CacheHits", "cache_gets_total").with("result", &["hit"]),
    counter(Subject::Cache, "CacheMisses", "cache_gets_total").with("result", &["miss"]),
    counter(Subject::Settings, "SettingsRefreshesFailed", "settings_refreshes_total")
        .with("outcome", &["failed"])
        .trouble_from(10.0),
    counter(Subject::Settings, "SettingsRefreshesInvalid", "settings_refreshes_total")
        .with("outcome", &["invalid"])
        .trouble_from(1.0),
    counter(Subject::Log, "LoggedErrors", "log_events_total").with("level", &["error"]).trouble_from(20.0),
    counter(Subject::Log, "LogLinesDropped", "log_lines_dropped_total").trouble_from(1.0),
    gauge(Subject::Process, "ResidentMemory", "process_resident_memory_bytes").in_unit(Unit::Bytes, 1.0),
    gauge(Subject::Process, "CpuUsage", "process_cpu_usage").in_unit(Unit::Percent, 100.0),
    gauge(Subject::Process, "OpenFilesUse", "process_open_fds")
        .reduced(Reduction::GreatestShareOf("process_max_fds"))
        .in_unit(Unit::Percent, 100.0)
        .trouble_from(80.0)
        .for_minutes(5),
    counter(Subject::Assistant, "ModelFailures", "petclinic_assistant_model_failures_total")
        .trouble_from(5.0),
    counter(Subject::Assistant, MODEL_TOKENS_IN, "petclinic_assistant_tokens_total")
        .with("direction", &["input"]),
    counter(Subject::Assistant, MODEL_TOKENS_OUT, "petclinic_assistant_tokens_total")
        .with("direction", &["output"]),
    counter(Subject::Assistant, CONVERSATIONS, "petclinic_assistant_conversations_total"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_metrics_have_one_name_and_each_belongs_to_some_service() {
        let requests = [REQUESTS, ERRORS, LATENCY, SLOW];
        let names: BTreeSet<_> = ALL.iter().map(|it| it.name).chain(requests).collect();
        assert_eq!(names.len(), ALL.len() + requests.len());
        for metric in ALL {
            assert!(Subject::ALL.contains(&metric.subject), "{}", metric.name);
            assert!(Service::http().any(|it| metric.subject.is_for(it)), "{}", metric.name);
            assert!(metric.trouble_from.is_none_or(|it| it > 0.0), "{}", metric.name);
            // What rises within an interval has no value that lasts.
            assert!(metric.minutes.is_none_or(|it| it > 0 && !metric.is_counter), "{}", metric.name);
        }
    }
}
