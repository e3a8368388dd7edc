//! The cost of telemetry: GET owner with the default telemetry and without any, in alternating runs.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Result, ensure};
use axum::Router;
use axum::body::Bytes;
use contract::service::Service;
use serde::Serialize;
use tokio::net::TcpListener;

use super::harness::AwsHarness;
use super::task::Task;
use crate::clinic::Clinic;
use crate::environment::{CONNECTIONS, Environment};
use crate::http::get;
use crate::load::Load;
use crate::measure::{Cost, cost, median};
use crate::operations;
use crate::report::Middle;

/// The results of GET owner at full speed.
#[derive(Debug, Serialize)]
pub(crate) struct Telemetry {
    pub(crate) on: Middle,
    pub(crate) off: Middle,
    /// The loss of throughput in per cent: the median of the rounds' losses.
    pub(crate) throughput: f64,
    /// The service's CPU time with telemetry divided by that without: the median of the rounds' ratios.
    pub(crate) cpu_ratio: f64,
}

/// A collector that accepts spans and drops them (OTLP over HTTP).
pub(super) struct Collector {
    endpoint: String,
    posts: Arc<AtomicU64>,
}

impl Collector {
    pub(super) async fn start() -> Result<Collector> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let endpoint = format!("http://{}", listener.local_addr()?);
        let posts = Arc::<AtomicU64>::default();
        let count = posts.clone();
        let accept = async move |_: Bytes| {
            count.fetch_add(1, Ordering::Relaxed);
        };
        tokio::spawn(async move { axum::serve(listener, Router::new().fallback(accept)).await });
        Ok(Collector { endpoint, posts })
    }

    /// The environment variable with which a service finds the collector.
    pub(super) fn variable(&self) -> (&'static str, String) {
        ("PETCLINIC_TRACES_ENDPOINT", self.endpoint.clone())
    }
}

/// Measures the cost of telemetry. Traffic to the database is not encrypted; encryption would only make telemetry's share smaller.
pub(super) async fn measure(
    environment: &Environment,
    harness: &AwsHarness,
    collector: &Collector,
) -> Result<Telemetry> {
    let plain = ("PETCLINIC_DATABASE_TLS", "off".to_owned());
    let without = [
        plain.clone(),
        ("PETCLINIC_LOG_REQUESTS", "none".to_owned()),
        ("PETCLINIC_METRICS_ENABLED", "false".to_owned()),
        ("PETCLINIC_TRACES_SAMPLING", "0".to_owned()),
    ];
    let on = harness.start(Service::Customers, &[plain, collector.variable()]).await?;
    let off = harness.start(Service::Customers, &without).await?;
    let told_before = collector.posts.load(Ordering::Relaxed);
    let mut rounds = Vec::new();
    // The first round warms up and does not count.
    for round in 0..=environment.rounds * 2 {
        // The order is on, off, off, on, so that a steady drift of the machine's speed affects both equally.
        let first = turn(environment, harness, &on).await?;
        let between = [turn(environment, harness, &off).await?, turn(environment, harness, &off).await?];
        let pair = (mean([first, turn(environment, harness, &on).await?]), mean(between));
        eprintln!(
            "     round {round}: {:.0} requests/s with telemetry, {:.0} without, CPU {:.1} / {:.1} us",
            pair.0.per_second, pair.1.per_second, pair.0.service, pair.1.service,
        );
        if round > 0 {
            rounds.push(pair);
        }
    }
    ensure!(collector.posts.load(Ordering::Relaxed) > told_before, "the collector was told nothing");
    Ok(Telemetry {
        on: Middle::of(&rounds.iter().map(|(on, _)| on).collect::<Vec<_>>()),
        off: Middle::of(&rounds.iter().map(|(_, off)| off).collect::<Vec<_>>()),
        throughput: 100.0 * (1.0 - median(rounds.iter().map(|(on, off)| on.per_second / off.per_second))),
        cpu_ratio: median(rounds.iter().map(|(on, off)| on.service / off.service)),
    })
}

async fn turn(environment: &Environment, harness: &AwsHarness, task: &Task) -> Result<Cost> {
    let requests = (0..1_000).map(|it| get(&operations::owner_path(Clinic::USUAL, it))).collect();
    let load = Load::new(task.address, requests);
    cost(task.pid(), harness.server.pid(), load.closed(CONNECTIONS, environment.duration / 2)).await
}

fn mean([one, other]: [Cost; 2]) -> Cost {
    Cost {
        per_second: f64::midpoint(one.per_second, other.per_second),
        p50: u64::midpoint(one.p50, other.p50),
        p99: one.p99.max(other.p99),
        service: f64::midpoint(one.service, other.service),
        database: one.database.zip(other.database).map(|(one, other)| f64::midpoint(one, other)),
    }
}
