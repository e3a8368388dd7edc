//! Starting and ending it all.

use std::convert::Infallible;
use std::io::{self, IsTerminal};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use std::{future, mem};

use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task;
use tokio::time::{self, Instant};

use crate::levels::{InvalidDirective, Level, Levels};
use crate::log::{Events, Lines, Log, Style};
use crate::metrics::emf::Documents;
use crate::metrics::family::{Family, Series};
use crate::metrics::{self, Metrics, Source};
use crate::trace;
use crate::trace::export::{self, Collector, Origin};

/// How long an ending process takes at most to tell what it has not told.
const FLUSHED_WITHIN: Duration = Duration::from_secs(5);

/// How lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line on standard output, for machines.
    Json,
    /// A line of text on standard error, for people; coloured on a terminal.
    Text,
}

/// What is to be told, and where.
#[derive(Clone, Debug)]
pub struct Config {
    /// What the service is part of: the label `application` of all metrics, and `service.namespace` of traces.
    pub application: String,
    /// The program's name, such as `customers-service`: `service.name` of traces.
    pub program: String,
    /// The service's name, such as `customers`: the dimension `Service` of metric documents.
    pub service: String,
    /// Its version.
    pub version: String,
    /// Directives, such as `info,peers=debug`.
    pub log_level: String,
    /// How lines are written.
    pub log_format: Format,
    /// Whether metrics are kept at all.
    pub metrics: bool,
    /// Time between two metric documents for CloudWatch in the log; zero for none.
    pub emf_interval: Duration,
    /// The namespace of those.
    pub emf_namespace: String,
    /// The collector that spans are told to, OTLP over HTTP, such as `http://127.0.0.1:4318`; none for no spans.
    pub traces_endpoint: Option<String>,
    /// The share of new traces that are told, from 0 to 1.
    pub traces_sampling: f64,
    /// The region, if this runs in AWS.
    pub region: Option<String>,
}

/// Why it cannot be started.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// The directives cannot be read.
    #[error(transparent)]
    Directive(#[from] InvalidDirective),
    /// Something in this process has been started as that before.
    #[error("{0} have been set up in this process before")]
    Again(&'static str),
    /// The collector's address cannot be used.
    #[error("the collector's address `{endpoint}` {rule}")]
    Endpoint {
        /// As it was given.
        endpoint: String,
        /// What is wrong with it.
        rule: String,
    },
    /// No thread for it.
    #[error("cannot start the thread `{0}`: {1}")]
    Thread(&'static str, std::io::Error),
}

/// What was started. Clones are the same.
#[derive(Clone)]
pub struct Telemetry {
    /// The levels of the log, to be changed at will.
    pub levels: Levels,
    /// The metrics, if they are kept.
    pub metrics: Option<Metrics>,
    lines: Lines,
    documents: Option<Arc<Mutex<Documents>>>,
    emf_interval: Arc<watch::Sender<Duration>>,
}

/// Starts logs, metrics and traces for this process, once. To be called within a Tokio runtime, before anything that
/// describes or registers a metric.
pub fn init(config: Config) -> Result<Telemetry, InitError> {
    let levels = Levels::new(&config.log_level)?;
    let collector =
        config.traces_endpoint.as_deref().map(|endpoint| collector(endpoint, &config)).transpose()?;
    let (lines, style) = match config.log_format {
        Format::Json => (Lines::to(io::stdout()), Style::Json),
        Format::Text => (Lines::to(io::stderr()), Style::Text { is_coloured: io::stderr().is_terminal() }),
    };
    let lines = lines.map_err(|error| InitError::Thread("log", error))?;
    let log = Log::new(levels.clone(), style, lines.clone());
    let metrics = config.metrics.then(|| {
        let sources = vec![about_log(log.events(), lines.clone())];
        Metrics::with(metrics::of_application(&config.application), sources)
    });
    if let Some(metrics) = &metrics {
        ::metrics::set_global_recorder(metrics.recorder()).map_err(|_| InitError::Again("metrics"))?;
    }
    tracing::subscriber::set_global_default(log).map_err(|_| InitError::Again("the log"))?;
    if let Some(collector) = collector
        && !export::install(collector)
    {
        return Err(InitError::Again("traces"));
    }
    trace::set_sampling(config.traces_sampling);
    Ok(Telemetry::new(config, levels, metrics, lines))
}

fn collector(endpoint: &str, config: &Config) -> Result<Collector, InitError> {
    let cannot = |rule| InitError::Endpoint { endpoint: endpoint.to_owned(), rule };
    let runtime = Handle::try_current().map_err(|error| cannot(error.to_string()))?;
    let origin = Origin {
        namespace: config.application.clone(),
        service: config.program.clone(),
        version: config.version.clone(),
        region: config.region.clone(),
    };
    Collector::new(endpoint, &origin, runtime).map_err(cannot)
}

/// How much is logged and lost.
fn about_log(events: Arc<Events>, lines: Lines) -> Source {
    Box::new(move |families| {
        let counts = Level::ALL
            .into_iter()
            .filter(|level| *level != Level::Off)
            .map(|level| {
                (vec![("level".to_owned(), level.as_str().to_ascii_lowercase())], events.count(level))
            })
            .collect();
        families.extend([
            Family::new("log_events_total", "Lines logged.", Series::Counter(counts)),
            Family::counter("log_lines_dropped_total", "Lines lost since nobody read them.", lines.dropped()),
        ]);
    })
}

impl Telemetry {
    fn new(config: Config, levels: Levels, metrics: Option<Metrics>, lines: Lines) -> Self {
        let documents = metrics.clone().map(|metrics| {
            Arc::new(Mutex::new(Documents::new(metrics, config.emf_namespace, config.service)))
        });
        let emf_interval = Arc::new(watch::Sender::new(config.emf_interval));
        Self { levels, metrics, lines, documents, emf_interval }
    }

    /// Changes the share of new traces that are told, from 0 to 1.
    pub fn set_sampling(&self, share: f64) {
        trace::set_sampling(share);
    }

    /// Changes the time between two metric documents for CloudWatch; zero for none.
    pub fn set_emf_interval(&self, interval: Duration) {
        self.emf_interval.send_if_modified(|now| mem::replace(now, interval) != interval);
    }

    /// What has to be done all the time. Never ends.
    pub async fn work(&self) -> Infallible {
        let Some(metrics) = &self.metrics else { return future::pending().await };
        let mut interval = self.emf_interval.subscribe();
        let mut minute = time::interval(Duration::from_secs(60));
        let mut last_told = Instant::now();
        loop {
            let every = *interval.borrow_and_update();
            tokio::select! {
                () = time::sleep_until(last_told + every), if !every.is_zero() => {
                    last_told = Instant::now();
                    self.tell_cloudwatch();
                }
                _ = minute.tick() => metrics.turn(),
                // Its sender is our own.
                _ = interval.changed() => last_told = Instant::now(),
            }
        }
    }

    /// Tells what has not been told yet. To be called last; what comes later is still logged, if the process lives on.
    pub async fn shutdown(&self) {
        if !self.emf_interval.borrow().is_zero() {
            self.tell_cloudwatch();
        }
        let lines = self.lines.clone();
        let flush = move || {
            if let Some(collector) = export::collector() {
                collector.flush();
            }
            lines.flush();
        };
        // Nothing is left to be done about a flush that fails.
        let _ = time::timeout(FLUSHED_WITHIN, task::spawn_blocking(flush)).await;
    }

    fn tell_cloudwatch(&self) {
        let Some(documents) = &self.documents else { return };
        for document in documents.lock().unwrap_or_else(PoisonError::into_inner).next() {
            self.lines.append(document.as_bytes());
        }
    }
}

#[cfg(test)]
mod tests;
