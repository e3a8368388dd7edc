//! Start-up time and memory, which matter most for a clinic on one machine and for a new task.

use std::time::Duration;

use anyhow::{Result, ensure};
use serde::Serialize;
use tokio::time::Instant;

use crate::clinic::Clinic;
use crate::cpu::Memory;
use crate::environment::{CONNECTIONS, Database, Environment};
use crate::http::{self, Connection};
use crate::load::Load;
use crate::measure::median;
use crate::operations;
use crate::process::Process;

/// The number of requests before the second reading of memory.
const REQUESTS: u64 = 10_000;

/// Start-up of the program, in milliseconds from its exec to its first 200 from `/ready`.
#[derive(Debug, Serialize)]
pub(crate) struct Start {
    /// With a new file, including all migrations and the sample data.
    pub(crate) new_file: f64,
    /// With an existing, up-to-date file.
    pub(crate) same_file: f64,
    /// With an existing, up-to-date schema on the server.
    pub(crate) mariadb: f64,
}

/// Resident memory, in MiB.
#[derive(Debug, Serialize)]
pub(crate) struct Resident {
    pub(crate) database: &'static str,
    pub(crate) at_start: f64,
    pub(crate) after_requests: f64,
    pub(crate) peak: f64,
}

/// Measures start-up: the median of several rounds.
pub(crate) async fn start(environment: &Environment) -> Result<Start> {
    let (mut new_file, mut same_file, mut mariadb) = (Vec::new(), Vec::new(), Vec::new());
    let server = environment.mariadb("start");
    drop(Process::serve(&mut environment.petclinic(&server))?);
    for round in 0..environment.rounds {
        let file = environment.sqlite(&format!("start-{round}"))?;
        new_file.push(start_once(environment, &file).await?);
        same_file.push(start_once(environment, &file).await?);
        mariadb.push(start_once(environment, &server).await?);
    }
    Ok(Start { new_file: median(new_file), same_file: median(same_file), mariadb: median(mariadb) })
}

async fn start_once(environment: &Environment, database: &Database) -> Result<f64> {
    let began = Instant::now();
    let (_service, address) = Process::serve(&mut environment.petclinic(database))?;
    let mut connection = Connection::open(address).await?;
    let status = connection.exchange(&http::get(contract::process_routes::READY)).await?.status;
    ensure!(status == 200, "the clinic is up but not ready: {status}");
    Ok(began.elapsed().as_secs_f64() * 1e3)
}

/// Measures memory with the usual clinic's database, before and after 10,000 requests of all operations.
pub(crate) async fn memory(environment: &Environment, database: &Database) -> Result<Resident> {
    let (service, address) = Process::serve(&mut environment.petclinic(database))?;
    let before = Memory::of(service.pid())?;
    let all = operations::all(Clinic::USUAL).into_iter().map(|(_, requests)| requests);
    let load = Load::new(address, operations::in_turn(all));
    load.counted(REQUESTS, CONNECTIONS, Duration::from_mins(1)).await?;
    let after = Memory::of(service.pid())?;
    Ok(Resident {
        database: database.name,
        at_start: mib(before.now),
        after_requests: mib(after.now),
        peak: mib(after.peak),
    })
}

/// Converts KiB to MiB.
pub(crate) fn mib(kib: u64) -> f64 {
    f64::from(u32::try_from(kib).unwrap_or(u32::MAX)) / 1024.0
}
