//! Compares the service with the cost of its parts alone. Measurements alternate, so that changes of the machine's speed affect all
//! of them.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Result;
use serde::Serialize;

use crate::bare_client::{Done, Order};
use crate::environment::{CONNECTIONS, Database, Environment};
use crate::http::{self, Connection};
use crate::load::Load;
use crate::measure::{Cost, cost, each, ratio, watch};
use crate::process::{self, Process};

/// An owner of the sample clinic with two pets, as most have.
const OWNER: i32 = 6;
const OWNER_PATH: &str = "/api/customers/owners/6";
const VETS_PATH: &str = "/api/vets/vets";
/// The request rate at which service and parts are compared; either database reaches it easily. A part at full speed always finds
/// the next request waiting, but the service waits for its parts, and each wait costs a wake-up. Only at the same rate do both do
/// the same work.
const RATE: u32 = 4_000;

/// The measurements of one round.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Round {
    /// At the same rate.
    pub(crate) steady: Parts,
    /// At full speed.
    pub(crate) flat_out: Parts,
    pub(crate) vets: Cost,
    pub(crate) axum_vets: Cost,
}

/// The cost of GET owner in the service, and of its parts.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Parts {
    pub(crate) service: Cost,
    pub(crate) axum: Cost,
    pub(crate) client: Cost,
}

impl Parts {
    /// The service's CPU time divided by that of axum and client together.
    pub(crate) fn ratio(&self) -> f64 {
        self.service.service / (self.axum.service + self.client.service)
    }
}

impl Round {
    /// The service's CPU time for GET vets divided by axum's.
    pub(crate) fn vets_ratio(&self) -> f64 {
        self.vets.service / self.axum_vets.service
    }
}

struct Server {
    process: Process,
    load: Load,
}

/// Measures the service and its ceilings on one database.
pub(crate) async fn measure(environment: &Environment, database: &Database) -> Result<Vec<Round>> {
    let (service, address) = Process::serve(&mut environment.petclinic(database))?;
    let axum_owner = axum(&body(address, OWNER_PATH).await?)?;
    let axum_vets = axum(&body(address, VETS_PATH).await?)?;
    let owner = OWNER.to_string();
    let arguments = ["bare-client", "--database", &database.url, "--owner", &owner];
    let mut client = Process::start(&mut process::part(&arguments)?)?;
    client.line(Duration::from_secs(10))?;
    let of_owner = Load::new(address, vec![http::get(OWNER_PATH)]);
    let of_vets = Load::new(address, vec![http::get(VETS_PATH)]);

    let mut rounds = Vec::new();
    // The first round warms up and does not count.
    for round in 0..=environment.rounds {
        let duration = if round == 0 { environment.duration / 2 } else { environment.duration };
        let pid = service.pid();
        let axum_pid = axum_owner.process.pid();
        let steady = Parts {
            service: cost(pid, database.pid, of_owner.open(RATE, CONNECTIONS, duration)).await?,
            axum: cost(axum_pid, None, axum_owner.load.open(RATE, CONNECTIONS, duration)).await?,
            client: statement(&mut client, database, Order { duration, rate: RATE.into() }).await?,
        };
        let flat_out = Parts {
            service: cost(pid, database.pid, of_owner.closed(CONNECTIONS, duration)).await?,
            axum: cost(axum_pid, None, axum_owner.load.closed(CONNECTIONS, duration)).await?,
            client: statement(&mut client, database, Order { duration, rate: 0 }).await?,
        };
        let vets = cost(pid, None, of_vets.closed(CONNECTIONS, duration)).await?;
        let axum_pid = axum_vets.process.pid();
        let axum_of_vets = cost(axum_pid, None, axum_vets.load.closed(CONNECTIONS, duration)).await?;
        let all = Round { steady, flat_out, vets, axum_vets: axum_of_vets };
        let told = |it: &Parts| {
            let (service, axum, client) = (it.service.service, it.axum.service, it.client.service);
            format!("{service:.1} us / (axum {axum:.1} + client {client:.1}) = {:.2}", it.ratio())
        };
        eprintln!(
            "     {} round {round}: owner {}, flat out {}, vets {:.1} / {:.1} = {:.2}",
            database.name,
            told(&steady),
            told(&flat_out),
            vets.service,
            axum_of_vets.service,
            all.vets_ratio(),
        );
        if round > 0 {
            rounds.push(all);
        }
    }
    Ok(rounds)
}

fn axum(body: &[u8]) -> Result<Server> {
    let mut process = Process::start(&mut process::part(&["bare-axum"])?)?;
    process.tell_all(body)?;
    let address = process.address()?;
    Ok(Server { process, load: Load::new(address, vec![http::get("/")]) })
}

async fn body(address: SocketAddr, path: &str) -> Result<Vec<u8>> {
    let mut connection = Connection::open(address).await?;
    Ok(connection.exchange(&http::get(path)).await?.body.to_vec())
}

async fn statement(client: &mut Process, database: &Database, order: Order) -> Result<Cost> {
    let limit = order.duration + Duration::from_secs(15);
    let pids = [Some(client.pid()), database.pid];
    let (cpu, done) = watch(pids, async { client.ask::<Done>(&order, limit) }).await?;
    Ok(Cost {
        per_second: ratio(done.statements, done.elapsed),
        p50: 0,
        p99: 0,
        service: each(cpu[0].unwrap_or_default(), done.statements),
        database: cpu[1].map(|cpu| each(cpu, done.statements)),
    })
}
