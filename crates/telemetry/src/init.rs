//! Starts and shuts down logs, metrics and traces.

use std::convert::Infallible;
use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use std::{future, mem};

use contract::directives::Directives;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task;
use tokio::time::{self, Instant};
use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::fmt::MakeWriter;

use crate::levels::Levels;
use crate::log::tail::{LogTail, Teed};
use crate::log::{self, Format, writer};
use crate::metrics::Metrics;
use crate::metrics::emf::Documents;
use crate::trace;
use crate::trace::export::{self, Collector};

/// Maximum time that shutdown waits for the trace collector. Flushing the log takes up to 1.1 s more.
const TRACES_FLUSHED_WITHIN: Duration = Duration::from_millis(1900);

/// The configuration of logs, metrics and traces.
#[derive(Clone, Debug)]
pub struct Config {
    /// The application that the service belongs to: the label `application` of all metrics, and `service.namespace` of traces.
    pub application: String,
    /// The program's name, such as `customers-service`: `service.name` of traces.
    pub program: String,
    /// The service's name, such as `customers`: the dimension `Service` of metric documents.
    pub service: String,
    /// Its version.
    pub version: String,
    /// Levels of the log, such as `info,peers=debug`.
    pub log_level: Directives,
    /// The format of log lines.
    pub log_format: Format,
    /// Whether to record metrics.
    pub metrics: bool,
    /// Time between two metric documents for CloudWatch in the log; zero for none.
    pub emf_interval: Duration,
    /// The CloudWatch namespace of those documents.
    pub emf_namespace: String,
    /// The collector that receives spans by OTLP over HTTP, such as `http://127.0.0.1:4318`; `None` exports no spans.
    pub traces_endpoint: Option<String>,
    /// The share of new traces that are exported, from 0 to 1.
    pub traces_sampling: f64,
    /// The region, if this runs in AWS.
    pub region: Option<String>,
}

/// The reason why telemetry cannot start.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// The log, the metrics or the traces of this process are set up already.
    #[error("{0} set up in this process before")]
    Again(&'static str),
    /// The collector's address cannot be used.
    #[error("the collector's address `{endpoint}` {rule}")]
    Endpoint {
        /// The configured address.
        endpoint: String,
        /// The rule that it breaks.
        rule: String,
    },
}

/// The running telemetry. Clones share everything.
#[derive(Clone)]
pub struct Telemetry {
    /// The levels of the log, which may change at any time.
    pub levels: Levels,
    /// The metrics, if recording is on.
    pub metrics: Option<Metrics>,
    /// The last lines of the log. A function, which nobody can ask, keeps none.
    pub log_tail: LogTail,
    documents: Option<Arc<Mutex<Documents>>>,
    log: Arc<Mutex<Option<WorkerGuard>>>,
    emf_interval: Arc<watch::Sender<Duration>>,
}

/// Starts logs, metrics and traces for this process, once. Call it within a Tokio runtime, before any code describes or
/// registers a metric.
///
/// # Errors
/// If it was called before, or if the collector's address is invalid.
pub fn init(config: Config) -> Result<Telemetry, InitError> {
    let (out, is_coloured): (Box<dyn Write + Send>, _) = match config.log_format {
        Format::Json => (Box::new(io::stdout()), false),
        Format::Text => (Box::new(io::stderr()), io::stderr().is_terminal()),
    };
    let (lines, log) = writer::to(out);
    let log_tail = LogTail::default();
    let teed = Teed { out: lines.clone(), tail: log_tail.clone() };
    let mut telemetry = begin(config, is_coloured, teed, lines.clone(), Some(log))?;
    telemetry.log_tail = log_tail;
    if let Some(metrics) = &telemetry.metrics {
        writer::count_dropped(&lines, metrics);
    }
    Ok(telemetry)
}

/// As [`init`], but writes each log line synchronously. Lambda may freeze a function as soon as it has answered.
///
/// # Errors
/// As [`init`].
pub fn init_at_once(config: Config) -> Result<Telemetry, InitError> {
    match config.log_format {
        Format::Json => begin(config, false, io::stdout, io::stdout(), None),
        Format::Text => begin(config, io::stderr().is_terminal(), io::stderr, io::stderr(), None),
    }
}

/// Starts only the log, once. It writes each line synchronously.
///
/// # Errors
/// If this process has a log already.
pub fn init_log(level: Directives, format: Format) -> Result<(), InitError> {
    let levels = Levels::new(level);
    match format {
        Format::Json => begin_log(&levels, format, false, io::stdout),
        Format::Text => begin_log(&levels, format, io::stderr().is_terminal(), io::stderr),
    }
}

/// Starts everything, with `lines` as the log's writer and `out` as the writer of metric documents.
fn begin<W>(
    config: Config,
    is_coloured: bool,
    lines: W,
    out: impl Write + Send + 'static,
    log: Option<WorkerGuard>,
) -> Result<Telemetry, InitError>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let levels = Levels::new(config.log_level.clone());
    let collector =
        config.traces_endpoint.as_deref().map(|endpoint| collector(endpoint, &config)).transpose()?;
    let metrics = config.metrics.then(|| Metrics::of(&config.application));
    if let Some(metrics) = &metrics {
        ::metrics::set_global_recorder(metrics.recorder())
            .map_err(|_| InitError::Again("metrics have been"))?;
    }
    begin_log(&levels, config.log_format, is_coloured, lines)?;
    if let Some(collector) = collector
        && !export::install(collector)
    {
        return Err(InitError::Again("traces have been"));
    }
    trace::set_sampling(config.traces_sampling);
    Ok(Telemetry::new(config, levels, metrics, out, log))
}

fn begin_log<W>(levels: &Levels, format: Format, is_coloured: bool, lines: W) -> Result<(), InitError>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let subscriber = log::subscriber(levels.clone(), format, is_coloured, lines);
    tracing::subscriber::set_global_default(subscriber).map_err(|_| InitError::Again("the log has been"))
}

fn collector(endpoint: &str, config: &Config) -> Result<Collector, InitError> {
    let cannot = |rule| InitError::Endpoint { endpoint: endpoint.to_owned(), rule };
    let runtime = Handle::try_current().map_err(|error| cannot(error.to_string()))?;
    Collector::new(endpoint, config, runtime).map_err(cannot)
}

impl Telemetry {
    fn new(
        config: Config,
        levels: Levels,
        metrics: Option<Metrics>,
        out: impl Write + Send + 'static,
        log: Option<WorkerGuard>,
    ) -> Self {
        // The text log is for people, so documents go to the JSON log only.
        let metrics_for_log = metrics.clone().filter(|_| config.log_format == Format::Json);
        let documents = metrics_for_log.map(|metrics| {
            let documents = Documents::new(metrics, config.emf_namespace, config.service, out);
            Arc::new(Mutex::new(documents))
        });
        let emf_interval = Arc::new(watch::Sender::new(config.emf_interval));
        let log_tail = LogTail::default();
        Self { levels, metrics, log_tail, documents, log: Arc::new(Mutex::new(log)), emf_interval }
    }

    /// Changes the share of new traces that are exported, from 0 to 1.
    pub fn set_sampling(&self, share: f64) {
        trace::set_sampling(share);
    }

    /// Changes the time between two metric documents for CloudWatch; zero for none.
    pub fn set_emf_interval(&self, interval: Duration) {
        self.emf_interval.send_if_modified(|now| mem::replace(now, interval) != interval);
    }

    /// Runs the background work: publishes metric documents and rotates windows. Never ends.
    pub async fn work(&self) -> Infallible {
        let Some(metrics) = &self.metrics else { return future::pending().await };
        let mut interval = self.emf_interval.subscribe();
        let mut minute = time::interval(Duration::from_secs(60));
        let mut last_published = Instant::now();
        loop {
            let every = *interval.borrow_and_update();
            tokio::select! {
                () = time::sleep_until(last_published + every), if !every.is_zero() => {
                    last_published = Instant::now();
                    self.publish();
                }
                _ = minute.tick() => metrics.rotate(),
                // The sender lives in `self`, so `changed` cannot fail.
                _ = interval.changed() => last_published = Instant::now(),
            }
        }
    }

    /// Flushes logs, metrics and traces within 3 s and stops. Call it last: later log lines are lost.
    pub async fn shutdown(&self) {
        if !self.emf_interval.borrow().is_zero() {
            self.publish();
        }
        let log = self.log.lock().unwrap_or_else(PoisonError::into_inner).take();
        let end = move || {
            if let Some(collector) = export::collector() {
                collector.shutdown(TRACES_FLUSHED_WITHIN);
            }
            drop(log);
        };
        // The task does not panic, and there would be nothing left to do if it did.
        let _ = task::spawn_blocking(end).await;
    }

    /// Writes metric documents.
    fn publish(&self) {
        if let Some(documents) = &self.documents {
            documents.lock().unwrap_or_else(PoisonError::into_inner).publish();
        }
    }
}

#[cfg(test)]
mod tests;
