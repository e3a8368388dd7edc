//! The services as tasks on AWS: with settings, logins and peers' addresses from AWS, and TLS to the database.

mod aws;
mod harness;
mod operators;
mod store;
mod task;
mod telemetry;

use std::time::Duration;

use anyhow::Result;
use contract::service::Service;
use serde::Serialize;

use self::harness::AwsHarness;
use self::operators::Watching;
use self::telemetry::Telemetry;
use crate::clinic::Clinic;
use crate::cpu::Memory;
use crate::environment::{CONNECTIONS, Environment};
use crate::footprint::mib;
use crate::load::Load;
use crate::measure::median;
use crate::operations;

/// The number of requests before the reading of memory.
const REQUESTS: u64 = 20_000;

/// The results of the services' own programs.
#[derive(Debug, Serialize)]
pub(crate) struct Tasks {
    pub(crate) services: Vec<Measurements>,
    pub(crate) loaded: Loaded,
    pub(crate) telemetry: Telemetry,
    pub(crate) watching: Watching,
}

/// An idle service.
#[derive(Debug, Serialize)]
pub(crate) struct Measurements {
    pub(crate) program: String,
    /// Milliseconds from exec to the first 200 of `/ready`.
    pub(crate) start: f64,
    /// Resident memory in MiB once the service is ready.
    pub(crate) idle: f64,
}

/// Resident memory in MiB of customers-service under a mix of all its operations.
#[derive(Debug, Serialize)]
pub(crate) struct Loaded {
    pub(crate) after_requests: f64,
    pub(crate) peak: f64,
}

/// Runs all measurements of tasks.
pub(crate) async fn measure(environment: &Environment) -> Result<Tasks> {
    let harness = AwsHarness::open(environment).await?;
    let collector = telemetry::Collector::start().await?;
    let mut services = Vec::new();
    for service in Service::tasks() {
        services.push(measurements(environment, &harness, service).await?);
    }
    let loaded = loaded(&harness, &collector).await?;
    eprintln!(
        "     customers-service: {:.1} MiB after requests, peak {:.1}",
        loaded.after_requests, loaded.peak
    );
    let telemetry = telemetry::measure(environment, &harness, &collector).await?;
    let watching = operators::measure(&harness).await?;
    eprintln!(
        "     admin-server with {} instances: {:.1} % of a core, {:.1} MiB",
        watching.instances, watching.core, watching.memory
    );
    Ok(Tasks { services, loaded, telemetry, watching })
}

async fn measurements(
    environment: &Environment,
    harness: &AwsHarness,
    service: Service,
) -> Result<Measurements> {
    let (mut start, mut idle) = (Vec::new(), Vec::new());
    for _ in 0..environment.rounds {
        let task = harness.start(service, &[]).await?;
        start.push(task.took.as_secs_f64() * 1e3);
        idle.push(mib(Memory::of(task.pid())?.now));
    }
    let measurements =
        Measurements { program: task::program(service), start: median(start), idle: median(idle) };
    eprintln!(
        "     {}: ready after {:.0} ms, {:.1} MiB",
        measurements.program, measurements.start, measurements.idle
    );
    Ok(measurements)
}

async fn loaded(harness: &AwsHarness, collector: &telemetry::Collector) -> Result<Loaded> {
    let visits = harness.start(Service::Visits, &[]).await?;
    harness.register(Service::Visits, visits.address).await?;
    let customers = harness.start(Service::Customers, &[collector.variable()]).await?;
    let load = Load::new(customers.address, mixed());
    load.counted(REQUESTS, CONNECTIONS, Duration::from_mins(2)).await?;
    let memory = Memory::of(customers.pid())?;
    Ok(Loaded { after_requests: mib(memory.now), peak: mib(memory.peak) })
}

/// Every operation of customers, interleaved.
fn mixed() -> Vec<Vec<u8>> {
    let is_its_own = |request: &[u8]| {
        let request = String::from_utf8_lossy(request);
        ["/api/customers/", "/api/gateway/"].iter().any(|start| request.contains(start))
    };
    let all = operations::all(Clinic::USUAL).into_iter().map(|(_, requests)| requests);
    operations::in_turn(all.filter(|requests| requests.iter().all(|it| is_its_own(it))))
}
