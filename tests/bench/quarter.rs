//! Runs the service alone with a quarter of a CPU, as the smallest Fargate task has.

mod cgroup;

use std::process::Command;
use std::time::Duration;

use anyhow::Result;
use serde::Serialize;

use self::cgroup::Cgroup;
use crate::clinic::Clinic;
use crate::environment::{CONNECTIONS, Database, Environment};
use crate::load::Load;
use crate::measure::{Cost, cost};
use crate::operations;
use crate::process::Process;

/// The arrival rate in requests a second, whether the service keeps up or not.
const RATE: u32 = 2_000;

/// The cost of GET owner with a quarter of a CPU.
#[derive(Debug, Serialize)]
pub(crate) struct Quarter {
    pub(crate) flat_out: Cost,
    pub(crate) steady: Cost,
}

/// Measures GET owner with the database on the server, which runs outside the quarter. The error says why the measurement is
/// impossible.
pub(crate) async fn measure(environment: &Environment, database: &Database) -> Result<Quarter> {
    let cgroup = Cgroup::quarter()?;
    let (service, address) = Process::serve(&mut cgroup.inside(&environment.petclinic(database)))?;
    let requests = (0..1_000).map(|it| crate::http::get(&operations::owner_path(Clinic::USUAL, it)));
    let load = Load::new(address, requests.collect());
    let duration = environment.duration * 4;
    load.closed(CONNECTIONS, environment.duration).await?;
    let flat_out = cost(service.pid(), database.pid, load.closed(CONNECTIONS, duration)).await?;
    // The pause lets the full quota return after the run at full speed.
    tokio::time::sleep(Duration::from_millis(500)).await;
    let steady = cost(service.pid(), database.pid, load.open(RATE, CONNECTIONS, duration)).await?;
    drop(service);
    Ok(Quarter { flat_out, steady })
}

impl Cgroup {
    /// Wraps a command in a shell that first enters the group.
    fn inside(&self, command: &Command) -> Command {
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", r#"echo $$ > "$0" && exec "$@""#]).arg(self.processes());
        shell.arg(command.get_program()).args(command.get_args());
        for (name, value) in command.get_envs() {
            if let Some(value) = value {
                shell.env(name, value);
            }
        }
        shell
    }
}
