//! How far the service is from what its parts cost alone, measured in turns so that the machine's moods hit all of them.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Result;

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

/// One turn of all measurements.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Round {
    pub(crate) owner: Cost,
    pub(crate) axum_owner: Cost,
    /// The statement, as fast as it goes.
    pub(crate) client: Cost,
    /// The statement, as often as the service ran it.
    pub(crate) client_paced: Cost,
    pub(crate) vets: Cost,
    pub(crate) axum_vets: Cost,
}

impl Round {
    /// The service's CPU time for an owner, over that of axum and client together.
    pub(crate) fn owner_ratio(&self) -> f64 {
        self.owner.service / (self.axum_owner.service + self.client.service)
    }

    /// The same, with the client held to the service's rate.
    pub(crate) fn owner_ratio_paced(&self) -> f64 {
        self.owner.service / (self.axum_owner.service + self.client_paced.service)
    }

    /// The service's CPU time for the vets, over that of axum.
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
    // The first round warms up.
    for round in 0..=environment.rounds {
        let duration = if round == 0 { environment.duration / 2 } else { environment.duration };
        let pid = service.pid();
        let owner = cost(pid, database.pid, of_owner.closed(CONNECTIONS, duration)).await?;
        let alone = |server: &Server| {
            let (pid, load) = (server.process.pid(), server.load.clone());
            async move { cost(pid, None, load.closed(CONNECTIONS, duration)).await }
        };
        let axum_of_owner = alone(&axum_owner).await?;
        let unpaced = Order { duration, rate: 0 };
        let client_cost = statement(&mut client, database, unpaced).await?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a positive rate")]
        let paced = Order { duration, rate: owner.per_second as u64 };
        let client_paced = statement(&mut client, database, paced).await?;
        let vets = cost(pid, None, of_vets.closed(CONNECTIONS, duration)).await?;
        let axum_of_vets = alone(&axum_vets).await?;
        let all = Round {
            owner,
            axum_owner: axum_of_owner,
            client: client_cost,
            client_paced,
            vets,
            axum_vets: axum_of_vets,
        };
        eprintln!(
            "     {} round {round}: owner {:.1} us / (axum {:.1} + client {:.1}) = {:.2}, vets {:.1} / {:.1} = {:.2}",
            database.name,
            owner.service,
            all.axum_owner.service,
            all.client.service,
            all.owner_ratio(),
            vets.service,
            all.axum_vets.service,
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
