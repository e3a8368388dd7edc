//! The service alone inside a quarter of a CPU, as the smallest Fargate task has it.

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

/// Requests a second that arrive whether the service keeps up or not.
const RATE: u32 = 2_000;

/// What GET owner does in a quarter of a CPU.
#[derive(Debug, Serialize)]
pub(crate) struct Quarter {
    pub(crate) flat_out: Cost,
    pub(crate) steady: Cost,
}

/// Measures GET owner on the server, which is outside of the quarter. An error says why it could not be.
pub(crate) async fn measure(environment: &Environment, database: &Database) -> Result<Quarter> {
    let cgroup = Cgroup::quarter()?;
    let (service, address) = Process::serve(&mut cgroup.inside(&environment.petclinic(database)))?;
    let requests = (0..1_000).map(|it| crate::http::get(&operations::owner_path(Clinic::USUAL, it)));
    let load = Load::new(address, requests.collect());
    let duration = environment.duration * 4;
    load.closed(CONNECTIONS, environment.duration).await?;
    let flat_out = cost(service.pid(), database.pid, load.closed(CONNECTIONS, duration)).await?;
    // What was flat out a moment ago gets its full quota back.
    tokio::time::sleep(Duration::from_millis(500)).await;
    let steady = cost(service.pid(), database.pid, load.open(RATE, CONNECTIONS, duration)).await?;
    drop(service);
    Ok(Quarter { flat_out, steady })
}

impl Cgroup {
    /// The command, run by a shell that enters the group first.
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
